"""Give an image one more name: `docker tag`."""

from .. import engine
from .._command_line import line, show
from .._ownership import image_guard
from ..references import Reference
from ..tables import Table, make_table, payloads


def tag(source: str, target: str) -> Table:
    """Give an image one more name (`docker tag`).

    Parameters:
        source (str): The image's name or ID.
        target (str): The new name; without a tag, `latest`. It moves here from another image.

    Returns:
        A table with the row of that name, and columns as `images`.

    Raises:
        NotFound: There is no such image.
        Refused: The image, or the one that has the name now, is not the course's.

    https://docs.docker.com/reference/cli/docker/image/tag/
    """
    image = engine.reference(source)
    new_name = engine.reference(target)
    command = show(line("tag", image.qualified, new_name.qualified))
    image_guard.check_name(new_name)
    image_guard.check(image, "tagged")
    give_name(image.qualified, new_name, subject=image.displayed)
    answer = engine.call("images", name=new_name.qualified_with_tag)
    return make_table(*payloads.read_images(answer, False, engine.prefix()), command)


def give_name(image: str, new_name: Reference, subject: str | None = None) -> None:
    """Give an image, known by ID or qualified name, one more name; errors call it `subject`."""
    repository = new_name.qualified_repository
    if new_name.digest:
        repository = new_name.qualified  # nothing can be tagged with a digest, says the engine
    engine.call("tag", image, repository, new_name.tag_or_latest, subject=subject)

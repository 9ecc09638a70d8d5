"""Names of the learner's images stay where they are, whatever an archive says that is loaded."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .. import engine
from ..errors import Refused
from ..references import parse
from .image_guard import names_of


@contextmanager
def names_stay(archive: str | Path) -> Iterator[list[str]]:
    """Compare the names of all images before and after a load, on a borrowed engine.

    What is loaded is appended to the list that this gives, by names or IDs.

    Raises:
        Refused: The archive took names that are not the course's. They were given back.
    """
    loaded: list[str] = []
    prefix = engine.prefix()
    if prefix is None:
        yield loaded
        return
    before = _images_by_name()
    yield loaded
    after = _images_by_name()
    loaded_ids = {after.get(image, image) for image in loaded}
    taken = []
    for name, image in after.items():
        is_course_name = name.startswith(f"{prefix}/")
        if image in loaded_ids and before.get(name) != image and not is_course_name:
            taken.append(name)
            _give_back(name, before.get(name))
    if taken:
        names = ", ".join(taken)
        raise Refused("names-taken-by-archive", kind="image", name=names, path=archive)


def _images_by_name() -> dict[str, str]:
    """Tell which image each tagged name stands for."""
    images = {}
    for image in engine.call("images"):
        for name in names_of(image):
            if not parse(name).digest:
                images[name] = image["Id"]
    return images


def _give_back(name: str, image: str | None) -> None:
    """Let a name stand for the image that it stood for; for none if it was new."""
    if image is None:
        engine.call("remove_image", name, noprune=True)
        return
    reference = parse(name)
    engine.call("tag", image, reference.qualified_repository, reference.tag_or_latest)

"""Images in files: `docker save`, `docker load`."""

import json
import re
import tarfile
from pathlib import Path

from .. import engine
from .._command_line import line, show
from .._files.extract import fits, store
from .._ownership import image_guard
from ..errors import CourseError, NotFound
from ..errors.engine_words import translate
from ..references import parse
from ..tables import Table, make_table

MANIFEST = 4 << 20  # bytes that are read of an archive's list of images


def save(image: str, to: str | Path) -> Table:
    """Write an image to a tar archive (`docker save --output`) and list what is in it.

    Columns: NAME, SIZE (bytes), KIND (`file`, `directory` or `link`).
    https://docs.docker.com/reference/cli/docker/image/save/
    """
    reference = engine.reference(image)
    command = show(line("save", reference.qualified, output=to))
    fits(to)
    content = engine.call("get_image", reference.qualified, subject=reference.displayed)
    store(engine.pieces(content), Path(to))
    with tarfile.open(to) as archive:
        rows = [[member.name, member.size, _kind(member)] for member in archive]
    return make_table(["NAME", "SIZE", "KIND"], rows, command)


def _kind(member: tarfile.TarInfo) -> str:
    if member.isdir():
        return "directory"
    if member.isfile():
        return "file"
    return "link"


def load(input: str | Path) -> Table:
    """Load the images that `save` wrote to a tar archive (`docker load --input`).

    Columns: IMAGE (its name, or its id where it has none).
    Errors: NotFound (no such file), CourseError (no archive of images), Refused (it has a name of the learner's).
    https://docs.docker.com/reference/cli/docker/image/load/
    """
    command, loaded = show(line("load", input=input)), []
    fits(input)
    if not Path(input).is_file():
        raise NotFound("no-archive", kind="file", path=input)
    for name in _names(input):
        image_guard.check_name(parse(name))
    with Path(input).open("rb") as archive:
        for event in engine.stream("load_image", archive, subject=str(input)):
            if "error" in event:
                raise translate(event["error"], str(input))
            said = re.match(r"Loaded image(?: ID)?: (\S+)", event.get("stream", ""))
            loaded += [[said[1]]] if said else []
    return make_table(["IMAGE"], loaded, command)


def _names(input: str | Path) -> list[str]:
    """Read which names an archive gives to its images; it may come from anywhere, so nothing in it is trusted."""
    try:
        with tarfile.open(input) as archive:
            images = json.loads(archive.extractfile("manifest.json").read(MANIFEST))
        return [
            "".join([name]) for one in images for name in one.get("RepoTags") or []
        ]  # of texts only
    except (
        tarfile.TarError,
        EOFError,
        KeyError,
        ValueError,
        AttributeError,
        TypeError,
        RecursionError,
    ) as error:
        raise CourseError("not-an-archive-of-images", path=input) from error

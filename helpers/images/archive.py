"""Images in files: `docker save`, `docker load`."""

import json
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path

from .. import engine
from .._command_line import line, show
from .._files.limits import check_file_name
from .._files.plain_tar import UNREADABLE, NotPlain, PlainTar
from .._files.writing import write_file
from .._ownership import image_guard
from .._ownership.name_watch import names_stay
from ..errors import CourseError, NotFound
from ..errors.engine_words import translate
from ..references import parse
from ..tables import Table, make_table
from .descriptions import (
    INDEX,
    MANIFEST,
    names_in_index,
    names_in_manifest,
    read_index,
    read_manifest,
)

LAYOUT = "oci-layout"
UNUSED = "repositories"  # names for engines of 2014; later ones read the manifest
JSON_LIMIT = 4 << 20  # bytes
LOADED = re.compile(r"Loaded image(?: ID)?: (?P<image>\S+)")


def save(image: str, to: str | Path) -> Table:
    """Write an image to a tar archive (`docker save`), and list what is in it.

    Parameters:
        image (str): Its name or ID.
        to (str | Path): The file; what stood there is replaced when all has come (`--output`).

    Returns:
        A table of the archive's members: NAME (text), SIZE (bytes), KIND (text, `file`,
        `directory` or `link`).

    Raises:
        NotFound: There is no such image, or no such folder.
        CourseError: There is something else than a file, or the disk is too full.

    https://docs.docker.com/reference/cli/docker/image/save/
    """
    reference = engine.reference(image)
    command = show(line("save", reference.qualified, output=to))
    check_file_name(to)
    content = engine.call("get_image", reference.qualified, subject=reference.displayed)
    write_file(engine.pieces(content), Path(to))
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
    """Load the images that `save` wrote to a tar archive (`docker load`).

    Parameters:
        input (str | Path): The file (`--input`).

    Returns:
        A table: IMAGE (text, the name, or the ID where it has none).

    Raises:
        NotFound: There is no such file.
        CourseError: It is no archive of images, or not one as an engine writes it.
        Refused: It gives a name that is not the course's to give.

    https://docs.docker.com/reference/cli/docker/image/load/
    """
    command = show(line("load", input=input))
    check_file_name(input)
    if not Path(input).is_file():
        raise NotFound("no-archive", kind="file", path=input)
    archive = ImageArchive(Path(input))
    try:
        for name in archive.names():
            image_guard.check_name(parse(name))
        with names_stay(input) as loaded:
            loaded += _load(archive)
    finally:
        archive.close()
    return make_table(["IMAGE"], [[image] for image in loaded], command)


def _load(archive: "ImageArchive") -> list[str]:
    """Send an archive to the engine; returns the names of the images, or their IDs without one."""
    loaded = []
    for event in engine.stream("load_image", archive.pieces(), subject=str(archive.path)):
        if "error" in event:
            raise translate(event["error"], str(archive.path))
        found = LOADED.match(event.get("stream", ""))
        if found:
            loaded.append(found["image"])
    return loaded


class ImageArchive:
    """An archive of images that means the same to every engine. It is sent as it was read."""

    def __init__(self, path: Path) -> None:
        """Open an archive, and read what it says of its images.

        Raises:
            CourseError: It is no archive of images, or not a plain one.
        """
        self.path = path
        try:
            self.tar = PlainTar(path, no_links={MANIFEST, INDEX, LAYOUT, UNUSED})
            self.images = read_manifest(self.tar.read(MANIFEST, JSON_LIMIT), self.tar.is_file)
            self.index = None
            if self.tar.is_file(INDEX):
                self.index = read_index(self.tar.read(INDEX, JSON_LIMIT))
        except NotPlain as error:
            raise CourseError("not-a-plain-archive", path=path, member=error) from error
        except UNREADABLE as error:
            raise CourseError("not-an-archive-of-images", path=path) from error

    def names(self) -> list[str]:
        """List the names that an engine gives to the images, whichever description it reads."""
        names = names_in_manifest(self.images)
        if self.index is not None:
            names += names_in_index(self.index)
        return list(dict.fromkeys(names))

    def pieces(self) -> Iterator[bytes]:
        """Write the archive anew, with the descriptions that were read."""
        descriptions = {MANIFEST: json.dumps(self.images).encode()}
        if self.index is not None:
            descriptions[INDEX] = json.dumps(self.index).encode()
        return self.tar.pieces(descriptions, left_out={UNUSED})

    def close(self) -> None:
        """Close the file."""
        self.tar.close()

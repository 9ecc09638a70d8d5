"""Copy files into or out of a container: `docker cp`."""

import tarfile
from dataclasses import dataclass
from pathlib import Path

from .. import engine
from .._command_line import line, show
from .._files.extract import unpack
from .._files.limits import check_file_name
from .._files.tar import pack
from .._ownership import guard
from ..errors import CourseError, NotFound
from ..tables import Table, make_table

LOCAL = ("/", ".", "~")  # how a path here begins where it has a colon in it
CONTENT_ONLY = "/."  # how a path ends that means a folder's content, not the folder
GO_MODE_DIR = 1 << 31  # Go's os.ModeDir


@dataclass(frozen=True)
class ContainerPath:
    """A path in a container: `CONTAINER:PATH`."""

    container: str
    path: str


@dataclass(frozen=True)
class LocalPath:
    """A path on the learner's own machine, as it was written."""

    text: str

    @property
    def path(self) -> Path:
        """The path itself."""
        return Path(self.text).expanduser()


def cp(source: str | Path, target: str | Path) -> Table:
    """Copy files into or out of a container (`docker cp`): one of the two is CONTAINER:PATH.

    Out of a container nothing is written outside the target: links that lead there, devices and
    pipes are left out, and a line says so.

    Parameters:
        source (str | pathlib.Path): What to copy, a file or a folder: `web:/etc/nginx`, or a path
            here. With `/.` behind a folder, only what is in it.
        target (str | pathlib.Path): Where to: a folder that is there, or the copy's name.

    Returns:
        A table of the files that were copied: NAME (text, where it went), SIZE (bytes).

    Raises:
        NotFound: There is no such container, file or folder.
        Refused: The container to copy into is not the course's.
        CourseError: Neither or both are in a container; the disk is too full; what came of the
            container would be written outside the target.

    https://docs.docker.com/reference/cli/docker/container/cp/
    """
    source_text, target_text = str(source), str(target)
    command = show(line("cp", source_text, target_text))
    match parse_place(source_text), parse_place(target_text):
        case ContainerPath() as inside, LocalPath() as here:
            rows = _copy_out(inside, here, source_text)
        case LocalPath() as here, ContainerPath() as inside:
            rows = _copy_in(here, inside)
        case _:
            raise CourseError("copy-needs-a-container")
    return make_table(["NAME", "SIZE"], rows, command)


def parse_place(text: str) -> ContainerPath | LocalPath:
    """Tell a path in a container from one here."""
    container, colon, path = text.partition(":")
    if colon and container and not text.startswith(LOCAL):
        return ContainerPath(container, path)
    return LocalPath(text)


def _copy_in(source: LocalPath, target: ContainerPath) -> list[list]:
    guard.check("container", target.container, "changed")
    check_file_name(source.text)
    if not source.path.exists():
        raise NotFound("no-source-here", kind="file", path=source.text)
    folder, name = _place_in_container(source, target)
    members: list[tarfile.TarInfo] = []
    archive = pack(source.path.resolve(), name, members)
    engine.call("put_archive", target.container, folder or "/", archive)
    rows = []
    for member in members:
        if member.isfile():
            written = f"{folder.rstrip('/')}/{member.name.removeprefix('./')}"
            rows.append([written, member.size])
    return rows


def _place_in_container(source: LocalPath, target: ContainerPath) -> tuple[str, str]:
    """Tell which folder in the container is written to, and how the copy is called there."""
    if _is_folder(target):
        if source.text.endswith(CONTENT_ONLY):
            return target.path, "."
        return target.path, source.path.resolve().name
    folder, _, name = target.path.rstrip("/").rpartition("/")
    return folder, name


def _is_folder(place: ContainerPath) -> bool:
    """Tell whether there is a folder at a path in a container."""
    path = place.path.rstrip("/") or "/"
    try:
        found = engine.call("get_archive", place.container, path)[1]
    except NotFound as error:
        if error.kind == "container":
            raise
        return False
    return bool(found["mode"] & GO_MODE_DIR)


def _copy_out(source: ContainerPath, target: LocalPath, source_text: str) -> list[list]:
    check_file_name(target.text)
    chunks, found = engine.call("get_archive", source.container, source.path)
    path = target.path
    if path.is_symlink() and not path.is_dir():
        path = path.resolve()  # a link that was named is followed
    if path.is_dir():
        folder, name = path, found["name"]
    else:
        folder, name = path.parent, path.name
    if not folder.is_dir():
        raise NotFound("no-folder-to-copy-to", kind="folder", path=folder)
    copied = unpack(engine.pieces(chunks), folder, name, source_text)
    return [[str(file.path), file.size] for file in copied]

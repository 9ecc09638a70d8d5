"""Files of a container: `docker cp`, `docker diff`."""

import tarfile
from pathlib import Path

from .. import engine
from .._command_line import line, show
from .._files.extract import fits, unpack
from .._files.tar import pack
from .._ownership import guard
from ..errors import CourseError, NotFound
from ..tables import Table, make_table


def cp(source: str | Path, target: str | Path) -> Table:
    """Copy files into or out of a container (`docker cp`): one of the two is CONTAINER:PATH.

    Columns: NAME (where each file went), SIZE (bytes). Nothing is written outside the target: links that lead there,
    devices and pipes are left out, and that is told.
    Errors: NotFound (container, file), Refused. https://docs.docker.com/reference/cli/docker/container/cp/
    """
    source, target = str(source), str(target)
    command = show(line("cp", source, target))
    away, into = _place(source), _place(target)
    if bool(away) == bool(into):
        raise CourseError("copy-needs-a-container")
    rows = _copy_out(*away, source, target) if away else _copy_in(*into, source)
    return make_table(["NAME", "SIZE"], rows, command)


def _place(text: str) -> tuple[str, str] | None:
    container, colon, path = text.partition(":")
    return (container, path) if colon and not text.startswith(("/", ".", "~")) else None


def _copy_in(container: str, path: str, source: str) -> list[list]:
    guard.check("container", container, "changed")
    fits(source)
    here = Path(source).expanduser()
    if not here.exists():
        raise NotFound("no-source-here", kind="file", path=source)
    inside = source.endswith("/.")  # the content of a folder, not the folder
    try:
        kind = engine.call("get_archive", container, path.rstrip("/") or "/")[1]["mode"]
        folder = bool(kind & (1 << 31))  # Go's os.ModeDir
    except NotFound as error:
        if error.kind == "container":
            raise
        folder = False
        if path.endswith("/") or not here.is_dir():
            inside = False
    name, into = here.resolve().name, path
    if not folder:
        into, _, name = path.rstrip("/").rpartition("/")
    members: list[tarfile.TarInfo] = []
    engine.call(
        "put_archive",
        container,
        into or "/",
        pack(here.resolve(), "." if inside and folder else name, members),
    )
    under = (into or "/").rstrip("/")
    return [[f"{under}/{one.name.removeprefix('./')}", one.size] for one in members if one.isfile()]


def _copy_out(container: str, path: str, source: str, target: str) -> list[list]:
    fits(target)
    chunks, stat = engine.call("get_archive", container, path)
    here = Path(target).expanduser()
    if here.is_symlink() and not here.is_dir():
        here = here.resolve()  # a link that was named is followed
    into, first = (here, stat["name"]) if here.is_dir() else (here.parent, here.name)
    if not into.is_dir():
        raise NotFound("no-folder-to-copy-to", kind="folder", path=into)
    return unpack(engine.pieces(chunks), into, first, source)


def diff(container: str) -> Table:
    """List what a container changed in its files (`docker diff`).

    Columns: KIND (`A` added, `C` changed, `D` deleted), PATH. Errors: NotFound.
    https://docs.docker.com/reference/cli/docker/container/diff/
    """
    command = show(line("diff", container))
    rows = [["CAD"[one["Kind"]], one["Path"]] for one in engine.call("diff", container) or []]
    return make_table(["KIND", "PATH"], rows, command)

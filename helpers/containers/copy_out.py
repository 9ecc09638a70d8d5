"""Copy files of a container to this machine."""

import os
import stat
from pathlib import Path

from .. import engine
from .._files.extract import CopiedFile, unpack
from .._files.limits import check_file_name
from ..errors import CourseError, NotFound
from .copy_places import ContainerPath, LocalPath, ending
from .copy_rules import Source, Target, place_copy

MOST_LINKS = 10  # that docker follows, one after the other


def copy_out(source: ContainerPath, target: LocalPath) -> list[CopiedFile]:
    """Copy out of a container. Returns the files, by their paths here."""
    check_file_name(target.text)
    found = _look_at(target)
    content, status = engine.call("get_archive", source.container, source.path)
    described = engine.read_status(status)
    placement = place_copy(Source(source, described.name, described.is_folder), found)
    return unpack(engine.pieces(content), Path(placement.folder), placement.name, str(source))


def _look_at(target: LocalPath) -> Target:
    """Look what there is here; a link is followed, also to where nothing is yet."""
    path = _follow_links(target)
    folder = Path(path).parent
    if not folder.is_dir():
        raise _no_folder(folder)
    try:
        mode = os.lstat(path).st_mode
    except FileNotFoundError:
        return Target(target, path, is_there=False, is_folder=False)
    except NotADirectoryError as error:  # a file, and `/` behind it
        raise _no_folder(target.text) from error
    if stat.S_ISCHR(mode) or stat.S_ISBLK(mode):
        raise CourseError("not-a-file", path=target.text)
    return Target(target, path, is_there=True, is_folder=stat.S_ISDIR(mode))


def _no_folder(path: str | Path) -> NotFound:
    return NotFound("no-folder-to-copy-to", kind="folder", path=path)


def _follow_links(target: LocalPath) -> str:
    path = target.path
    for _ in range(MOST_LINKS):
        if ending(path) or not os.path.islink(path):
            return path
        path = os.path.normpath(os.path.join(os.path.dirname(path), os.readlink(path)))
    raise CourseError("too-many-links", path=target.text)

"""Copy files of this machine into a container."""

import os
import tarfile
from pathlib import Path

from .. import engine
from .._files.extract import CopiedFile
from .._files.limits import check_file_name
from .._files.tar import pack
from .._ownership import guard
from ..errors import CourseError, NotFound
from .copy_places import ContainerPath, LocalPath, ending
from .copy_rules import Source, Target, name_of, place_copy


def copy_in(source: LocalPath, target: ContainerPath) -> list[CopiedFile]:
    """Copy into a container. Returns the files, by their paths in the container."""
    guard.check("container", target.container, "changed")
    check_file_name(source.text)
    path = _real_path(source)
    is_folder = path.is_dir() and not path.is_symlink()
    described = Source(source, name_of(_whole(source)), is_folder)
    placement = place_copy(described, _look_at(target))
    members: list[tarfile.TarInfo] = []
    archive = pack(path, placement.name, members)
    engine.put_archive(target.container, placement.folder or "/", archive)
    return _files(placement.folder, members)


def _real_path(source: LocalPath) -> Path:
    """Find what is copied: a link itself, unless `/` stands behind it."""
    whole = _whole(source)
    if not os.path.lexists(whole):
        raise NotFound("no-source-here", kind="file", path=source.text)
    if ending(whole):
        return Path(os.path.realpath(whole))
    folder, name = os.path.split(whole)
    return Path(os.path.realpath(folder), name)


def _whole(source: LocalPath) -> str:
    """Write the whole path, which ends in `/` or `/.` if the learner's does."""
    return os.path.abspath(source.path) + ending(source.path)


def _look_at(target: ContainerPath) -> Target:
    """Look what there is in the container; a link is followed, also to where nothing is yet."""
    path = target.path
    status = engine.path_status(target.container, path)
    if status is not None and status.is_link:
        path = os.path.join(os.path.dirname(path), status.link_target)
        status = engine.path_status(target.container, path)
    if status is None:
        engine.call("inspect_container", target.container)  # there may be no such container
        return Target(target, path, is_there=False, is_folder=False)
    if status.is_device:
        raise CourseError("not-a-file", path=target.path)
    return Target(target, path, is_there=True, is_folder=status.is_folder)


def _files(folder: str, members: list[tarfile.TarInfo]) -> list[CopiedFile]:
    """List the files among the members of an archive, by where they were unpacked."""
    files = []
    sizes: dict[str, int] = {}  # a second name of a file has no size of its own in an archive
    for member in members:
        if member.isfile():
            sizes[member.name] = member.size
        elif member.islnk():
            sizes[member.name] = sizes[member.linkname]
        else:
            continue
        path = os.path.normpath(os.path.join("/", folder, member.name))
        files.append(CopiedFile(Path(path), sizes[member.name]))
    return files

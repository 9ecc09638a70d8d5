"""Docker's rules of `cp`: where a copy goes, by what is there already. Pure.

They are the same into a container and out of one; its documentation of `cp` has them as a list.
"""

import os
from dataclasses import dataclass

from ..errors import CourseError, NotFound
from .copy_places import CONTENT_ONLY, ContainerPath, LocalPath, ending


@dataclass(frozen=True)
class Source:
    """What is copied.

    Attributes:
        place: Where it is, as the learner wrote it.
        name: What the copy is called in a folder: `.` where only the folder's content is copied.
        is_folder: Whether it is a folder.
    """

    place: ContainerPath | LocalPath
    name: str
    is_folder: bool


@dataclass(frozen=True)
class Target:
    """Where it is copied to.

    Attributes:
        place: What the learner wrote.
        path: Its path, with links followed; it ends in `/` if the learner's does.
        is_there: Whether there is something at that path.
        is_folder: Whether that is a folder.
    """

    place: ContainerPath | LocalPath
    path: str
    is_there: bool
    is_folder: bool


@dataclass(frozen=True)
class Placement:
    """The folder that an archive is unpacked in, and what the copied thing is called there."""

    folder: str
    name: str


def name_of(path: str) -> str:
    """Name the copy of a path."""
    if ending(path) == CONTENT_ONLY:
        return "."
    return os.path.basename(os.path.normpath(path))


def place_copy(source: Source, target: Target) -> Placement:
    """Tell where a copy goes.

    Raises:
        NotFound: The target ends in `/`, and there is no such folder for a file.
        CourseError: A folder would take a file's place.
    """
    if target.is_folder:
        return Placement(target.path, source.name)
    if target.is_there and source.is_folder:
        raise CourseError("folder-onto-file", source=source.place, target=target.place)
    if not target.is_there and not source.is_folder and ending(target.path):
        raise _no_such_folder(target.place)
    folder, name = os.path.split(os.path.normpath(target.path))
    return Placement(folder, name)


def _no_such_folder(place: ContainerPath | LocalPath) -> NotFound:
    if isinstance(place, ContainerPath):
        return NotFound(
            "no-folder-in-container", kind="folder", name=place.container, path=place.path
        )
    return NotFound("no-folder-to-copy-to", kind="folder", path=place.text)

"""Where the members of an archive may be written: below what is copied, and through no link.

An archive comes from a container, so nothing in it is trusted: not names, links, kinds, sizes, nor
that it ends.
"""

import os
from pathlib import Path

from ..errors import CourseError


class Bounds:
    """The one place that an archive may be written to.

    Attributes:
        folder: The folder that it is copied to, as the learner named it.
        base: That folder, with all links resolved.
        root: The file or folder in it that becomes what is copied.
    """

    def __init__(self, folder: Path, name: str, source: str) -> None:
        """Take the folder, the name that what is copied gets there, and what errors call it.

        Raises:
            CourseError: The name is none, but leads elsewhere.
        """
        self.folder = folder
        self.source = source
        self.base = os.path.realpath(folder)
        self.root = os.path.normpath(os.path.join(self.base, name))
        self._real_folders = {self.base}  # known to be no links
        if self.root != self.base and os.path.dirname(self.root) != self.base:
            raise self.outside(name)

    def place_of(self, member: str) -> str:
        """Tell where a member is written, by its name in the archive.

        Raises:
            CourseError: It would be written outside, or through a link.
        """
        below_root = member.split("/")[1:]
        parts = [part for part in below_root if part not in ("", ".")]
        if ".." in parts or "\0" in member:
            raise self.outside(member)
        place = os.path.join(self.root, *parts)
        folder = os.path.dirname(place) if parts else self.base
        if not self._is_real(folder):
            raise self.outside(member)
        return place

    def _is_real(self, folder: str) -> bool:
        """Tell whether the way to a folder leads through no link."""
        if folder in self._real_folders:
            return True
        if os.path.realpath(folder) != folder:
            return False
        self._real_folders.add(folder)
        return True

    def leads_out(self, place: str, target: str) -> bool:
        """Tell whether a link at a place leads out of what is copied.

        What is copied may itself be a link, to what is beside it.
        """
        if os.path.isabs(target):
            return True
        bound = self.base if place == self.root else self.root
        goal = os.path.realpath(os.path.join(os.path.dirname(place), target))
        return os.path.commonpath([goal, bound]) != bound

    def name_of(self, place: str) -> str:
        """Name a place as seen from the folder that is copied to."""
        return os.path.relpath(place, self.base)

    def outside(self, member: str) -> CourseError:
        """Make the error of a member that would be written outside."""
        return CourseError(
            "outside-of-target", member=repr(member), source=self.source, path=self.folder
        )

"""Write an archive that comes from a container to the learner's disk, and never more than fits.

`Bounds` tells what may be written where. What Python's own filter `data` does stands behind it:
alone it lets a member through to what is beside the copied thing.
"""

import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ..errors import CourseError
from .bounds import Bounds
from .limits import require_space
from .tar import HEAD, PIECE, Pieces
from .writing import written_by_owner_only

MAX_MEMBERS = 1_000_000
FILE_MODE = 0o644
PROGRAM_MODE = 0o755
OWNER_RUNS = 0o100
OWNER_READS_AND_WRITES = 0o600


@dataclass(frozen=True)
class CopiedFile:
    """A file that was written, and its size in bytes."""

    path: Path
    size: int


def unpack(pieces: Iterator[bytes], folder: Path, name: str, source: str) -> list[CopiedFile]:
    """Unpack the archive of a file or folder into `folder`, under a new name.

    Links that lead outside, devices and pipes are left out, and a line says so. Files get the
    learner's owner, no set-user-ID, and nobody else may write them.

    Raises:
        CourseError: A member would be written outside, or does not fit.
    """
    bounds = Bounds(folder, name, source)
    unpacking = Unpacking(bounds)
    stream = Pieces(pieces)
    try:
        with (
            written_by_owner_only(),
            tarfile.TarFile(fileobj=stream, mode="r", copybufsize=PIECE) as archive,
        ):
            for number, member in enumerate(archive):
                if number >= MAX_MEMBERS:
                    raise CourseError("too-many-files", source=source, most=f"{MAX_MEMBERS:,}")
                stream.until = stream.place + member.size + HEAD
                unpacking.take(archive, member)
            unpacking.make_links()
    except (tarfile.TarError, EOFError, RecursionError) as error:
        raise CourseError("not-a-whole-archive", source=source) from error
    except (OSError, ValueError) as error:
        raise CourseError("not-written", source=source, path=folder, why=error) from error
    return unpacking.files


class Unpacking:
    """What was written so far. Links are made last, so that nothing is written through one."""

    def __init__(self, bounds: Bounds) -> None:
        """Begin with nothing."""
        self.bounds = bounds
        self.files: list[CopiedFile] = []
        self.sizes: dict[str, int] = {}  # of each file that was written, by its place
        self.links: dict[str, str] = {}

    def take(self, archive: tarfile.TarFile, member: tarfile.TarInfo) -> None:
        """Write one member, or leave it for later or out."""
        place = self.bounds.place_of(member.name)
        self.links.pop(place, None)
        if member.isdir():
            self._make_folder(archive, member, place)
        elif member.issym():
            self.links[place] = member.linkname
        elif member.islnk():
            self._make_hard_link(member, place)
        elif member.isfile():
            self._write_file(archive, member, place)
        else:
            print(f"{member.name} was left out: it is a device or a pipe, and no file.")

    def _make_folder(self, archive: tarfile.TarFile, member: tarfile.TarInfo, place: str) -> None:
        is_link = os.path.islink(place)
        if os.path.lexists(place) and (is_link or not os.path.isdir(place)):
            raise CourseError("not-a-folder", path=place, source=self.bounds.source)
        self._extract(archive, member, place)

    def _make_hard_link(self, member: tarfile.TarInfo, place: str) -> None:
        """Give a file that was written here a second name."""
        existing = self.bounds.place_of(member.linkname)
        if existing not in self.sizes:
            raise self.bounds.outside(member.name)
        self._make_way(place)
        os.link(existing, place)
        self._note_file(place, self.sizes[existing])

    def _write_file(self, archive: tarfile.TarFile, member: tarfile.TarInfo, place: str) -> None:
        require_space(self.bounds.folder, member.size, member.name)
        self._make_way(place)
        self._note_file(place, member.size)
        self._extract(archive, member, place)

    def _note_file(self, place: str, size: int) -> None:
        self.sizes[place] = size
        shown = self.bounds.folder / self.bounds.name_of(place)
        self.files.append(CopiedFile(shown, size))

    def _make_way(self, place: str) -> None:
        """Take away the file or link that stands at a place, as docker does.

        It is replaced and not written through. A folder stays, and is an error.
        """
        if not os.path.lexists(place):
            return
        if os.path.isdir(place) and not os.path.islink(place):
            raise CourseError("folder-is-there", path=place, source=self.bounds.source)
        os.unlink(place)

    def _extract(self, archive: tarfile.TarFile, member: tarfile.TarInfo, place: str) -> None:
        if not hasattr(tarfile, "data_filter"):
            _extract_without_filter(archive, member, place)
            return
        renamed = member.replace(name=self.bounds.name_of(place), deep=False)
        try:
            archive.extract(renamed, self.bounds.base, filter="data")
        except tarfile.FilterError as error:
            raise self.bounds.outside(member.name) from error

    def make_links(self) -> None:
        """Make the links; those that lead outside, also by way of another, are left out."""
        left_out = set()
        for place, target in self.links.items():
            if self.bounds.leads_out(place, target):
                left_out.add(place)
        made = self.links.keys() - left_out
        for place in made:
            self._make_way(place)
            os.symlink(self.links[place], place)
        for place in self.links:  # now that all are there, one may lead out by way of another
            if place in made and self.bounds.leads_out(place, self.links[place]):
                os.unlink(place)
                left_out.add(place)
        for place in sorted(left_out):
            name = self.bounds.name_of(place)
            target = self.links[place]
            print(f"{name} was left out: it is a link to {target}, outside of what is copied.")


def _extract_without_filter(archive: tarfile.TarFile, member: tarfile.TarInfo, place: str) -> None:
    """Write a file or a folder with what the filter `data` keeps of it.

    Python before 3.11.4 may have no filters.
    """
    if member.isdir():
        os.makedirs(place, exist_ok=True)
        return
    os.makedirs(os.path.dirname(place), exist_ok=True)
    content = archive.extractfile(member)
    if content is None:  # it is neither a file nor a link to one
        raise tarfile.ReadError(f"{member.name} has no content")
    with content, open(place, "xb") as file:
        shutil.copyfileobj(content, file, PIECE)
    kept_mode = PROGRAM_MODE if member.mode & OWNER_RUNS else FILE_MODE
    os.chmod(place, (member.mode & kept_mode) | OWNER_READS_AND_WRITES)
    with suppress(OSError, OverflowError):
        os.utime(place, (member.mtime, member.mtime))

"""Tar archives that come and go piece by piece: a large file never is in memory as a whole."""

import io
import os
import stat
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import CourseError

PIECE = 1 << 20  # bytes
HEAD = 4 << 20  # bytes before a member's content: its name may be long, but not without end


@dataclass(frozen=True)
class Entry:
    """A file or folder here, and its name in an archive."""

    path: str
    name: str


def pack(path: Path, name: str, members: list[tarfile.TarInfo]) -> Iterator[bytes]:
    """Pack a file or a folder under `name`, in the order of names.

    `members` gathers what went in.
    """
    # The archive reads owners and finds second names of files; nothing is written to it.
    with tarfile.open(fileobj=io.BytesIO(), mode="w") as archive:
        for entry in _walk(Entry(str(path), name)):
            if _is_socket(entry.path):  # tar has no place for it
                continue
            member = archive.gettarinfo(entry.path, entry.name)
            members.append(member)
            yield member.tobuf()
            if member.isreg():
                yield from _content(entry.path, member.size)
    yield bytes(2 * tarfile.BLOCKSIZE)


def _walk(entry: Entry) -> Iterator[Entry]:
    """Give a file or folder, and all that is in it."""
    yield entry
    if os.path.isdir(entry.path) and not os.path.islink(entry.path):
        for child in sorted(os.listdir(entry.path)):
            below = Entry(os.path.join(entry.path, child), os.path.join(entry.name, child))
            yield from _walk(below)


def _is_socket(path: str) -> bool:
    return stat.S_ISSOCK(os.lstat(path).st_mode)


def _content(path: str, size: int) -> Iterator[bytes]:
    """Read `size` bytes of a file, and fill the last block up."""
    left = size
    with open(path, "rb") as file:
        while left:
            piece = file.read(min(left, PIECE))
            if not piece:
                raise CourseError("file-became-shorter", path=path)
            left -= len(piece)
            yield piece
    yield bytes(-size % tarfile.BLOCKSIZE)


class Pieces(io.RawIOBase):
    """What comes in pieces, as a file to read from once, forwards, and not beyond `until`."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        """Take the pieces; each is asked for when it is needed."""
        self.pieces = pieces
        self.left = memoryview(b"")  # what came and was not read yet
        self.place = 0
        self.until = HEAD

    def read(self, size: int = -1) -> bytes:
        """Give `size` bytes, fewer only at the end."""
        if self.place + size > self.until:
            raise tarfile.ReadError("a header without end")
        parts = []
        wanted = size
        while wanted and (self.left or self._next()):
            part = self.left[:wanted]
            self.left = self.left[wanted:]
            parts.append(part)
            wanted -= len(part)
        self.place += size - wanted
        return b"".join(parts)

    def _next(self) -> bool:
        self.left = memoryview(next(self.pieces, b""))
        return bool(self.left)

    def tell(self) -> int:
        """Tell how many bytes were read."""
        return self.place

    def seek(self, place: int, whence: int = io.SEEK_SET) -> int:
        """Go forwards, reading what is passed over."""
        while self.place < place:
            if not self.read(min(place - self.place, PIECE)):
                break
        return self.place

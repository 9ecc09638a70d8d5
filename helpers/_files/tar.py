"""Tar archives that come and go piece by piece, so that a large file never is in memory as a whole."""

import io
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path

from ..errors import CourseError

PIECE = 1 << 20  # bytes
HEAD = (
    4 << 20
)  # bytes that come before a member's content: its name may be long, but not without end


def pack(path: Path, name: str, members: list[tarfile.TarInfo]) -> Iterator[bytes]:
    """Pack a file or a folder under `name`, in the order of names; `members` gathers what went in."""
    with tarfile.open(
        fileobj=io.BytesIO(), mode="w"
    ) as archive:  # reads owners and links; nothing is written to it
        for place, inside in _walk(str(path), name):
            member = archive.gettarinfo(place, inside)
            if member is None:  # a socket: tar has no place for it
                continue
            members.append(member)
            yield member.tobuf()
            if member.isreg():
                yield from _content(place, member.size)
    yield bytes(2 * tarfile.BLOCKSIZE)


def _walk(place: str, name: str) -> Iterator[tuple[str, str]]:
    yield place, name
    if os.path.isdir(place) and not os.path.islink(place):
        for child in sorted(os.listdir(place)):
            yield from _walk(os.path.join(place, child), os.path.join(name, child))


def _content(place: str, size: int) -> Iterator[bytes]:
    with open(place, "rb") as file:
        left = size
        while left and (piece := file.read(min(left, PIECE))):
            left -= len(piece)
            yield piece
    if left:
        raise CourseError("file-became-shorter", path=place)
    yield bytes(-size % tarfile.BLOCKSIZE)


class Pieces(io.RawIOBase):
    """What comes in pieces, as a file to read from once, forwards, and not beyond `until`."""

    until = HEAD

    def __init__(self, pieces: Iterator[bytes]) -> None:
        """Take the pieces; each is asked for when it is needed."""
        self.pieces, self.left, self.place = pieces, memoryview(b""), 0

    def read(self, size: int = -1) -> bytes:
        """Give `size` bytes, fewer only at the end."""
        if self.place + size > self.until:
            raise tarfile.ReadError("a header without end")
        parts, wanted = [], size
        while wanted and (self.left or self._next()):
            part, self.left = self.left[:wanted], self.left[wanted:]
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
        while self.place < place and self.read(min(place - self.place, PIECE)):
            pass
        return self.place

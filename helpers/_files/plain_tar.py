"""Tar archives that mean the same to whoever reads them; they are written anew as they were read.

Python and Go do not read every archive alike: a name may be there twice or be written in two ways,
a member may be a link to another, or lie in a folder that is a link. Such an archive is refused.
"""

import bz2
import gzip
import io
import lzma
import posixpath
import tarfile
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from ..errors import CourseError
from .tar import HEAD, PIECE

MEMBER_LIMIT = 100_000
# What reading an archive ends in that is none, or is broken off.
UNREADABLE = (
    tarfile.TarError,
    OSError,
    EOFError,
    ValueError,
    OverflowError,
    zlib.error,
    lzma.LZMAError,
)
COMPRESSIONS: dict[bytes, Callable[..., Any]] = {
    b"\x1f\x8b": gzip.open,
    b"BZh": bz2.open,
    b"\xfd7zXZ\x00": lzma.open,
}


class NotPlain(Exception):
    """The archive may mean two things; the message is the name of the member that does."""


class _ShortReads(io.RawIOBase):
    """A file of which nobody reads much at once, as tarfile would of a header without end."""

    def __init__(self, file: BinaryIO) -> None:
        """Read from this file."""
        self.file = file

    def read(self, size: int = -1) -> bytes:
        """Read `size` bytes."""
        if not 0 <= size <= HEAD:
            raise tarfile.ReadError("a header without end")
        return self.file.read(size)

    def tell(self) -> int:
        """Tell the place in the file."""
        return self.file.tell()

    def seek(self, place: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place in the file."""
        return self.file.seek(place, whence)


class PlainTar:
    """A plain archive: files, folders, and links to files."""

    def __init__(self, path: Path, no_links: Collection[str]) -> None:
        """Open an archive and look at all of its members.

        `no_links` are names of members that are neither links nor led to by one.

        Raises:
            NotPlain: Engines might read it otherwise.
            OSError, tarfile.TarError ...: It is no archive; see `UNREADABLE`.
        """
        self.path = path
        self.no_links = no_links
        self.members: dict[str, tarfile.TarInfo] = {}
        self.file = _open(path)
        self.archive = tarfile.open(fileobj=_ShortReads(self.file), mode="r:")  # noqa: SIM115
        for member in self.archive:
            self._add(member)
        for member in self.members.values():
            if not self._is_plain(member):
                raise NotPlain(member.name)

    def _add(self, member: tarfile.TarInfo) -> None:
        is_new = member.name not in self.members and len(self.members) < MEMBER_LIMIT
        if not is_new or member.size < 0 or not _is_plain_path(member.name):
            raise NotPlain(member.name)
        member.pax_headers = {}  # they may be large, and are not needed any more
        self.members[member.name] = member

    def _is_plain(self, member: tarfile.TarInfo) -> bool:
        """Tell whether a member is a file, folder or link to a file, and not behind a link."""
        for folder in _folders_of(member.name):
            if folder in self.members and not self.members[folder].isdir():
                return False
        if member.issym():
            return member.name not in self.no_links and self._leads_to_file(member)
        return _is_file(member) or member.isdir()

    def _leads_to_file(self, link: tarfile.TarInfo) -> bool:
        folder = posixpath.dirname(link.name)
        name = posixpath.normpath(posixpath.join(folder, link.linkname))
        return name not in self.no_links and name in self.members and _is_file(self.members[name])

    def is_file(self, name: str) -> bool:
        """Tell whether a member is a file, or a link to one."""
        return name in self.members and not self.members[name].isdir()

    def read(self, name: str, limit: int) -> bytes:
        """Read a small file.

        Raises:
            ValueError: There is no such file, or it is larger than `limit`.
        """
        member = self.members.get(name)
        if member is None or not _is_file(member) or member.size > limit:
            raise ValueError(f"there is no {name}, or it is too large")
        return b"".join(self._content(member))

    def pieces(self, replaced: Mapping[str, bytes], left_out: Collection[str]) -> Iterator[bytes]:
        """Write the archive anew, with other content for some files and without others."""
        for member in self.members.values():
            if member.name in left_out:
                continue
            if member.name in replaced:
                content = replaced[member.name]
                yield from _member(member, len(content), [content])
            elif _is_file(member):
                yield from _member(member, member.size, self._content(member))
            else:
                yield from _member(member, 0, [])
        yield bytes(2 * tarfile.BLOCKSIZE)

    def _content(self, member: tarfile.TarInfo) -> Iterator[bytes]:
        file = self.archive.extractfile(member)
        left = member.size
        while left:
            piece = file.read(min(left, PIECE)) if file else b""
            if not piece:
                raise CourseError("file-became-shorter", path=self.path)
            left -= len(piece)
            yield piece

    def close(self) -> None:
        """Close the file."""
        self.archive.close()
        self.file.close()


def _open(path: Path) -> BinaryIO:
    """Open a file, compressed or not."""
    file = path.open("rb")
    begin = file.read(6)
    file.seek(0)
    for magic, open_compressed in COMPRESSIONS.items():
        if begin.startswith(magic):
            content: BinaryIO = open_compressed(file)
            return content
    return file


def _is_plain_path(name: str) -> bool:
    if name.startswith(("/", "../")) or name in ("", ".", ".."):
        return False
    return posixpath.normpath(name) == name


def _folders_of(name: str) -> Iterator[str]:
    folder = posixpath.dirname(name)
    while folder:
        yield folder
        folder = posixpath.dirname(folder)


def _is_file(member: tarfile.TarInfo) -> bool:
    return member.isreg() and not member.issparse()


def _member(member: tarfile.TarInfo, size: int, content: Iterable[bytes]) -> Iterator[bytes]:
    """Write a member with nothing in its header but name, kind and size."""
    head = tarfile.TarInfo(member.name)
    head.size = size
    if member.isdir():
        head.type = tarfile.DIRTYPE
        head.mode = 0o755
    elif member.issym():
        head.type = tarfile.SYMTYPE
        head.linkname = member.linkname
    yield head.tobuf(tarfile.PAX_FORMAT)
    yield from content
    yield bytes(-size % tarfile.BLOCKSIZE)

"""What the engine sends onto the learner's disk: only to where it was meant for, and never more than fits.

An archive comes from a container, so nothing in it is trusted: not names, links, kinds, sizes, nor that it ends. What
Python's own filter `data` does stands behind it: alone it lets a member through to what is beside the copied thing.
"""

import errno
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..errors import CourseError, NotFound, brief
from .tar import HEAD, PIECE, Pieces

SPARE = 64 << 20  # bytes of a disk that stay free
MOST = 1_000_000  # members of an archive


@contextmanager
def own_files() -> Iterator[None]:
    """Make files and folders that nobody else may write, whatever the umask is."""
    mask = os.umask(0o022)
    os.umask(mask | 0o022)
    try:
        yield
    finally:
        os.umask(mask)


def room(folder: Path, size: int, what: str) -> None:
    """Refuse to fill the disk up."""
    if shutil.disk_usage(folder).free - size < SPARE:
        raise CourseError("disk-full", what=what)


def fits(path: str | Path) -> None:
    """Refuse what can be no name of a file on this disk, before it is looked for."""
    try:
        os.lstat(os.path.expanduser(path))
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:
        if isinstance(error, ValueError) or error.errno == errno.ENAMETOOLONG:
            raise CourseError("not-a-file-name", path=repr(brief(str(path)))) from error


def store(pieces: Iterable[bytes], to: Path) -> None:
    """Write a file, for its owner only, as `docker save` does; what stood there stays until all has come.

    Errors: NotFound (no such folder), CourseError (there is something else than a file, the disk is too full).
    """
    if not to.parent.is_dir():
        raise NotFound("no-folder-to-write-to", kind="folder", path=to.parent)
    if to.exists() and not to.is_file():
        raise CourseError("not-a-file", path=to)
    handle, name = tempfile.mkstemp(dir=to.parent, prefix=f".{to.name[:40]}.")
    try:
        with open(handle, "wb") as file:
            for piece in pieces:
                room(to.parent, len(piece), str(to))
                file.write(piece)
        os.replace(name, to)
    except BaseException:
        os.unlink(name)
        raise


def unpack(pieces: Iterator[bytes], into: Path, first: str, source: str) -> list[list]:
    """Unpack the archive of a file or folder under the name `first`; a row `[path, bytes]` for each file.

    Links that lead outside, devices and pipes are left out, and that is told. Files get the learner's owner, no
    set-user-ID, and nobody else may write them. Errors: CourseError (a member would be written outside, does not fit).
    """
    task, stream = _Unpacking(into, first, source), Pieces(pieces)
    try:
        with own_files(), tarfile.open(fileobj=stream, mode="r:", copybufsize=PIECE) as archive:
            for number, one in enumerate(archive):
                if number >= MOST:
                    raise CourseError("too-many-files", source=source, most=f"{MOST:,}")
                stream.until = stream.place + one.size + HEAD
                task.take(archive, one)
            task.link()
    except (tarfile.TarError, EOFError, RecursionError) as error:
        raise CourseError("not-a-whole-archive", source=source) from error
    except (OSError, ValueError) as error:
        raise CourseError("not-written", source=source, path=into, why=error) from error
    return task.rows


class _Unpacking:
    """Where each member goes, or why it goes nowhere. Links are made last, so that nothing is written through one."""

    def __init__(self, into: Path, first: str, source: str):
        self.into, self.source, self.base = into, source, os.path.realpath(into)
        self.root = os.path.normpath(os.path.join(self.base, first))
        self.rows: list[list] = []
        self.files: set[str] = set()
        self.links: dict[str, str] = {}
        self.folders: set[str] = {self.base}  # known to be no links
        if self.root != self.base and os.path.dirname(self.root) != self.base:
            raise self.outside(first)

    def take(self, archive: tarfile.TarFile, one: tarfile.TarInfo) -> None:
        """Write one member, or leave it for later or out."""
        place = self.place(one.name)
        self.links.pop(place, None)
        if one.isdir():
            if os.path.lexists(place) and (os.path.islink(place) or not os.path.isdir(place)):
                raise CourseError("not-a-folder", path=place, source=self.source)
        elif one.issym():
            self.links[place] = one.linkname
            return
        elif one.islnk():
            known = self.place(one.linkname)
            if known not in self.files:
                raise self.outside(one.name)
            _clear(place)
            os.link(known, place)
            self.files.add(place)
            return
        elif not one.isfile():
            print(f"{one.name} was left out: it is a device or a pipe, and no file.")
            return
        else:
            room(self.into, one.size, one.name)
            _clear(place)
            self.files.add(place)
            self.rows.append([str(self.into / os.path.relpath(place, self.base)), one.size])
        if not hasattr(tarfile, "data_filter"):
            _plain(archive, one, place)
            return
        try:
            archive.extract(
                one.replace(name=os.path.relpath(place, self.base), deep=False),
                self.base,
                filter="data",
            )
        except tarfile.FilterError as error:
            raise self.outside(one.name) from error

    def link(self) -> None:
        """Make the links; those that lead outside, be it by way of another, are left out."""
        out = {place for place, link in self.links.items() if self.leads_out(place, link)}
        for place in self.links.keys() - out:
            _clear(place)
            os.symlink(self.links[place], place)
        for place in [
            one for one in self.links if one not in out and self.leads_out(one, self.links[one])
        ]:
            os.unlink(place)
            out.add(place)
        for place in sorted(out):
            name = os.path.relpath(place, self.base)
            print(
                f"{name} was left out: it is a link to {self.links[place]}, outside of what is copied."
            )

    def place(self, name: str) -> str:
        """Tell where a member goes: below what is copied, and through no link."""
        parts = [part for part in name.split("/")[1:] if part not in ("", ".")]
        place = os.path.join(self.root, *parts)
        folder = os.path.dirname(place) if parts else self.base
        if (
            ".." in parts
            or "\0" in name
            or (folder not in self.folders and os.path.realpath(folder) != folder)
        ):
            raise self.outside(name)
        self.folders.add(folder)
        return place

    def leads_out(self, place: str, link: str) -> bool:
        """Tell whether a link leads out of what is copied; the copied thing itself may be a link to what is beside."""
        bound = self.base if place == self.root else self.root
        goal = os.path.realpath(os.path.join(os.path.dirname(place), link))
        return os.path.isabs(link) or os.path.commonpath([goal, bound]) != bound

    def outside(self, name: str) -> CourseError:
        return CourseError(
            "outside-of-target", member=repr(name), source=self.source, path=self.into
        )


def _plain(archive: tarfile.TarFile, one: tarfile.TarInfo, place: str) -> None:
    """Write a file or a folder with what the filter `data` keeps of it: Python before 3.11.4 may have no filters."""
    os.makedirs(place if one.isdir() else os.path.dirname(place), exist_ok=True)
    if one.isdir():
        return
    with archive.extractfile(one) as source, open(place, "xb") as target:
        shutil.copyfileobj(source, target, 1 << 20)
    os.chmod(place, one.mode & (0o755 if one.mode & 0o100 else 0o644) | 0o600)
    with suppress(OSError, OverflowError):
        os.utime(place, (one.mtime, one.mtime))


def _clear(place: str) -> None:
    """Take away the file or link that stood there, as docker does: it is replaced, not written through."""
    if os.path.lexists(place) and (os.path.islink(place) or not os.path.isdir(place)):
        os.unlink(place)

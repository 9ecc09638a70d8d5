"""Tar archives as a hostile container would give them, and a folder to copy to with traps in it."""

import tarfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

FILE = tarfile.REGTYPE
LINK = tarfile.SYMTYPE
HARD_LINK = tarfile.LNKTYPE
FOLDER = tarfile.DIRTYPE


class Member(NamedTuple):
    """A member of an archive: for all to write, with set-user-ID."""

    name: str
    kind: bytes = FILE
    content: bytes = b"x"
    link: str = ""


def link(name: str, to: str) -> Member:
    """Describe a symbolic link."""
    return Member(name, LINK, b"", to)


def hard_link(name: str, to: str) -> Member:
    """Describe a second name of a file."""
    return Member(name, HARD_LINK, b"", to)


def folder(name: str) -> Member:
    """Describe a folder."""
    return Member(name, FOLDER, b"")


def archive(members: Iterable[Member]) -> bytes:
    """Make an archive of these members."""
    packed = b""
    for member in members:
        header = tarfile.TarInfo(member.name)
        header.type = member.kind
        header.mode = 0o7777
        header.linkname = member.link
        header.size = len(member.content)
        padding = bytes(-len(member.content) % 512)
        packed += header.tobuf(tarfile.PAX_FORMAT) + member.content + padding
    return packed + bytes(1024)


def make_target(place: Path) -> Path:
    """Make a folder to copy to, beside something precious.

    In its folder `d` the learner has a file and two links that lead outside.
    """
    (place / "precious").write_text("precious")
    target = place / "in"
    (target / "d").mkdir(parents=True)
    (target / "precious").write_text("precious")
    (target / "d" / "mine").write_text("mine")
    (target / "d" / "way").symlink_to(place)
    (target / "d" / "up").symlink_to("..")
    return target


def around(target: Path) -> dict[Any, Any]:
    """Describe what is around the copied folder, and the learner's file in it, byte for byte."""
    found: dict[Any, Any] = {}
    for path in target.parent.rglob("*"):
        if not path.is_relative_to(target / "d"):
            found[path] = path.read_bytes() if path.is_file() else path.is_dir()
    mine = target / "d" / "mine"
    found["mine"] = (mine.read_bytes(), mine.stat().st_nlink)
    return found


def copied(target: Path) -> set[str]:
    """List what there is in the copied folder beside what the learner had there."""
    names = set()
    for path in (target / "d").rglob("*"):
        if path.is_symlink() or path.is_file():
            names.add(str(path.relative_to(target)))
    return names - {"d/mine", "d/up", "d/way"}

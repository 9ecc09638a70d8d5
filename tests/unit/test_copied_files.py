"""Files out of a container: nothing is written outside the target, and nothing fills the disk."""

import tarfile
from collections.abc import Iterator
from itertools import count, repeat
from pathlib import Path

import pytest

from helpers._files import extract
from helpers.errors import CourseError
from tests.support.hostile_archives import (
    FILE,
    Member,
    archive,
    around,
    copied,
    folder,
    hard_link,
    link,
    make_target,
)

REFUSED = {
    "a way up": [Member("d/../../out")],
    "a way up in the middle": [Member("d/a/../../../out")],
    "a way up to what is beside": [Member("d/../precious")],
    "a folder up": [folder("d/..")],
    "a second name of a file outside": [hard_link("d/h", "d/../../precious")],
    "a second name of a file beside": [hard_link("d/h", "d/../precious")],
    "a second name by an absolute path": [hard_link("d/h", "/etc/passwd")],
    "a second name of a file of the learner's": [hard_link("d/h", "d/mine"), Member("d/h")],
    "through a link of the learner's": [Member("d/way/x")],
    "through a link of the learner's up": [Member("d/up/precious")],
    "a folder where a link is": [folder("d/way")],
    "below a thing that becomes a link": [link("d/l", "."), Member("d/l/precious")],
    "a zero in a name": [Member("d/a\0b" + "x" * 200)],
    "a name too long for a disk": [Member("d/" + "x" * 5000)],
    "a file where a folder is": [folder("d/a"), Member("d/a")],
}
LEFT_OUT = {
    "a link to an absolute path": [link("d/l", "/etc/passwd")],
    "a link up": [link("d/l", "../../precious")],
    "a link beside": [link("d/l", "../precious")],
    "a link by way of another": [link("d/s", "."), link("d/l", "s/s/../../precious")],
    "a link by way of a later one": [link("d/l", "s/s/../../precious"), link("d/s", ".")],
    "a link by way of the learner's": [link("d/l", "way/precious")],
    "a device": [Member("d/null", tarfile.CHRTYPE, b"")],
    "a disk": [Member("d/sda", tarfile.BLKTYPE, b"")],
    "a pipe": [Member("d/p", tarfile.FIFOTYPE, b"")],
}
WITHIN = {  # the members, and the names of the files that come of them
    "an absolute name": ([Member("/etc/passwd")], {"d/etc/passwd"}),
    "below a thing that would become a link up": (
        [link("d/l", ".."), Member("d/l/precious")],
        {"d/l/precious"},
    ),
    "a file where a link was": ([link("d/l", "../precious"), Member("d/l")], {"d/l"}),
    "a file where the learner's link is": ([Member("d/way")], {"d/way"}),
    "a second name, then written to": (
        [Member("d/a"), hard_link("d/h", "d/a"), Member("d/h", FILE, b"y")],
        {"d/a", "d/h"},
    ),
    "a link and a second name within": (
        [
            Member("d/s/a"),
            link("d/l", "s/a"),
            hard_link("d/h", "d/s/a"),
            link("d/s/up", "../l"),
        ],
        {"d/s/a", "d/l", "d/h", "d/s/up"},
    ),
}


@pytest.fixture(params=["filters", "no filters"])
def target(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder to copy to; also for a Python without tarfile's filters (before 3.11.4)."""
    if request.param == "no filters":
        monkeypatch.delattr("tarfile.data_filter", raising=False)
    return make_target(tmp_path)


def unpack(target: Path, members: list[Member]) -> list[extract.CopiedFile]:
    """Unpack such an archive as the folder `d`."""
    return extract.unpack(iter([archive(members)]), target, "d", "box:/d")


@pytest.mark.parametrize("members", REFUSED.values(), ids=REFUSED)
def test_a_hostile_member_is_one_error_and_nothing_is_written_outside(
    target: Path, members: list[Member]
) -> None:
    """Ways up, second names of others' files, ways through links: an error, and no change."""
    before = around(target)
    with pytest.raises(CourseError, match="box:/d"):
        unpack(target, members)
    assert around(target) == before


@pytest.mark.parametrize("members", LEFT_OUT.values(), ids=LEFT_OUT)
def test_links_that_lead_outside_and_devices_are_left_out_and_told(
    target: Path, members: list[Member], capsys: pytest.CaptureFixture[str]
) -> None:
    """They are not made, a line says so, and what comes after them is copied."""
    before = around(target)
    files = unpack(target, [*members, Member("d/page")])
    assert files == [extract.CopiedFile(target / "d/page", 1)]
    assert capsys.readouterr().out.count("was left out") == 1
    assert copied(target) - {"d/s"} == {"d/page"}
    assert around(target) == before


@pytest.mark.parametrize(("members", "names"), WITHIN.values(), ids=WITHIN)
def test_what_stays_within_is_copied(target: Path, members: list[Member], names: set[str]) -> None:
    """Links and second names within are made; a file takes a link's place, never its target's."""
    before = around(target)
    unpack(target, members)
    assert copied(target) == names - {"d/way"}
    assert all((target / name).read_bytes() in (b"x", b"y") for name in names)
    assert around(target) == before


@pytest.mark.parametrize(
    "content",
    [b"junk" * 400, archive([Member("d/a", FILE, b"x" * 5000)])[:3000]],
    ids=["no archive", "broken off within a file"],
)
def test_a_broken_archive_is_one_error(target: Path, content: bytes) -> None:
    """What is no archive, or breaks off within a file, is one error."""
    with pytest.raises(CourseError, match="no whole archive"):
        extract.unpack(iter([content]), target, "d", "box:/d")


@pytest.mark.parametrize("name", ["..", "../d", "/etc", "d/../../d"])
def test_a_name_that_leads_up_is_no_name_to_copy_to(target: Path, name: str) -> None:
    """The engine's own word for the copied thing may not lead elsewhere either."""
    with pytest.raises(CourseError, match="outside"):
        extract.unpack(iter([archive([folder("")])]), target, name, "box:/d")


MEGABYTE = 1 << 20


def _header(name: str, size: int, kind: bytes = FILE) -> bytes:
    header = tarfile.TarInfo(name)
    header.size = size
    header.type = kind
    return header.tobuf(tarfile.GNU_FORMAT)


def _endless(name: str) -> Iterator[bytes]:
    """Give the pieces of an archive that is huge or has no end."""
    if name == "a huge file":
        yield _header("d/a", 10**15)
        yield from repeat(bytes(MEGABYTE), 100)
    elif name == "a header without end":
        yield _header("x", 10**12, tarfile.XHDTYPE)
        yield from repeat(b"1" * MEGABYTE, 100)
    elif name == "a name without end":
        yield _header("x", 10**12, tarfile.GNUTYPE_LONGNAME)
        yield from repeat(b"1" * MEGABYTE, 100)
    elif name == "headers without end":
        yield from repeat(_header("x", 0, tarfile.XGLTYPE))
    else:
        for number in count():
            yield _header(f"d/{number}", 0)


@pytest.mark.parametrize(
    "name",
    [
        "a huge file",
        "a header without end",
        "a name without end",
        "headers without end",
        "members without end",
    ],
)
def test_what_is_huge_or_endless_is_an_error_and_does_not_fill_the_disk(
    target: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is an error soon: little of it is read, next to nothing is written."""
    monkeypatch.setattr(extract, "MAX_MEMBERS", 200)
    read = []

    def counted() -> Iterator[bytes]:
        for piece in _endless(name):
            read.append(len(piece))
            yield piece

    with pytest.raises(CourseError):
        extract.unpack(counted(), target, "d", "box:/d")
    assert sum(read) < 10 * MEGABYTE
    files = [path for path in (target / "d").rglob("*") if not path.is_symlink()]
    assert sum(path.stat().st_size for path in files) < MEGABYTE

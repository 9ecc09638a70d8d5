"""Archives of images are read so that no engine can read another thing in them. No engine."""

import gzip
import io
import json
import tarfile
from pathlib import Path

import pytest

from helpers.errors import CourseError
from helpers.images.archive import ImageArchive
from tests.support.odd_archives import ODD_ARCHIVES, Saved, manifest, write

OWN = "127.0.0.1:5055/library/own:1"
FOREIGN = "foreign:1"


def member(name: str, content: bytes = b"") -> tuple[tarfile.TarInfo, bytes]:
    """Make a file, or a folder if it has no content."""
    head = tarfile.TarInfo(name)
    head.size = len(content)
    if not content:
        head.type = tarfile.DIRTYPE
    return head, content


@pytest.fixture
def saved() -> Saved:
    """What docker saves of an image of two layers, the second of which is a link to the first."""
    link = tarfile.TarInfo("b/layer.tar")
    link.type = tarfile.SYMTYPE
    link.linkname = "../a/layer.tar"
    members = [
        member("config.json", b"{}"),
        member("a"),
        member("a/layer.tar", b"layer" * 1000),
        member("b"),
        (link, b""),
    ]
    layers = ["a/layer.tar", "b/layer.tar"]
    return Saved(members, {"Config": "config.json", "Layers": layers})


@pytest.mark.parametrize("kind", ODD_ARCHIVES)
def test_an_odd_archive_is_refused_or_tells_the_name(
    saved: Saved, tmp_path: Path, kind: str
) -> None:
    """An archive that Python and Go might read differently is refused, or both names are told."""
    file = tmp_path / "odd.tar"
    ODD_ARCHIVES[kind](file, saved, OWN, FOREIGN)
    if kind.endswith(("in the index", "index's tag", "only tag")):
        archive = ImageArchive(file)
        assert FOREIGN in archive.names()
        archive.close()
    else:
        with pytest.raises(CourseError, match=r"read in two ways|no archive of images"):
            ImageArchive(file)


@pytest.mark.parametrize("compress", [bytes, gzip.compress], ids=["plain", "compressed"])
def test_an_archive_is_sent_as_it_was_read(saved: Saved, tmp_path: Path, compress) -> None:
    """What the engine gets has the same files, links and names; what old engines read is left out."""
    file = tmp_path / "plain.tar"
    write(file, saved, manifest(saved, OWN), ("repositories", b"{}", tarfile.REGTYPE))
    file.write_bytes(compress(file.read_bytes()))
    archive = ImageArchive(file)
    assert archive.names() == [OWN]
    sent = io.BytesIO(b"".join(archive.pieces()))
    archive.close()
    with tarfile.open(fileobj=sent) as engine_reads:
        members = {one.name: one for one in engine_reads}
        assert list(members) == [
            "config.json",
            "a",
            "a/layer.tar",
            "b",
            "b/layer.tar",
            "manifest.json",
        ]
        assert engine_reads.extractfile("b/layer.tar").read() == b"layer" * 1000
        description = json.loads(engine_reads.extractfile("manifest.json").read())
    assert members["b/layer.tar"].issym()
    assert members["a"].isdir()
    assert description == [{**saved.description, "RepoTags": [OWN]}]


def test_nothing_of_a_header_is_handed_on(saved: Saved, tmp_path: Path) -> None:
    """Owner, mode, times and other words of a header do not reach the engine."""
    head = saved.members[0][0]
    head.uid, head.mode, head.mtime = 4711, 0o6777, 99.5
    head.pax_headers = {"comment": "hostile"}
    file = tmp_path / "plain.tar"
    write(file, saved, manifest(saved, OWN))
    archive = ImageArchive(file)
    sent = io.BytesIO(b"".join(archive.pieces()))
    archive.close()
    with tarfile.open(fileobj=sent) as engine_reads:
        first = engine_reads.next()
    assert (first.uid, first.mode, first.mtime, first.pax_headers) == (0, 0o644, 0, {})


@pytest.mark.parametrize(
    ("link", "target"),
    [("c", "/etc/passwd"), ("c", "../c"), ("c", "nothing"), ("c", "a"), ("c", "manifest.json")],
)
def test_a_link_leads_to_a_file_of_the_archive(
    saved: Saved, tmp_path: Path, link: str, target: str
) -> None:
    """A link that leads outside, to nothing, to a folder or to the manifest is refused."""
    file = tmp_path / "linked.tar"
    write(file, saved, manifest(saved, OWN), (link, target, tarfile.SYMTYPE))
    with pytest.raises(CourseError, match="read in two ways"):
        ImageArchive(file)


@pytest.mark.parametrize("kind", [tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.LNKTYPE])
def test_other_kinds_of_members_are_refused(saved: Saved, tmp_path: Path, kind: bytes) -> None:
    """No engine saves devices, pipes or second names of a file."""
    file = tmp_path / "odd.tar"
    write(file, saved, manifest(saved, OWN), ("c", "config.json", kind))
    with pytest.raises(CourseError, match="read in two ways"):
        ImageArchive(file)


@pytest.mark.parametrize("size", [1 << 62, 1 << 80, -5])
def test_a_size_that_no_file_has_is_one_error(saved: Saved, tmp_path: Path, size: int) -> None:
    """A header with a size that cannot be is no archive, and no traceback."""
    head = tarfile.TarInfo("c")
    head.size = size
    file = tmp_path / "odd.tar"
    write(file, saved, manifest(saved, OWN))
    block = head.tobuf(tarfile.GNU_FORMAT)
    file.write_bytes(block + file.read_bytes())
    with pytest.raises(CourseError):
        ImageArchive(file)


def test_a_header_without_end_is_one_error(saved: Saved, tmp_path: Path) -> None:
    """A name of many megabytes is not read."""
    head = tarfile.TarInfo("c")
    head.pax_headers = {"comment": "x" * (5 << 20)}
    saved.members.insert(0, (head, b""))
    file = tmp_path / "odd.tar"
    with tarfile.open(file, "w", format=tarfile.PAX_FORMAT) as archive:
        archive.addfile(head)
    with pytest.raises(CourseError, match="no archive of images"):
        ImageArchive(file)

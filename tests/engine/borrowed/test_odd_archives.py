"""No archive that is loaded moves a name of the learner's, however it tells its names."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import helpers as dk
from helpers import errors
from helpers.images.archive import ImageArchive
from tests.support.docker_program import docker
from tests.support.marked import MARK, build_small_image
from tests.support.odd_archives import ODD_ARCHIVES, Saved, manifest, read_saved, write

FOREIGN = f"{MARK}-foreign:1"


@pytest.fixture(scope="module")
def foreign() -> Iterator[str]:
    """Give the ID of an image of the learner's, with its only name."""
    build_small_image(FOREIGN)
    yield image_id(FOREIGN)
    docker("rmi", FOREIGN, check=False)


@pytest.fixture
def own(borrowed: str) -> Iterator[str]:
    """Give a name in the course's registry, and remove it afterwards."""
    name = f"{borrowed}/library/{MARK}-odd:1"
    yield name
    docker("rmi", name, check=False)


@pytest.fixture
def saved(own: str, tmp_path: Path) -> Saved:
    """Read what docker saves of an image that is not on the engine any more."""
    build_small_image(own)
    docker("save", "--output", str(tmp_path / "saved.tar"), own)
    docker("rmi", own)
    return read_saved(tmp_path / "saved.tar")


def image_id(name: str) -> str:
    """Tell the ID of the image of this name."""
    return docker("inspect", "--format", "{{.Id}}", name)


@pytest.mark.parametrize("kind", ODD_ARCHIVES)
def test_an_odd_archive_moves_no_name(
    foreign: str, own: str, saved: Saved, tmp_path: Path, kind: str
) -> None:
    """Whatever the engine would read in it, a name of the learner's stays with its image."""
    file = tmp_path / "odd.tar"
    ODD_ARCHIVES[kind](file, saved, own, FOREIGN)
    with pytest.raises(errors.CourseError):
        dk.load(file)
    assert image_id(FOREIGN) == foreign


def test_engines_do_read_odd_archives_otherwise(
    foreign: str, own: str, saved: Saved, tmp_path: Path
) -> None:
    """Sent as they are, some of these archives move the learner's name: the danger is real."""
    moved = []
    for kind, make in ODD_ARCHIVES.items():
        file = tmp_path / "odd.tar"
        make(file, saved, own, FOREIGN)
        docker("load", "--input", str(file), check=False)
        if image_id(FOREIGN) != foreign:
            moved.append(kind)
            docker("tag", foreign, FOREIGN)
    assert len(moved) >= 3


def test_a_plain_archive_is_loaded(foreign: str, own: str, saved: Saved, tmp_path: Path) -> None:
    """An archive with the course's names only is loaded under them."""
    write(tmp_path / "plain.tar", saved, manifest(saved, own))
    assert dk.load(tmp_path / "plain.tar")["IMAGE"].tolist() == [own]
    assert image_id(own)
    assert image_id(FOREIGN) == foreign


def test_a_name_that_was_taken_is_given_back(
    foreign: str, own: str, saved: Saved, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Should an archive take a name nevertheless, its image gets it back, and that is told."""
    file = tmp_path / "plain.tar"
    new = f"{MARK}-new:1"
    write(file, saved, manifest(saved, own, FOREIGN, new))
    monkeypatch.setattr(ImageArchive, "names", lambda archive: [])
    with pytest.raises(errors.Refused, match=f"took .*{FOREIGN}"):
        dk.load(file)
    assert image_id(FOREIGN) == foreign
    assert not docker("images", "--quiet", new)

"""Files that the course writes for a learner: whose they are, and what becomes of older ones."""

import io
import json
import os
import stat
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import helpers as dk
from helpers import engine
from helpers._files import extract, limits, writing
from helpers.errors import CourseError, EngineUnavailable, NotFound
from helpers.practice import record
from tests.support.hostile_archives import (
    Member,
    archive,
    around,
    folder,
    link,
    make_target,
)

FOR_OTHERS = stat.S_ISUID | stat.S_ISGID | stat.S_IWGRP | stat.S_IWOTH


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Make a folder to write to, beside something precious."""
    return make_target(tmp_path)


@pytest.fixture
def umask_of_zero() -> Iterator[None]:
    """Let files be for all to write, unless the course sees to it that they are not."""
    before = os.umask(0)
    yield
    assert os.umask(before) == 0


def test_files_that_come_out_are_the_learners_and_not_for_all_to_write(
    target: Path, umask_of_zero: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a umask of zero, files of mode 7777 come as the learner's, for nobody else to write."""
    monkeypatch.setenv("COURSE_RECORD", str(target / "new" / "record.json"))
    members = [folder("d/s"), Member("d/s/a"), Member("d/deep/er/a")]
    extract.unpack(iter([archive(members)]), target, "d", "box:/d")
    writing.write_file([b"x"], target / "image.tar")
    record.note("exercises", "run-web", passed=True)
    written = ["image.tar", "new", "new/record.json"]
    unpacked = ["d/s", "d/s/a", "d/deep", "d/deep/er", "d/deep/er/a"]
    group = target.stat().st_gid
    for name in written + unpacked:
        status = (target / name).stat()
        assert not status.st_mode & FOR_OTHERS, name
        assert (status.st_uid, status.st_gid) == (os.geteuid(), group), name


def _breaks_off() -> Iterator[bytes]:
    yield b"new"
    raise EngineUnavailable("engine-unavailable", address="there")


def test_a_save_that_fails_leaves_what_was_there(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the engine stops halfway, or the disk is too full, the older file stays, whole."""
    os.mkfifo(target / "pipe")
    before = around(target)
    names = sorted(target.iterdir())
    with pytest.raises(EngineUnavailable):
        writing.write_file(_breaks_off(), target / "precious")
    with pytest.raises(NotFound, match="no folder"):
        writing.write_file([b"new"], target / "nope" / "image.tar")
    with pytest.raises(CourseError, match="no file"):
        writing.write_file([b"new"], target / "pipe")
    monkeypatch.setattr(limits, "SPARE", 10**18)
    with pytest.raises(CourseError, match="too full"):
        writing.write_file([b"new"], target / "precious")
    assert around(target) == before
    assert sorted(target.iterdir()) == names
    assert (target / "pipe").is_fifo()


@pytest.fixture
def private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Name an engine of the course's own, which no test here reaches."""
    settings = {"host": "unix:///nothing", "kind": "private", "registry": "127.0.0.1:1"}
    (tmp_path / "engine.json").write_text(json.dumps(settings))
    monkeypatch.setenv("COURSE_DOCKER_HOST", "unix:///nothing")
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))


def test_cp_copies_nothing_outside_the_target(
    private: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A member that would land outside the target is an error of `cp`, too."""
    _answer_with(monkeypatch, [Member("d/../../out")])
    target = tmp_path / "in"
    target.mkdir()
    with pytest.raises(CourseError, match="outside"):
        dk.cp("box:/d", target)
    assert not (tmp_path / "out").exists()


def test_cp_leaves_out_a_link_that_leads_outside(
    private: None,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A link that leads outside the target is left out of `cp`, and told."""
    _answer_with(monkeypatch, [link("d/log", "/dev/stdout"), Member("d/page")])
    target = tmp_path / "in"
    target.mkdir()
    frame = dk.cp("box:/d", target)
    assert frame["NAME"].tolist() == [str(target / "d/page")]
    assert "left out" in capsys.readouterr().out
    assert sorted(path.name for path in target.rglob("*")) == ["d", "page"]


def _answer_with(patch: pytest.MonkeyPatch, members: list[Member]) -> None:
    """Let the engine give this archive."""
    answer = ([archive(members)], {"name": "d", "mode": 0})
    patch.setattr(engine, "call", lambda *_: answer)


MANIFESTS = {
    "no list of objects": "[1]",
    "nothing": "null",
    "a number": "5",
    "no JSON": "nope",
    "names that are no list": '[{"RepoTags": 5}]',
    "a name that is none": '[{"RepoTags": [null]}]',
    "a list without end": "[" * 100_000,
    "too large": " " * (5 << 20),
    "a folder": None,
}


@pytest.mark.parametrize("text", MANIFESTS.values(), ids=MANIFESTS)
def test_a_hostile_archive_to_load_is_one_error(tmp_path: Path, text: str | None) -> None:
    """A list of images that is none, has no end or is no file is one error, before any request."""
    file = tmp_path / "image.tar"
    member = tarfile.TarInfo("manifest.json")
    content = (text or "").encode()
    member.size = len(content)
    if text is None:
        member.type = tarfile.DIRTYPE
    with tarfile.open(file, "w") as archived:
        archived.addfile(member, io.BytesIO(content))
    with pytest.raises(CourseError, match="no archive of images"):
        dk.load(file)


def test_what_is_no_archive_is_not_loaded(tmp_path: Path) -> None:
    """A text is no archive of images, and a file that is not there is named."""
    (tmp_path / "text").write_text("no archive")
    with pytest.raises(CourseError, match="no archive of images"):
        dk.load(tmp_path / "text")
    with pytest.raises(NotFound, match="no file"):
        dk.load(tmp_path / "nothing")

"""Which lessons are replayed, and on which engine they are recorded."""

from pathlib import Path

import pytest

from lab.base import paths
from lab.base.errors import SetupError
from lab.engine.client import Engine
from lab.maintain import record, replay


def test_a_copy_of_the_lessons_is_replayed_where_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An engine beside replays its own copy: the files of one replay are not another's."""
    monkeypatch.delenv("COURSE_LESSONS", raising=False)
    assert {path.parent for path in replay.lessons([])} == {paths.LESSONS}
    (tmp_path / "03-copy.ipynb").touch()
    monkeypatch.setenv("COURSE_LESSONS", str(tmp_path))
    assert replay.lessons(["03"]) == [tmp_path / "03-copy.ipynb"]


def test_an_unknown_lesson_is_answered_with_those_there_are(tmp_path: Path) -> None:
    """A slip in a lesson's name does not replay nothing and pass."""
    (tmp_path / "00-start.ipynb").touch()
    with pytest.raises(SetupError, match=r"There is no lesson 77\. The lessons are: 00-start\."):
        replay.lessons(["77"], tmp_path)


def test_no_lesson_is_a_failure(tmp_path: Path) -> None:
    """A replay that finds no lesson does not pass."""
    with pytest.raises(SetupError, match="There is no lesson in"):
        replay.lessons([], tmp_path)


def test_a_recording_refuses_an_engine_that_holds_other_things(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What no lesson made would be in recorded listings: it is named, and nothing is recorded."""
    engine = Engine("unix:///there", "private")
    held = {"images": "team/other:1\n", "ps": ""}
    monkeypatch.setattr(record.replay, "reset_engine", lambda: None)
    monkeypatch.setattr(Engine, "docker", lambda self, word, *_, **__: held[word])
    with pytest.raises(SetupError, match=r"would show it: team/other:1\. Nothing was recorded"):
        record.require_empty_engine(engine)
    held["images"] = ""
    record.require_empty_engine(engine)

"""What practice keeps of a learner: hints, predictions, what was passed; none of it is lost."""

from pathlib import Path

import pytest

import helpers as dk
from helpers.practice import record


@pytest.fixture(autouse=True)
def own_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each test a record and a folder of its own."""
    monkeypatch.setenv("COURSE_RECORD", str(tmp_path / "record.json"))
    monkeypatch.chdir(tmp_path)


def test_a_prediction_is_compared_item_by_item() -> None:
    """A prediction is recorded before it is compared; three dots are no prediction."""
    guess = {"no": False, "on-failure": True, "always": ..., "unless-stopped": True}
    engine = {"no": False, "on-failure": False, "always": True, "unless-stopped": True}
    dk.predict("on-exit-1", guess)
    frame = dk.compare("on-exit-1", engine)
    assert list(frame.columns) == ["ITEM", "PREDICTED", "ENGINE", "AGREES"]
    assert list(frame["AGREES"]) == [True, False, None, True]
    assert record.read()["predictions"]["on-exit-1"]["answered"] is False


def test_no_prediction_agrees_with_nothing() -> None:
    """What was not predicted neither agrees nor disagrees."""
    dk.predict("on-exit-1")
    assert list(dk.compare("on-exit-1", {"no": False})["AGREES"]) == [None]


def test_the_record_is_handed_in_once() -> None:
    """The record is written under a learner's name, and not over an older one."""
    record.note("exercises", "run-web", passed=True)
    assert dk.hand_in("김 도커").name == "record-김-도커.json"
    with pytest.raises(dk.errors.CourseError, match="already"):
        dk.hand_in("김 도커")
    with pytest.raises(dk.errors.CourseError, match="name"):
        dk.hand_in(" /")


def test_progress_counts_what_was_passed() -> None:
    """A passed exercise is counted in its lesson."""
    record.note("exercises", "run-web", passed=True)
    assert dk.progress().set_index("LESSON").loc["06-run", "PASSED"] == 1


def test_a_broken_record_is_kept_beside(tmp_path: Path) -> None:
    """A record that cannot be read is empty, and its file is kept under another name."""
    record.file().write_text("{half")
    assert record.read() == {}
    kept = list(tmp_path.glob("record.broken-*.json"))
    assert [path.read_text() for path in kept] == ["{half"]


def test_an_unknown_key_is_one_sentence() -> None:
    """A key that is not there is named, with those that are."""
    words = r"There is no exercise run-wbe: there are .*run-web"
    with pytest.raises(dk.errors.CourseError, match=words):
        dk.exercise("run-wbe")
    with pytest.raises(dk.errors.CourseError, match="There is no prediction nope"):
        dk.predict("nope")
    with pytest.raises(dk.errors.CourseError, match="There is no incident nope"):
        dk.incident("nope")


def test_hints_come_in_order_and_are_counted() -> None:
    """Each call gives the next hint, the last one stays; the record counts each hint once."""
    task = dk.exercise("run-web")
    count = len(task.texts["hints"])
    shown = [repr(task.hint()) for _ in range(count + 1)]
    assert len(set(shown)) == count
    assert shown[-1] == shown[-2]
    assert record.read()["exercises"]["run-web"]["hints"] == count

"""What `helpers` reads of `lab`: one file, checked as it is read."""

import json
from pathlib import Path

import pytest

import helpers as dk
from helpers import engine, errors
from helpers.engine.lab_settings import Settings, parse

WHOLE = {
    "host": "unix:///course",
    "kind": "private",
    "registry": "127.0.0.1:5000",
    "learner": "0a1b2c3d",
    "restart": ["python", "lab", "restart-engine"],
    "second": ["python", "lab", "second-engine"],
    "second_host": "unix:///second",
    "cannot": ["memory"],
}
SPOILED = {
    "empty": "",
    "half": json.dumps(WHOLE)[:40],
    "not JSON": "host: unix:///course",
    "null": "null",
    "a list": "[]",
    "a text": '"private"',
    "a number": "1",
    "an empty object": "{}",
    "another kind": json.dumps({**WHOLE, "kind": "lent"}),
    "a kind that is no text": json.dumps({**WHOLE, "kind": ["private"]}),
    "a private engine without an address": '{"kind": "private"}',
    "an address that is no text": json.dumps({**WHOLE, "host": 1}),
    "a registry that is no text": json.dumps({**WHOLE, "registry": None}),
    "a learner that is no text": json.dumps({**WHOLE, "learner": {"id": 1}}),
    "a command that is no list": json.dumps({**WHOLE, "restart": "rm -r"}),
    "a command of no texts": json.dumps({**WHOLE, "second": [1]}),
    "options that are no list": json.dumps({**WHOLE, "cannot": "memory"}),
    "brackets without end": "[" * 200_000,
}


@pytest.fixture
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Name no engine but by the file of this data folder."""
    for name in ("COURSE_DOCKER_HOST", "DOCKER_HOST", "COURSE_REGISTRY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    return tmp_path


def assert_one_sentence(folder: Path, code: str = "settings-unreadable") -> None:
    """Words end in one sentence that names the file and what to do; `doctor` shows it."""
    for word in (dk.ps, dk.volumes, engine.host, engine.kind, engine.registry, engine.learner_id):
        with pytest.raises(errors.CourseError) as found:
            word()
        assert found.value.code == code
        assert f"{folder}/engine.json" in str(found.value)
        assert "./course setup" in str(found.value)
    answers = dk.doctor()
    assert not answers["OK"].all()
    assert "./course setup" in " ".join(answers["ANSWER"])


def test_a_whole_file_is_read(folder: Path) -> None:
    """Each key of the lab's file arrives."""
    (folder / "engine.json").write_text(json.dumps(WHOLE))
    assert engine.settings() == Settings(
        kind="private",
        host="unix:///course",
        registry="127.0.0.1:5000",
        learner="0a1b2c3d",
        restart=("python", "lab", "restart-engine"),
        second=("python", "lab", "second-engine"),
        second_host="unix:///second",
        cannot=("memory",),
    )


def test_a_key_that_is_new_is_no_error() -> None:
    """A newer lab may tell more than this `helpers` knows."""
    assert parse({**WHOLE, "colour": "red"}) == parse(WHOLE)


@pytest.mark.parametrize("content", SPOILED.values(), ids=SPOILED)
def test_a_spoiled_file_is_one_sentence(folder: Path, content: str) -> None:
    """A file that is empty, half or of another shape is no traceback: the sentence says what to
    do."""
    (folder / "engine.json").write_text(content)
    assert_one_sentence(folder)


def test_bytes_that_are_no_text_are_one_sentence(folder: Path) -> None:
    """A file of other bytes than text is the same error."""
    (folder / "engine.json").write_bytes(b"\xff\xfe\x00")
    assert_one_sentence(folder)


def test_a_folder_in_its_place_is_one_sentence(folder: Path) -> None:
    """A folder of this name, which `./course setup` leaves alone, has to be moved away."""
    (folder / "engine.json").mkdir()
    assert_one_sentence(folder, "settings-is-a-folder")


def test_without_a_file_there_is_no_lab(folder: Path) -> None:
    """Where no lab wrote, nothing is known, and that is no error."""
    assert engine.settings() == Settings()


def test_a_file_that_is_written_anew_is_read_anew(folder: Path) -> None:
    """What was read is kept only until the file changes."""
    file = folder / "engine.json"
    file.write_text(json.dumps(WHOLE))
    assert engine.host() == "unix:///course"
    new = folder / "new"
    new.write_text(json.dumps({**WHOLE, "host": "unix:///other"}))
    new.replace(file)
    assert engine.host() == "unix:///other"

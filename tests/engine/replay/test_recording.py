"""Recording and strict replay of a small lesson: what was recorded passes, what differs fails."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from lab.base import paths
from lab.maintain import record, replay

CELLS = ["import helpers as dk", "dk.ps(all=True, filters={'name': 'no-such-name'})", "1 + 1"]
RECORDED = '"text/plain": [\n       "2"'
ANOTHER = '"text/plain": [\n       "3"'


@pytest.fixture
def lesson(tmp_path: Path) -> Path:
    """Record a small lesson in a folder of its own."""
    cells = [
        nbformat.v4.new_code_cell(text, id=f"cell-{number}") for number, text in enumerate(CELLS)
    ]
    path = tmp_path / "00-small.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    record.record(path)
    return path


def change_output(lesson: Path) -> None:
    """Change one digit in a recorded output."""
    text = lesson.read_text()
    assert RECORDED in text
    lesson.write_text(text.replace(RECORDED, ANOTHER))


def replayed(lesson: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Replay a lesson as ./course does."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", *replay.QUIET, *replay.STRICT, str(lesson)],
        env={**os.environ, **replay.unattended(), **environment},
        cwd=paths.CLONE,
        capture_output=True,
        text=True,
    )


def test_a_recorded_lesson_replays(lesson: Path) -> None:
    """What was just recorded passes."""
    done = replayed(lesson)
    assert done.returncode == 0, done.stdout
    assert "3 passed" in done.stdout


def test_a_changed_output_fails(lesson: Path) -> None:
    """One other digit in a recorded output is noticed."""
    change_output(lesson)
    done = replayed(lesson)
    assert done.returncode == 1, done.stdout
    assert "1 failed, 2 passed" in done.stdout


def test_recording_twice_changes_nothing(lesson: Path) -> None:
    """A second recording with nothing changed gives the same bytes."""
    before = lesson.read_bytes()
    assert record.record(lesson).changed == 0
    assert lesson.read_bytes() == before


def test_recording_takes_what_has_changed(lesson: Path) -> None:
    """A recorded output that the engine no longer gives is replaced, and counted."""
    before = lesson.read_text()
    change_output(lesson)
    assert record.record(lesson).changed == 1
    assert lesson.read_text() == before


def test_a_gone_engine_is_said_once(lesson: Path) -> None:
    """Without an engine there is one line and exit code 3, not a failure for each cell."""
    done = replayed(lesson, COURSE_DOCKER_HOST="unix:///nowhere/docker.sock")
    assert done.returncode == 3
    printed = done.stdout + done.stderr
    assert "No Docker engine answers at unix:///nowhere/docker.sock" in printed


def test_replay_leaves_the_notebook_as_it_was(lesson: Path) -> None:
    """Replaying does not write into the lesson."""
    before = lesson.read_bytes()
    replayed(lesson)
    assert lesson.read_bytes() == before

"""`./course` on a slip: what there is, what is not touched, and one sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from lab import cli
from lab.base import daemon, data_folder, files, programs
from lab.base.errors import SetupError
from tests.support.environment import CLONE


def run_course(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run ./course with this Python: the one that a shell finds may be too old."""
    env = {**os.environ, "COURSE_PYTHON": sys.executable, **environment}
    return subprocess.run([CLONE / "course", *words], env=env, capture_output=True, text=True)


def test_bare_course_says_what_there_is() -> None:
    """Without a command, each command is listed with what it is for."""
    done = run_course()
    assert done.returncode == 0
    assert all(f"./course {name} " in done.stdout for name in cli.COMMANDS)


def test_an_unknown_command_fails() -> None:
    """A slip of the pen ends with exit code 2 and the commands there are."""
    done = run_course("lba")
    assert done.returncode == 2
    assert "invalid choice: 'lba'" in done.stderr


def test_reset_does_not_delete_a_folder_that_is_not_the_courses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """COURSE_DATA is somebody's folder by mistake: `reset --all` refuses, the folder stays."""
    (tmp_path / "thesis.txt").write_text("mine")
    done = run_course("reset", "--all", COURSE_DATA=str(tmp_path))
    assert done.returncode == 1
    assert "nothing was deleted" in done.stderr
    assert (tmp_path / "thesis.txt").read_text() == "mine"


def test_the_course_does_not_move_into_a_folder_of_somebody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that holds other files is not taken as the data folder, and not marked as one."""
    (tmp_path / "thesis.txt").write_text("mine")
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    with pytest.raises(SetupError, match="holds other files"):
        data_folder.make()
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_pid_used_anew_is_not_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pid file with another program's pid is not believed: that program is never ended."""
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        files.write(tmp_path / "run" / "dockerd.pid", {"pid": other.pid, "since": "another time"})
        assert daemon.pid("dockerd") is None
        assert daemon.stop("dockerd") is False
        assert other.poll() is None
    finally:
        other.communicate(b"\n")


def test_a_missing_program_is_one_sentence() -> None:
    """A program that is not there is named, without a traceback of ours."""
    with pytest.raises(SetupError, match="the program no-such-program is not installed"):
        programs.call(["no-such-program"], why="Trying")

"""What all of lab stands on, without an engine: waiting, ports, the data folder, programs."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from helpers import engine as helpers_engine
from lab.base import browser, daemon, data_folder, files, paths, ports, processes, programs, wait
from lab.base.errors import SetupError


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({}, "{home}/.local/share/docker-course"),
        ({"COURSE_DATA": ""}, "{home}/.local/share/docker-course"),
        ({"COURSE_DATA": "/srv/course"}, "/srv/course"),
        ({"COURSE_DATA": "~/course data"}, "{home}/course data"),
        ({"COURSE_DATA": "relative/course"}, "{here}/relative/course"),
        ({"XDG_DATA_HOME": "/srv/data"}, "/srv/data/docker-course"),
        ({"XDG_DATA_HOME": "~/data"}, "{home}/data/docker-course"),
        ({"XDG_DATA_HOME": ""}, "{home}/.local/share/docker-course"),
        ({"COURSE_DATA": "/srv/course", "XDG_DATA_HOME": "/srv/data"}, "/srv/course"),
    ],
)
def test_lab_and_helpers_find_one_data_folder(environment, folder, tmp_path, monkeypatch):
    """In each environment both rules name the same folder, and it is the one that is meant."""
    for name in ("COURSE_DATA", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    meant = Path(folder.format(home=tmp_path / "home", here=tmp_path))
    assert paths.data() == meant
    assert helpers_engine.data_folder() == meant


def test_waiting_ends_as_soon_as_the_state_is_there():
    """The state is asked for until it holds, and not once more."""
    answers = [False, False, True]
    wait.until(lambda: answers.pop(0), 5, "the third answer", every=0)
    assert answers == []


def test_waiting_has_a_limit_and_says_what_it_was_for():
    """A state that never comes ends the waiting, with what was waited for and how long."""
    with pytest.raises(wait.WaitFailed, match=r"Waited 0 s for an answer\."):
        wait.until(lambda: False, 0, "an answer", every=0)


def test_waiting_ends_when_the_state_cannot_come_any_more():
    """What is lost is not waited for until the limit."""
    with pytest.raises(wait.WaitFailed, match="an answer was in vain"):
        wait.until(lambda: False, 600, "an answer", lost=lambda: True)


def test_a_port_is_free_until_somebody_listens():
    """A port on which a program listens is taken, and no search for free ones finds it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = server.getsockname()[1]
        assert not ports.is_free(taken)
        assert taken not in ports.find_free(taken, 50, 2)
    assert ports.is_free(taken)
    assert ports.find_free(taken, 1, 2) == [taken]


def test_a_program_that_ends_before_it_answers_is_told_with_its_last_words(tmp_path, monkeypatch):
    """The waiting ends with the program; the error has the learner's name for it, and its log."""
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "data"))
    daemon.start("sleepy", ["sh", "-c", "echo no such file; exit 1"])
    with pytest.raises(SetupError, match=r"The course's engine did not start[^$]*no such file"):
        daemon.wait_until_ready({"sleepy": "The course's engine"}, lambda: False, 60)


def test_a_program_that_does_not_end_is_killed(tmp_path, monkeypatch):
    """SIGTERM first; a program that ignores it is killed, and is no longer found."""
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "data"))
    ignore = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)"
    argv = [sys.executable, "-c", f"{ignore}; print('ready', flush=True); time.sleep(600)"]
    number = daemon.start("stubborn", argv)
    wait.until(lambda: daemon.log_tail("stubborn"), 10, "the program's first line")
    assert daemon.pid("stubborn") == number
    assert daemon.stop("stubborn", 0.2) is True
    assert daemon.pid("stubborn") is None


def test_what_a_process_holds_counts_what_is_below_it():
    """The memory of a child is a part of its parent's."""
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        assert 0 < processes.resident(child.pid) < processes.resident(os.getpid())
    finally:
        child.communicate(b"\n")
    assert processes.birth(child.pid) is None


def test_a_file_is_the_old_one_or_the_new_one(tmp_path):
    """What cannot be written leaves the old file as it was; a file is for its owner only."""
    file = tmp_path / "folder" / "settings.json"
    files.write(file, {"a": 1})
    with pytest.raises(TypeError):
        files.write(file, {"a": object()})
    assert files.read(file) == {"a": 1}
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_text("{")
    assert files.read(file) == {}


def test_a_folder_keeps_its_learner_and_the_engines_that_it_borrowed(tmp_path, monkeypatch):
    """The ID is chosen once; an engine is kept once, under the key that older folders have."""
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "data"))
    assert data_folder.borrowed_hosts() == []
    learner = data_folder.learner_id()
    data_folder.remember_borrowed("unix:///one")
    data_folder.remember_borrowed("unix:///one")
    assert data_folder.learner_id() == learner
    kept = json.loads((tmp_path / "data" / data_folder.MARK).read_text())
    assert kept["lent"] == data_folder.borrowed_hosts() == ["unix:///one"]
    assert data_folder.is_marked()


def test_a_failed_program_is_told_with_its_last_lines_and_its_log(tmp_path):
    """The error has what was tried, the exit code and the last lines; the log has all of it."""
    log = tmp_path / "run" / "program.log"
    script = "for n in 1 2 3 4 5 6 7; do echo line $n >&2; done; exit 3"
    with pytest.raises(SetupError, match=r"Trying failed \(exit code 3\)") as caught:
        programs.call(["sh", "-c", script], why="Trying", log=log)
    assert "line 1" not in str(caught.value)
    assert "    line 7\nAll of it: " in str(caught.value)
    assert "line 1" in log.read_text()
    assert programs.call(["sh", "-c", "echo out; echo err >&2"], why="Trying") == "out\n"


def test_what_a_broken_off_set_up_runs_is_ended(monkeypatch):
    """A program that the set-up runs is told to end, and no other way is tried after that."""
    ended = []
    monkeypatch.setattr(programs.os, "killpg", lambda pid, signal_: ended.append((pid, signal_)))
    monkeypatch.setattr(programs, "broken_off", programs.threading.Event())
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        monkeypatch.setattr(programs, "_children", {child})
        programs.end_children()
    finally:
        child.communicate(b"\n")
    assert ended == [(child.pid, signal.SIGTERM)]
    assert programs.broken_off.is_set()


@pytest.mark.parametrize("left", ["", "{", "{}", "[]", "null", '{"what": "x"}'])
def test_a_lost_mark_is_had_back_and_said(left, tmp_path, monkeypatch, capsys):
    """A mark that is empty, half or of another shape is written back from its second place."""
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "data"))
    learner = data_folder.learner_id()
    files.write(tmp_path / "data" / data_folder.ENGINE_FILE, {"learner": learner})
    mark = tmp_path / "data" / data_folder.MARK
    mark.write_text(left)
    assert data_folder.learner_id() == learner
    assert learner in capsys.readouterr().out
    assert files.read(mark)["learner"] == learner


def test_a_browser_is_given_no_token(tmp_path, monkeypatch):
    """What the browser is started with is a file that its owner alone may read."""
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "data"))
    opened = []
    monkeypatch.setattr(browser.webbrowser, "open", opened.append)
    browser.open_address("http://127.0.0.1:8888/lab?token=secret&x=1")
    (address,) = opened
    page = tmp_path / "data" / "run" / "open.html"
    assert address == page.as_uri()
    assert page.stat().st_mode & 0o777 == 0o600
    assert "token=secret&amp;x=1" in page.read_text()
    browser.forget()
    assert not page.exists()

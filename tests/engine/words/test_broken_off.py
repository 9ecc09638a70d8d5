"""Ctrl-C in a cell: nothing of the call goes on, here, on the connection, or in the container."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import helpers as dk
from tests.support.docker_program import docker
from tests.support.engine_kind import use_as_borrowed
from tests.support.marked import NO_NETWORK
from tests.support.reading_threads import reading_threads
from tests.support.waiting import wait_until

CONTAINER = f"broken-off{os.getpid()}"
TIMES = 3
NO_END = ["sleep", "4321"]


@pytest.fixture
def running(course: None) -> Iterator[str]:
    """Run a container that does not end."""
    dk.run("busybox", ["sleep", "1000"], name=CONTAINER, detach=True)
    yield CONTAINER
    docker("rm", "--force", CONTAINER)


def interrupted(call: Callable[[], object], *, when: Callable[[], bool]) -> None:
    """Make a call, and send Ctrl-C when something holds."""

    def interrupt() -> None:
        wait_until(when, seconds=60)
        os.kill(os.getpid(), signal.SIGINT)

    assert wait_until(lambda: reading_threads() == 0, seconds=10)
    interrupter = threading.Thread(target=interrupt)
    interrupter.start()
    with pytest.raises(KeyboardInterrupt):
        call()
    interrupter.join()


def programs(container: str) -> list[str]:
    """List the commands of a container's processes."""
    return docker("top", container, "-o", "pid,args").splitlines()[1:]


def commands_that_do_not_end(container: str) -> int:
    """Count how often the command runs in the container."""
    return sum(" ".join(NO_END) in program for program in programs(container))


def test_exec_ends_its_program(running: str, private: None) -> None:
    """The program in the container ends, and no thread is left."""
    for _ in range(TIMES):
        interrupted(
            lambda: dk.exec(running, NO_END),
            when=lambda: commands_that_do_not_end(running) > 0,
        )
        assert wait_until(lambda: commands_that_do_not_end(running) == 0, seconds=10)
    assert wait_until(lambda: reading_threads() == 0, seconds=10)
    assert len(programs(running)) == 1


def test_exec_ends_what_its_program_started(running: str, private: None) -> None:
    """As in a terminal, Ctrl-C reaches the children of a shell, too."""
    command = ["sh", "-c", "sleep 4321; echo over"]
    interrupted(
        lambda: dk.exec(running, command), when=lambda: commands_that_do_not_end(running) > 1
    )
    assert wait_until(lambda: commands_that_do_not_end(running) == 0, seconds=10)


def test_exec_of_another_program_goes_on(running: str, private: None) -> None:
    """Only the interrupted command ends, and not one that looks alike."""
    docker("exec", "--detach", running, *NO_END)
    assert wait_until(lambda: commands_that_do_not_end(running) == 1, seconds=10)
    interrupted(
        lambda: dk.exec(running, NO_END), when=lambda: commands_that_do_not_end(running) == 2
    )
    assert wait_until(lambda: commands_that_do_not_end(running) == 1, seconds=10)


def test_on_a_borrowed_engine_exec_says_that_its_program_goes_on(
    private: None,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """There the processes may be anywhere: none is touched, and a line says so."""
    use_as_borrowed(monkeypatch, "broken", tmp_path / "data")
    dk.run("busybox", ["sleep", "1000"], name=CONTAINER, detach=True)
    try:
        interrupted(
            lambda: dk.exec(CONTAINER, NO_END),
            when=lambda: commands_that_do_not_end(CONTAINER) > 0,
        )
        assert f"The command goes on in container {CONTAINER}" in capsys.readouterr().out
        assert commands_that_do_not_end(CONTAINER) == 1
    finally:
        docker("rm", "--force", CONTAINER)


@pytest.mark.parametrize("word", ["wait", "events"])
def test_no_thread_waits_on(running: str, word: str) -> None:
    """What waits for an end that does not come is over with Ctrl-C."""
    calls = {"wait": lambda: dk.wait(running), "events": lambda: dk.events(until="-1000s")}
    for _ in range(TIMES):
        interrupted(calls[word], when=lambda: reading_threads() > 0)
    assert wait_until(lambda: reading_threads() == 0, seconds=10)


def test_no_thread_reads_on_after_a_run(running: str) -> None:
    """With Ctrl-C the container of a run ends, and nobody waits for it any more."""
    name = f"{running}-run"

    def call() -> None:
        dk.run("busybox", NO_END, name=name, rm=True, init=True, **NO_NETWORK)

    def runs() -> bool:
        return name in docker("ps", "--format", "{{.Names}}").split()

    for _ in range(TIMES):
        interrupted(call, when=runs)
        assert wait_until(lambda: not docker("ps", "--all", "--quiet", "--filter", f"name={name}"))
    assert wait_until(lambda: reading_threads() == 0, seconds=10)

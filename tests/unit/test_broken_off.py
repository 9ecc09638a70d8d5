"""A request that is broken off, by Ctrl-C or because nobody reads on, ends on both sides."""

import json
import os
import select
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import helpers as dk
from helpers import engine
from tests.support.reading_threads import reading_threads
from tests.support.stub_engine import Request, StubEngine, stub_engine
from tests.support.waiting import wait_until

TIMES = 5


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[StubEngine]:
    """Serve a stub as the course's own engine."""
    with stub_engine() as served:
        settings = {"host": served.address, "kind": "private", "registry": "127.0.0.1:1"}
        (tmp_path / "engine.json").write_text(json.dumps(settings))
        monkeypatch.setenv("COURSE_DATA", str(tmp_path))
        monkeypatch.setenv("COURSE_DOCKER_HOST", served.address)
        yield served


class Held:
    """A script that never ends an answer, and counts whose connections were ended."""

    def __init__(self, *, begin_answer: bool, interrupt: bool) -> None:
        """Answer with one event, or not at all; send Ctrl-C to this process then, or not."""
        self.begin_answer = begin_answer
        self.interrupt = interrupt
        self.ended = 0
        self._lock = threading.Lock()

    def __call__(self, request: Request) -> None:
        """Hold the request until its connection ends."""
        if self.begin_answer:
            request.begin_stream()
            request.send_event({"Action": "start"})
        if self.interrupt:
            os.kill(os.getpid(), signal.SIGINT)
        readable, _, _ = select.select([request.connection], [], [], 20)
        if readable and not request.connection.recv(1):
            with self._lock:
                self.ended += 1
        request.close_connection = True


def assert_nothing_is_left(held: Held, times: int) -> None:
    """Each connection was ended, and no thread reads on."""
    assert wait_until(lambda: held.ended == times, seconds=10)
    assert wait_until(lambda: reading_threads() == 0, seconds=10)


@pytest.mark.parametrize("begin_answer", [False, True], ids=["silent", "begun"])
def test_ctrl_c_ends_a_request(stub: StubEngine, begin_answer: bool) -> None:
    """Whether the engine has begun to answer or not, thread and connection are gone."""
    held = Held(begin_answer=begin_answer, interrupt=True)
    stub.script = held
    for _ in range(TIMES):
        with pytest.raises(KeyboardInterrupt):
            engine.call("wait", "web")
    assert_nothing_is_left(held, TIMES)


def test_ctrl_c_ends_a_stream(stub: StubEngine) -> None:
    """A stream that is read when Ctrl-C comes is ended."""
    held = Held(begin_answer=True, interrupt=True)
    stub.script = held
    for _ in range(TIMES):
        with pytest.raises(KeyboardInterrupt):
            list(engine.stream("events", decode=True))
    assert_nothing_is_left(held, TIMES)


def test_a_stream_that_is_not_read_on_is_ended(stub: StubEngine) -> None:
    """Who has seen enough of a stream leaves nothing behind."""
    held = Held(begin_answer=True, interrupt=False)
    stub.script = held
    for _ in range(TIMES):
        for event in engine.stream("events", decode=True):
            assert event == {"Action": "start"}
            break
    assert_nothing_is_left(held, TIMES)


def test_a_stream_that_an_earlier_request_opened_is_ended(stub: StubEngine) -> None:
    """The connection belongs to the first request, and ends with the reading."""
    held = Held(begin_answer=True, interrupt=False)
    stub.script = held
    for _ in range(TIMES):
        for event in engine.read(engine.call("events", decode=True)):
            assert event == {"Action": "start"}
            break
    assert_nothing_is_left(held, TIMES)


def test_an_answer_that_was_read_keeps_its_connection(stub: StubEngine) -> None:
    """A request that is over breaks nothing off: the next one goes over the same connection."""
    connections = set()

    def script(request: Request) -> None:
        connections.add(id(request))
        request.answer([])

    stub.script = script
    for _ in range(TIMES):
        assert len(dk.ps()) == 0
    assert len(connections) == 1

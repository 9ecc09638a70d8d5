"""Engines that hang, die or lie, played by a stub: each is one clear error, and soon."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import helpers as dk
from helpers import engine, errors
from tests.support.stub_engine import Request, StubEngine, stub_engine

IMAGE = "127.0.0.1:1/x"


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[StubEngine]:
    """Serve a stub as the course's own engine, of which silence is noticed soon."""
    with stub_engine() as served:
        use_as_private(monkeypatch, tmp_path, served.address)
        monkeypatch.setattr(engine.watchdog, "PATIENCE", 0.5)
        yield served


def use_as_private(patch: pytest.MonkeyPatch, data: Path, address: str) -> None:
    """Let the course's own engine be at this address."""
    settings = {"host": address, "kind": "private", "registry": "127.0.0.1:1"}
    (data / "engine.json").write_text(json.dumps(settings))
    patch.setenv("COURSE_DATA", str(data))
    patch.setenv("COURSE_DOCKER_HOST", address)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fail if it takes longer."""
    begun = time.monotonic()
    yield
    assert time.monotonic() - begun < seconds


def test_a_pull_cut_short_is_no_success(stub: StubEngine) -> None:
    """A stream that ends in good order but without docker's last word is an error."""

    def script(request: Request) -> None:
        request.begin_stream()
        request.send_event({"status": "Pulling fs layer", "id": "a" * 12, "progressDetail": {}})
        request.end_stream()

    stub.script = script
    with pytest.raises(errors.PullError, match="ended before it was complete"):
        dk.pull(IMAGE)


@pytest.mark.parametrize(
    ("word", "error"),
    [("pull", errors.PullError), ("build", errors.BuildError), ("push", errors.PushError)],
)
def test_an_error_within_a_stream_is_raised(
    stub: StubEngine, tmp_path: Path, word: str, error: type[errors.CourseError]
) -> None:
    """An `error` event after a good beginning is an error: of pull, build and push."""

    def script(request: Request) -> None:
        if request.command == "GET":  # build asks which images there are
            request.answer([])
            return
        message = "no space left"
        request.begin_stream()
        request.send_event({"status": "Pulling from x", "id": "latest"})
        request.send_event({"error": message, "errorDetail": {"message": message}})
        request.end_stream()

    stub.script = script
    (tmp_path / "Dockerfile").write_text("FROM x\n")
    argument = str(tmp_path) if word == "build" else IMAGE
    with pytest.raises(error, match="no space left"):
        getattr(dk, word)(argument)


def test_an_engine_that_dies_in_a_stream_is_told(stub: StubEngine) -> None:
    """When the connection breaks and no ping is answered, the error is that the engine is gone."""

    def script(request: Request) -> None:
        request.begin_stream()
        request.send_event({"status": "Pulling from x", "id": "latest"})
        stub.die(request)

    stub.script = script
    with within(10), pytest.raises(errors.EngineUnavailable, match="No Docker engine answers"):
        dk.pull(IMAGE)


def test_an_engine_that_hangs_is_told_within_ten_seconds(stub: StubEngine) -> None:
    """When neither a request nor the ping is answered, the error comes within ten seconds."""

    def script(request: Request) -> None:
        stub.alive = False
        time.sleep(20)

    stub.script = script
    with within(10), pytest.raises(errors.EngineUnavailable):
        dk.ps()


def test_a_slow_engine_is_waited_for(stub: StubEngine) -> None:
    """When a request takes long but the ping is answered, it is waited for."""

    def script(request: Request) -> None:
        time.sleep(1.5)
        request.answer([])

    stub.script = script
    assert len(dk.ps()) == 0


def test_no_engine_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where no engine listens, a word says so at once; `doctor` still answers."""
    use_as_private(monkeypatch, tmp_path, f"unix://{tmp_path}/nothing")
    with within(10), pytest.raises(errors.EngineUnavailable, match="nothing"):
        dk.ps()
    answers = dk.doctor().set_index("CHECK").loc["engine answers"]
    assert "No Docker engine answers" in answers["ANSWER"]
    assert not answers["OK"]

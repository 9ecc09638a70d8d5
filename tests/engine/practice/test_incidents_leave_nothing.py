"""Incidents leave nothing: broken off anywhere, on a borrowed engine, beside a learner's things."""

import json
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

import helpers as dk
from helpers import engine
from helpers.practice.faults import every_fault
from helpers.practice.faults.fault import Fault
from helpers.practice.verdict import NOT_ATTEMPTED, PASSED
from tests.engine.practice.test_incidents import assert_own_cause_only
from tests.support import inventory
from tests.support.practice import do

FAULTS = every_fault()
CHANGES = ("create_", "start", "put_", "tag", "build", "pull", "connect_", "kill", "stop")
NOTHING_TO_INTERRUPT = "wrong-tag"  # the cause of the incident whose request the engine refuses
pytestmark = pytest.mark.usefixtures("own_record", "images_of_incidents")


def state() -> tuple[set[str], dict[str, Any]]:
    """Describe all objects and images of the engine."""
    return inventory.objects(), inventory.images()


class Interrupts:
    """Interrupts after the nth request that changes the engine."""

    def __init__(self, after: int):
        """Count from the first request on."""
        self.left = after

    def around(self, request: Callable[..., Any], read: Callable[[Any], Any]) -> Any:
        """Return this request, with the interrupt when its answer is there and read."""

        def interrupted(method: str, *arguments: Any, **options: Any) -> Any:
            answer = read(request(method, *arguments, **options))
            if method.startswith(CHANGES):
                self.left -= 1
                if self.left == 0:
                    raise KeyboardInterrupt
            return answer

        return interrupted


def _read_all(stream: Iterator[Any]) -> Iterator[Any]:
    return iter(list(stream))


def _as_it_is(answer: Any) -> Any:
    return answer


@pytest.mark.parametrize("fault", FAULTS.values(), ids=list(FAULTS))
def test_broken_off_anywhere_it_leaves_nothing(
    fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An interrupt after each request that changes the engine, in turn, leaves it as it was."""
    before = state()
    interrupted = 0
    while _is_interrupted(fault, interrupted + 1, monkeypatch):
        interrupted += 1
        assert state() == before, interrupted
    assert interrupted or fault.cause == NOTHING_TO_INTERRUPT
    assert state() == before


def _is_interrupted(fault: Fault, number: int, patch: pytest.MonkeyPatch) -> bool:
    """Bring the incident in and clear it away; tell whether a request of that number came."""
    interrupts = Interrupts(number)
    with patch.context() as within:
        within.setattr(engine, "call", interrupts.around(engine.call, _as_it_is))
        within.setattr(engine, "stream", interrupts.around(engine.stream, _read_all))
        try:
            dk.incident(fault.key).clear()
        except KeyboardInterrupt:
            return True
    return False


def test_ctrl_c_waits_for_the_request_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """A real interrupt in the middle of a request comes through when the engine has answered."""
    before = state()
    call = engine.call

    def interrupted(method: str, *arguments: Any, **options: Any) -> Any:
        if method == "start":
            signal.raise_signal(signal.SIGINT)
        return call(method, *arguments, **options)

    monkeypatch.setattr(engine, "call", interrupted)
    with pytest.raises(KeyboardInterrupt):
        dk.incident("menu-no-answer")
    assert state() == before


def test_images_that_it_fetched_go_with_it() -> None:
    """What an incident pulled goes; a name that it moved means what it meant before."""
    dk.pull("academy/nginx-hello")
    dk.rmi("busybox")
    before = inventory.images()
    for key in ("report-cut", "coupon-old-page", "flyer-not-removed"):
        dk.incident(key).clear()
        assert inventory.images() == before
    case = dk.incident("coupon-old-page")
    do(case.fault.repair)
    case.clear()
    assert inventory.images() == before
    dk.rmi("academy/nginx-hello")


FETCHED_IN_A_KERNEL = [
    "import helpers as dk; from helpers.practice.exercises import bring",
    "_ = dk.rmi('redis'); bring('cart-no-stock', lambda given: dk.pull('redis'))",
    "_ = dk.rmi('redis'); case = dk.incident('cart-no-stock')",
    "case.clear(); _ = dk.pull('redis')",
]


def test_in_a_notebook_what_is_fetched_silently_may_show_its_bars(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In a kernel with live bars on, an exercise and an incident may pull; they print nothing."""
    monkeypatch.delenv("COURSE_PROGRESS", raising=False)
    cells = [nbformat.v4.new_code_cell(line) for line in FETCHED_IN_A_KERNEL]
    book = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(book, timeout=60, kernel_name="python3").execute()  # a cell that fails raises
    for output in cells[2].outputs:
        assert "Pulling" not in output.get("text", "")


@pytest.mark.parametrize("key", ["flyer-not-removed", "coupon-old-page", "event-not-there"])
def test_on_a_borrowed_engine(key: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Those that deal with images' names work on a borrowed engine, and leave nothing there."""
    before = state()
    monkeypatch.setenv("COURSE_REGISTRY", engine.registry())
    monkeypatch.setenv("COURSE_DOCKER_HOST", engine.host())
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    (tmp_path / "engine.json").write_text(json.dumps({"kind": "borrowed", "learner": "incident"}))
    assert engine.kind() == "borrowed"
    case = dk.incident(key)
    assert_own_cause_only(case)
    assert case.verdict()[0].kind == NOT_ATTEMPTED
    do(case.fault.find)
    do(case.fault.repair)
    verdict, text = case.verdict()
    assert verdict.kind == PASSED, text
    case.clear()
    dk.reset()  # here images of the course go too: they have names of their own
    assert state() == before


def test_a_container_of_the_learners_is_not_taken() -> None:
    """Where a container has the incident's name, it says so and leaves the container."""
    dk.run("busybox", "true", name="shop-menu")
    with pytest.raises(dk.errors.Conflict, match="needs the name shop-menu"):
        dk.incident("menu-no-answer")
    assert dk.inspect("shop-menu", "State.ExitCode")["VALUE"][0] == 0


def test_a_folder_of_the_learners_is_not_taken() -> None:
    """Where a folder has the incident's name, it says so and leaves the folder."""
    Path("gallery-site").mkdir()
    Path("gallery-site/mine").touch()
    with pytest.raises(dk.errors.Conflict, match="folder gallery-site of yours"):
        dk.incident("gallery-forbidden")
    assert Path("gallery-site/mine").exists()

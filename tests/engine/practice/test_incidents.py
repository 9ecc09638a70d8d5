"""Incidents on the real engine: brought in, misjudged, badly repaired, repaired - and gone without
a trace."""

import json
import re
import signal

import nbformat
import pytest
from nbclient import NotebookClient

import helpers as dk
from helpers import engine
from helpers.practice import causes, record, texts
from helpers.practice.faults import every_fault
from helpers.practice.observation import observe
from helpers.practice.verdict import NOT_ATTEMPTED, NOT_YET, PASSED
from tests.data.mistakes.incidents import REPAIRS, ROUTES
from tests.support.inventory import images as pictures
from tests.support.inventory import objects as boxes
from tests.support.practice import do, fitting

FAULTS = every_fault()
TEXTS = texts.of_language("ko")["11-troubleshoot"]
CHANGES = ("create_", "start", "put_", "tag", "build", "pull", "connect_", "kill", "stop")
each_fault = pytest.mark.parametrize("fault", FAULTS.values(), ids=list(FAULTS))
pytestmark = pytest.mark.usefixtures("own_record")


@pytest.fixture(scope="module", autouse=True)
def _images():
    """The images that incidents need are there before, so that each test asks only what it asks."""
    before = set(pictures())
    for image in ("nginx", "busybox", "redis", "mariadb"):
        dk.pull(image)
    yield
    if engine.kind() == "private" and not before:
        dk.reset(images=True)


@each_fault
def test_untouched_misjudged_badly_repaired_then_repaired(fault):
    """From the report to the repair: untouched, misjudged in every way, repaired badly in typical
    ways, then well.

    Its own cause is the only one of which the engine shows the sign. Until it is repaired nothing is recorded.
    """
    before = boxes()
    case = dk.incident(fault.key)
    assert [cause for cause, seen in causes.signs(case.seen).items() if seen] == [fault.cause]
    for cause in TEXTS["causes"]:
        if cause != fault.cause:
            verdict, text = case.judged(cause)
            assert (verdict.kind, verdict.key) == (NOT_YET, "against")
            assert not re.search(r"\{\w+\}", text.text), text
    assert case.judged(...)[0].kind == NOT_ATTEMPTED
    verdict, text = case.verdict()
    assert (verdict.kind, verdict.key) == (NOT_ATTEMPTED, "as_it_was"), text
    for repair in REPAIRS[fault.key]:
        do(repair.code)
        verdict, text = case.verdict()
        assert (verdict.kind, verdict.key) == (NOT_YET, fitting(repair.diagnosis)), (repair, text)
        assert not re.search(r"\{\w+\}", text.text), text
    assert record.read() == {}
    case = dk.incident(fault.key)  # brought in anew over what the mistakes have left
    do(fault.find)
    assert case.judged(fault.cause)[0].kind == PASSED
    do(fault.repair)
    verdict, text = case.verdict()
    assert verdict.kind == PASSED, text
    assert (
        record.read()["incidents"][fault.key].items()
        >= {"cause": fault.cause, "passed": True}.items()
    )
    case.clear()
    dk.reset()
    assert boxes() == before


@pytest.mark.parametrize(
    ("key", "code"), [(key, code) for key, codes in ROUTES.items() for code in codes], ids=str
)
def test_any_route(key, code):
    """Another way to the same state passes as well; without a named cause it is not yet solved."""
    case = dk.incident(key)
    do(code)
    verdict, text = case.verdict()
    assert verdict.kind == PASSED, text
    assert "passed" not in record.read().get("incidents", {}).get(key, {})
    case.clear()


@each_fault
def test_broken_off_anywhere_it_leaves_nothing(fault, monkeypatch):
    """An interrupt after each request that changes the engine, in turn, leaves it as it was; so
    does clearing away."""
    before, real, n = (boxes(), pictures()), (engine.call, engine.stream), 0

    def counted(one):
        def request(method, *arguments, **options):
            nonlocal left
            answer = one(method, *arguments, **options)
            answer = answer if one is real[0] else iter(list(answer))
            left -= method.startswith(CHANGES)
            if not left and method.startswith(CHANGES):
                raise KeyboardInterrupt
            return answer

        return request

    while True:
        n, left = n + 1, n + 1
        monkeypatch.setattr(engine, "call", counted(real[0]))
        monkeypatch.setattr(engine, "stream", counted(real[1]))
        try:
            dk.incident(fault.key).clear()
            break
        except KeyboardInterrupt:
            assert (boxes(), pictures()) == before, n
        finally:
            monkeypatch.undo()
    assert n > 1 or fault.cause == "wrong-tag"  # what it asks for is refused
    assert (boxes(), pictures()) == before


def test_ctrl_c_waits_for_the_request_under_way(monkeypatch):
    """A real interrupt in the middle of a request comes through when the engine has answered:
    nothing is left."""
    before, real = (boxes(), pictures()), engine.call

    def call(method, *arguments, **options):
        if method == "start":
            signal.raise_signal(signal.SIGINT)
        return real(method, *arguments, **options)

    monkeypatch.setattr(engine, "call", call)
    with pytest.raises(KeyboardInterrupt):
        dk.incident("menu-no-answer")
    assert (boxes(), pictures()) == before


def test_images_that_it_fetched_go_with_it(monkeypatch):
    """What an incident had to pull is not on the engine afterwards; a name that it moved means
    what it meant before."""
    dk.pull("academy/nginx-hello")
    dk.rmi("busybox")
    before = pictures()
    for key in ("report-cut", "coupon-old-page", "flyer-not-removed"):
        dk.incident(key).clear()
        assert pictures() == before
    case = dk.incident("coupon-old-page")
    do(case.fault.repair)
    case.clear()
    assert pictures() == before
    dk.rmi("academy/nginx-hello")


def test_in_a_notebook_what_is_fetched_silently_may_show_its_bars(monkeypatch):
    """In a kernel, with live bars on, an exercise and an incident that have to pull an image bring
    what they should."""
    monkeypatch.delenv("COURSE_PROGRESS", raising=False)
    lines = [
        "import helpers as dk; from helpers.practice.exercises import bring",
        "_ = dk.rmi('redis'); bring('cart-no-stock', lambda given: dk.pull('redis'))",
        "_ = dk.rmi('redis'); case = dk.incident('cart-no-stock')",
        "case.clear(); _ = dk.pull('redis')",
    ]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(line) for line in lines])
    NotebookClient(book, timeout=60, kernel_name="python3").execute()  # a cell that fails raises
    printed = [
        output
        for cell in book.cells[2:3]
        for output in cell.outputs
        if output.output_type == "stream"
    ]
    assert not any("Pulling" in output.text for output in printed)


@pytest.mark.parametrize("key", ["flyer-not-removed", "coupon-old-page", "event-not-there"])
def test_on_a_borrowed_engine(key, monkeypatch, tmp_path):
    """Those that deal with images' names work on an engine that is not the course's own, and leave
    nothing there."""
    before = boxes(), pictures()
    for name, value in (
        ("REGISTRY", engine.registry()),
        ("DOCKER_HOST", engine.host()),
        ("DATA", str(tmp_path)),
    ):
        monkeypatch.setenv(f"COURSE_{name}", value)
    (tmp_path / "engine.json").write_text(json.dumps({"kind": "borrowed", "learner": "incident"}))
    assert engine.kind() == "borrowed"
    case = dk.incident(key)
    assert [cause for cause, seen in causes.signs(case.seen).items() if seen] == [case.fault.cause]
    assert case.verdict()[0].kind == NOT_ATTEMPTED
    do(case.fault.find)
    do(case.fault.repair)
    verdict, text = case.verdict()
    assert verdict.kind == PASSED, text
    case.clear()
    dk.reset()  # here images of the course go too: they have names of their own
    assert (boxes(), pictures()) == before


def test_a_name_of_the_learners_is_not_taken():
    """Where a container or folder of the learner's has the incident's name, it says so and leaves
    it."""
    dk.run("busybox", "true", name="shop-menu")
    with pytest.raises(dk.errors.Conflict, match="needs the name shop-menu"):
        dk.incident("menu-no-answer")
    assert dk.inspect("shop-menu", "State.ExitCode")["VALUE"][0] == 0
    do('from pathlib import Path; Path("gallery-site").mkdir(); Path("gallery-site/mine").touch()')
    with pytest.raises(dk.errors.Conflict, match="folder gallery-site of yours"):
        dk.incident("gallery-forbidden")
    do('from pathlib import Path; assert Path("gallery-site/mine").exists()')


def test_each_incident_has_its_texts():
    """Incidents and texts are the same set, each with a report and hints; causes the same as the
    signs looked for."""
    assert list(TEXTS["incidents"]) == list(FAULTS)
    assert set(REPAIRS) == set(FAULTS)
    assert len(FAULTS) >= 12
    assert min(map(len, REPAIRS.values())) >= 2
    nothing = observe("shop-nobody")
    assert set(TEXTS["causes"]) == set(causes.signs(nothing))
    assert not any(causes.signs(nothing).values())
    assert {fault.cause for fault in FAULTS.values()} < set(TEXTS["causes"])
    for own in TEXTS["incidents"].values():
        assert own["title"]
        assert own["symptom"].strip()
        assert len(own["hints"]) >= 2


def test_hints_and_solution_are_counted():
    """Hints come in order, the last one stays; the solution names the cause; both are in the
    record."""
    case = dk.incident("event-not-there")
    count = len(case.texts["hints"])
    shown = [repr(case.hint()) for _ in range(count + 1)]
    assert len(set(shown)) == count
    assert "wrong-tag" in repr(case.solution())
    assert (
        record.read()["incidents"]["event-not-there"].items()
        >= {"hints": count, "solution": True}.items()
    )
    assert list(case.causes().columns) == ["CAUSE", "MEANING"]
    with pytest.raises(
        dk.errors.CourseError, match=r"There is no cause wrong-tga: there are .*wrong-tag"
    ):
        case.cause("wrong-tga")
    with pytest.raises(dk.errors.CourseError, match="There is no incident nope"):
        dk.incident("nope")

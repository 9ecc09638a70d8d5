"""Incidents on the real engine: brought in, misjudged, badly repaired, repaired."""

import re

import pytest

import helpers as dk
from helpers.practice import causes, record, texts
from helpers.practice.faults import every_fault
from helpers.practice.faults.fault import Fault
from helpers.practice.incidents import Incident
from helpers.practice.observation import observe
from helpers.practice.verdict import NOT_ATTEMPTED, NOT_YET, PASSED
from tests.data.mistakes.incidents import REPAIRS, ROUTES
from tests.support import inventory
from tests.support.practice import do, fitting

FAULTS = every_fault()
CAUSES = texts.of_language("ko")["11-troubleshoot"]["causes"]
each_fault = pytest.mark.parametrize("fault", FAULTS.values(), ids=list(FAULTS))
pytestmark = pytest.mark.usefixtures("own_record", "images_of_incidents")


@each_fault
def test_from_the_report_to_the_repair(fault: Fault) -> None:
    """Untouched, misjudged in every way, repaired badly in typical ways: only then passed."""
    before = inventory.objects()
    case = dk.incident(fault.key)
    assert_own_cause_only(case)
    assert_misjudged(case)
    verdict, text = case.verdict()
    assert (verdict.kind, verdict.key) == (NOT_ATTEMPTED, "as_it_was"), text
    assert_badly_repaired(case)
    assert record.read() == {}
    case = dk.incident(fault.key)  # brought in anew over what the bad repairs have left
    assert_found_and_repaired(case)
    case.clear()
    dk.reset()
    assert inventory.objects() == before


def assert_own_cause_only(case: Incident) -> None:
    """Of all causes the engine shows the signs of its own only."""
    shown = [cause for cause, is_shown in causes.signs(case.seen).items() if is_shown]
    assert shown == [case.fault.cause]


def assert_misjudged(case: Incident) -> None:
    """Each other cause is told what speaks against it; three dots are no answer."""
    for cause in CAUSES:
        if cause != case.fault.cause:
            verdict, text = case.judged(cause)
            assert (verdict.kind, verdict.key) == (NOT_YET, "against")
            assert_no_fact_is_missing(text.text)
    verdict, _ = case.judged(...)
    assert verdict.kind == NOT_ATTEMPTED


def assert_badly_repaired(case: Incident) -> None:
    """Each typical bad repair gets the diagnosis that fits."""
    for repair in REPAIRS[case.fault.key]:
        do(repair.code)
        verdict, text = case.verdict()
        assert (verdict.kind, verdict.key) == (NOT_YET, fitting(repair.diagnosis)), (repair, text)
        assert_no_fact_is_missing(text.text)


def assert_found_and_repaired(case: Incident) -> None:
    """Its cause named and its repair done, it is passed and recorded."""
    fault = case.fault
    do(fault.find)
    verdict, _ = case.judged(fault.cause)
    assert verdict.kind == PASSED
    do(fault.repair)
    verdict, text = case.verdict()
    assert verdict.kind == PASSED, text
    kept = record.read()["incidents"][fault.key]
    assert kept["cause"] == fault.cause
    assert kept["passed"] is True


def assert_no_fact_is_missing(text: str) -> None:
    """A text has the facts that it names."""
    assert not re.search(r"\{\w+\}", text), text


def _each_route() -> list[tuple[str, str]]:
    found = []
    for key, codes in ROUTES.items():
        found += [(key, code) for code in codes]
    return found


@pytest.mark.parametrize(("key", "code"), _each_route(), ids=str)
def test_any_route(key: str, code: str) -> None:
    """Another way to the same state passes as well; without a named cause it is not solved."""
    case = dk.incident(key)
    do(code)
    verdict, text = case.verdict()
    assert verdict.kind == PASSED, text
    assert "passed" not in record.read().get("incidents", {}).get(key, {})
    case.clear()


def test_each_cause_has_signs_that_are_looked_for() -> None:
    """Causes and signs are the same set; where nothing runs, there is no sign of any."""
    signs = causes.signs(observe("shop-nobody"))
    assert set(signs) == set(CAUSES)
    assert not any(signs.values())


def test_hints_and_solution_are_counted() -> None:
    """Hints come in order, the last one stays; the solution names the cause; both are recorded."""
    case = dk.incident("event-not-there")
    count = len(case.texts["hints"])
    shown = [repr(case.hint()) for _ in range(count + 1)]
    assert len(set(shown)) == count
    assert "wrong-tag" in repr(case.solution())
    kept = record.read()["incidents"]["event-not-there"]
    assert kept["hints"] == count
    assert kept["solution"] is True


def test_causes_are_listed_and_a_wrong_word_is_one_sentence() -> None:
    """The candidates are a table; a word that is none of them is answered with those there are."""
    case = dk.incident("event-not-there")
    assert list(case.causes().columns) == ["CAUSE", "MEANING"]
    words = r"There is no cause wrong-tga: there are .*wrong-tag"
    with pytest.raises(dk.errors.CourseError, match=words):
        case.cause("wrong-tga")

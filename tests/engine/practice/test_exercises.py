"""Exercises on the real engine: untouched, done wrong in typical ways, and solved."""

import pytest

import helpers as dk
from helpers.practice import record
from helpers.practice.lessons import every_exercise
from helpers.practice.verdict import NOT_ATTEMPTED, NOT_YET, PASSED
from tests.support.mistakes import Diagnosis, mistakes, routes
from tests.support.practice import do, fitting

EXERCISES = every_exercise()
pytestmark = pytest.mark.usefixtures("own_record")


@pytest.mark.parametrize("key", EXERCISES)
def test_untouched(key: str) -> None:
    """Shown and not touched, an exercise is not attempted, and nothing is recorded as passed."""
    verdict, text = dk.exercise(key).verdict()
    assert verdict.kind == NOT_ATTEMPTED, text
    assert record.read() == {}


def _each_mistake() -> list[tuple[str, str, Diagnosis]]:
    found = []
    for key, of_exercise in mistakes().items():
        found += [(key, mistake.code, mistake.diagnosis) for mistake in of_exercise]
    return found


@pytest.mark.parametrize(("key", "code", "diagnosis"), _each_mistake(), ids=str)
def test_mistake(key: str, code: str, diagnosis: Diagnosis) -> None:
    """A typical mistake is not yet right; the diagnosis fits, and its text has its facts."""
    task = dk.exercise(key)
    do(code)
    verdict, text = task.verdict()
    assert (verdict.kind, verdict.key) == (NOT_YET, fitting(diagnosis)), text
    assert "{" not in repr(text)
    assert record.read() == {}


@pytest.mark.parametrize("key", EXERCISES)
def test_solution(key: str) -> None:
    """The solution that the course shows passes, and is recorded."""
    task = dk.exercise(key)
    do(EXERCISES[key].solution)
    verdict, text = task.verdict()
    assert verdict.kind == PASSED, text
    assert record.read()["exercises"][key]["passed"] is True


PREPARED = [key for key, exercise in EXERCISES.items() if exercise.prepare]


@pytest.mark.parametrize("key", PREPARED)
def test_a_prepared_exercise_can_be_shown_again(key: str) -> None:
    """What an exercise brings along begins anew beside a learner's answer, without an error."""
    dk.exercise(key)
    do(EXERCISES[key].solution)
    verdict, text = dk.exercise(key).verdict()
    assert verdict.kind in (NOT_ATTEMPTED, NOT_YET, PASSED), text  # as far as the answer stands


def _each_route() -> list[tuple[str, str]]:
    found = []
    for key, codes in routes().items():
        found += [(key, code) for code in codes]
    return found


@pytest.mark.parametrize(("key", "code"), _each_route(), ids=str)
def test_any_route(key: str, code: str) -> None:
    """Another way to the same state passes as well."""
    task = dk.exercise(key)
    do(code)
    verdict, text = task.verdict()
    assert verdict.kind == PASSED, text

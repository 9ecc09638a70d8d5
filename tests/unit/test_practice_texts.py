"""Practice, read as files: exercises, incidents, lessons and texts belong together."""

import re
import string
from typing import Any

import nbformat
import pytest

from helpers.practice import texts
from helpers.practice.faults import every_fault
from helpers.practice.lessons import every_exercise
from lab.base import paths
from tests.data.mistakes.incidents import REPAIRS
from tests.support.mistakes import mistakes, routes

EXERCISES = every_exercise()
FAULTS = every_fault()
KOREAN = texts.of_language("ko")
OF_INCIDENTS = KOREAN["11-troubleshoot"]
LESSONS = sorted(paths.LESSONS.glob("*.ipynb"))


def test_each_exercise_has_its_mistakes() -> None:
    """Each exercise has at least two mistakes with a diagnosis; each mistake has an exercise."""
    with_two = {key for key, found in mistakes().items() if len(found) >= 2}
    assert with_two == set(EXERCISES)
    assert set(routes()) <= set(EXERCISES)


def _code(path: Any) -> str:
    cells = nbformat.read(path, 4).cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "code")


def _asked(code: str, word: str) -> list[str]:
    return re.findall(rf'dk\.{word}\("([\w-]+)"', code)


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_lesson_has_its_practice(path: Any) -> None:
    """A lesson shows and checks at least three tasks and two predictions; it has all there are."""
    code = _code(path)
    of_lesson = KOREAN[path.stem]
    word = "incident" if "incidents" in of_lesson else "exercise"
    tasks = _asked(code, word)
    predictions = _asked(code, "predict")
    assert sorted(tasks) == sorted(of_lesson[f"{word}s"])
    assert predictions == list(of_lesson["predictions"]) == _asked(code, "compare")
    assert len(tasks) >= 3
    assert len(predictions) >= 2
    assert code.count(".check()") == len(tasks)


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
@pytest.mark.parametrize("word", ["hint", "solution"])
def test_help_is_there_and_commented_out(path: Any, word: str) -> None:
    """Each task that a learner does alone has its hint and solution, behind a `#`."""
    code = _code(path)
    if "incidents" in KOREAN[path.stem]:  # the lesson works through the first ones itself
        alone = len(re.findall(r"cause\(\.\.\.\)", code))
    else:
        alone = len(_asked(code, "exercise"))
    lines = [line for line in code.splitlines() if f".{word}()" in line]
    assert len(lines) == alone >= 3
    assert all(line.startswith("# ") for line in lines)


@pytest.mark.parametrize("lesson", KOREAN)
def test_texts_and_exercises_of_a_lesson_are_the_same(lesson: str) -> None:
    """Each text belongs to an exercise of its lesson, and each exercise has one, in order."""
    keys = [key for key, exercise in EXERCISES.items() if exercise.lesson == lesson]
    assert list(KOREAN[lesson].get("exercises", {})) == keys


@pytest.mark.parametrize("key", EXERCISES)
def test_an_exercise_has_title_task_and_hints(key: str) -> None:
    """Each exercise has a title, a task and at least two hints."""
    of_exercise = KOREAN[EXERCISES[key].lesson]["exercises"][key]
    assert of_exercise["title"]
    assert of_exercise["task"].strip()
    assert len(of_exercise["hints"]) >= 2


def test_incidents_texts_and_repairs_are_the_same() -> None:
    """At least twelve incidents, each with its texts and at least two bad repairs."""
    assert list(OF_INCIDENTS["incidents"]) == list(FAULTS)
    assert set(REPAIRS) == set(FAULTS)
    assert len(FAULTS) >= 12
    assert min(len(repairs) for repairs in REPAIRS.values()) >= 2
    assert {fault.cause for fault in FAULTS.values()} < set(OF_INCIDENTS["causes"])


@pytest.mark.parametrize("key", FAULTS)
def test_an_incident_has_title_report_and_hints(key: str) -> None:
    """Each incident has a title, what a colleague reports, and at least two hints."""
    of_incident = OF_INCIDENTS["incidents"][key]
    assert of_incident["title"]
    assert of_incident["symptom"].strip()
    assert len(of_incident["hints"]) >= 2


def _shape(value: Any, key: str = "") -> Any:
    """Return what has to be the same in each language: keys, number of hints, facts of a text."""
    if isinstance(value, dict):
        return {name: _shape(part, name) for name, part in value.items()}
    if isinstance(value, list):
        return [_shape(part) for part in value]
    if key == "task":
        return "text"
    names = {name for _, name, _, _ in string.Formatter().parse(value) if name}
    return sorted(names)


LANGUAGES = [path.parent.name for path in texts.FOLDER.glob("*/common.toml")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_the_same_keys(language: str) -> None:
    """Each language has all exercises, hints, diagnoses and facts of the Korean one."""
    assert "ko" in LANGUAGES
    assert _shape(texts.of_language(language)) == _shape(KOREAN)

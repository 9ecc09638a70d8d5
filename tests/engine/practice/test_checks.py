"""Practice on the real engine: each exercise untouched, done wrong in typical ways, and solved."""

import re
import string
from importlib import import_module

import nbformat
import pytest

import helpers as dk
from helpers.practice import record, texts
from helpers.practice.lessons import every_exercise
from helpers.practice.verdict import NOT_ATTEMPTED, NOT_YET, PASSED
from lab.base import paths
from tests.support.practice import do, fitting

DATA = paths.CLONE / "tests" / "data"
EXERCISES = list(every_exercise().values())
MODULES = [
    import_module(f"tests.data.mistakes.{path.stem}")
    for path in sorted(DATA.glob("mistakes/lesson*.py"))
]
MISTAKES = {key: found for module in MODULES for key, found in module.MISTAKES.items()}
ROUTES = {key: codes for module in MODULES for key, codes in module.ROUTES.items()}
LESSONS = {path.stem: nbformat.read(path, 4) for path in sorted(paths.LESSONS.glob("*.ipynb"))}
pytestmark = pytest.mark.usefixtures("own_record")


@pytest.mark.parametrize("one", EXERCISES, ids=lambda one: one.key)
def test_untouched(one):
    """Shown and not touched, an exercise is not attempted, and nothing is recorded as passed."""
    task = dk.exercise(one.key)
    verdict, text = task.verdict()
    assert verdict.kind == NOT_ATTEMPTED, text
    assert record.read() == {}


@pytest.mark.parametrize(
    ("key", "code", "diagnosis"),
    [
        (key, mistake.code, mistake.diagnosis)
        for key, mistakes in MISTAKES.items()
        for mistake in mistakes
    ],
    ids=str,
)
def test_mistake(key, code, diagnosis):
    """A typical mistake is not yet right, and the diagnosis is the one that fits, with its facts
    in the text."""
    task = dk.exercise(key)
    do(code)
    verdict, text = task.verdict()
    assert (verdict.kind, verdict.key) == (NOT_YET, fitting(diagnosis)), text
    assert "{" not in repr(text)
    assert record.read() == {}


@pytest.mark.parametrize("one", EXERCISES, ids=lambda one: one.key)
def test_solution(one):
    """The solution that the course shows passes, and is recorded; it can be shown again after
    that."""
    task = dk.exercise(one.key)
    do(one.solution)
    verdict, text = task.verdict()
    assert verdict.kind == PASSED, text
    assert record.read()["exercises"][one.key]["passed"] is True
    if one.prepare:
        assert dk.exercise(one.key).verdict()[0].kind in (
            NOT_ATTEMPTED,
            NOT_YET,
            PASSED,
        )  # as far as the answer stands


@pytest.mark.parametrize(
    ("key", "code"), [(key, code) for key, codes in ROUTES.items() for code in codes], ids=str
)
def test_any_route(key, code):
    """Another way to the same state passes as well."""
    task = dk.exercise(key)
    do(code)
    verdict, text = task.verdict()
    assert verdict.kind == PASSED, text


def test_each_exercise_has_its_mistakes():
    """No exercise without at least two mistakes with a diagnosis, no mistake without an exercise.
    No exercise without at least two mistakes with a diagnosis, no mistake without an exercise."""
    assert {key for key, found in MISTAKES.items() if len(found) >= 2} == {
        one.key for one in EXERCISES
    }
    assert set(ROUTES) <= set(MISTAKES)


@pytest.mark.parametrize("lesson", LESSONS)
def test_lesson_has_its_practice(lesson):
    """At least three exercises and two predictions, each shown and checked in the lesson; help is
    commented out."""
    code = "\n".join(cell.source for cell in LESSONS[lesson].cells if cell.cell_type == "code")
    own = texts.of_language("ko")[lesson]
    word = "incident" if "incidents" in own else "exercise"
    asked = re.findall(rf'dk\.{word}\("([\w-]+)"\)', code)
    guessed = re.findall(r'dk\.predict\("([\w-]+)"', code)
    assert sorted(asked) == sorted(own[f"{word}s"])
    assert list(own.get("exercises", {})) == [one.key for one in EXERCISES if one.lesson == lesson]
    shown = (
        len(re.findall(r"cause\(\.\.\.\)", code)) if word == "incident" else len(asked)
    )  # others are worked through
    assert guessed == list(own["predictions"]) == re.findall(r'dk\.compare\("([\w-]+)"', code)
    assert len(asked) >= 3
    assert len(guessed) >= 2
    for word in ("hint", "solution"):
        lines = [line for line in code.splitlines() if f".{word}()" in line]
        assert len(lines) == shown >= 3
        assert all(line.startswith("# ") for line in lines)
    assert code.count(".check()") == len(asked)


def shape(value, key: str = ""):
    """What has to be the same in each language: the keys, the number of hints, and the facts that
    a text names."""
    if isinstance(value, dict):
        return {key: shape(one, key) for key, one in value.items()}
    if isinstance(value, list):
        return [shape(one) for one in value]
    return (
        sorted({name for _, name, _, _ in string.Formatter().parse(value) if name})
        if key != "task"
        else "text"
    )


def test_each_language_has_the_same_keys():
    """A second language has all exercises, hints, diagnoses and facts of the first."""
    folders = [path.parent.name for path in texts.FOLDER.glob("*/common.toml")]
    assert "ko" in folders
    for one in folders:
        assert shape(texts.of_language(one)) == shape(texts.of_language("ko"))


def test_every_text_belongs_to_an_exercise():
    """Exercises and their texts are the same set, lesson by lesson; each has a title, a task and
    at least two hints."""
    known = {
        (lesson, key)
        for lesson, found in texts.of_language("ko").items()
        for key in found.get("exercises", {})
    }
    assert known == {(one.lesson, one.key) for one in EXERCISES}
    for lesson, key in known:
        own = texts.of_language("ko")[lesson]["exercises"][key]
        assert own["title"]
        assert own["task"].strip()
        assert len(own["hints"]) >= 2


def test_hints_come_in_order_and_are_counted():
    """Each call gives the next hint, the last one stays; the record counts what was seen, once."""
    task = dk.exercise("run-web")
    count = len(task.texts["hints"])
    shown = [repr(task.hint()) for _ in range(count + 1)]
    assert len(set(shown)) == count
    assert shown[-1] == shown[-2]
    assert record.read()["exercises"]["run-web"]["hints"] == count


def test_prediction_beside_the_engine():
    """A prediction is recorded before, compared item by item after; three dots are no prediction.
    A prediction is recorded before, compared item by item after; three dots are no prediction."""
    dk.predict(
        "on-exit-1", {"no": False, "on-failure": True, "always": ..., "unless-stopped": True}
    )
    frame = dk.compare(
        "on-exit-1", {"no": False, "on-failure": False, "always": True, "unless-stopped": True}
    )
    assert list(frame.columns) == ["ITEM", "PREDICTED", "ENGINE", "AGREES"]
    assert list(frame["AGREES"]) == [True, False, None, True]
    assert record.read()["predictions"]["on-exit-1"]["answered"] is False
    dk.predict("on-exit-1")
    assert list(dk.compare("on-exit-1", {"no": False})["AGREES"]) == [None]


def test_record_is_handed_in_and_survives_damage(tmp_path):
    """The record is plain JSON with a name only if one is given; a broken file is kept beside,
    never lost."""
    record.note("exercises", "run-web", passed=True)
    path = dk.hand_in("김 도커")
    assert path.name == "record-김-도커.json"
    with pytest.raises(dk.errors.CourseError, match="already"):
        dk.hand_in("김 도커")
    with pytest.raises(dk.errors.CourseError, match="name"):
        dk.hand_in(" /")
    assert dk.progress().set_index("LESSON").loc["06-run", "PASSED"] == 1
    record.file().write_text("{half")
    assert record.read() == {}
    assert [one.read_text() for one in tmp_path.glob("record.broken-*.json")] == ["{half"]


def test_unknown_key_is_one_sentence():
    """A key that is not there is named, with those that are."""
    with pytest.raises(
        dk.errors.CourseError, match=r"There is no exercise run-wbe: there are .*run-web"
    ):
        dk.exercise("run-wbe")
    with pytest.raises(dk.errors.CourseError, match="There is no prediction nope"):
        dk.predict("nope")

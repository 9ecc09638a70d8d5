"""An exercise: a task, a check that reads the engine, hints, a solution."""

import re
from collections.abc import Callable, Iterable
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from io import StringIO
from pathlib import Path

from .. import engine
from .._ownership import guard, image_guard
from ..errors import Conflict, CourseError
from . import record, texts
from .verdict import PASSED, Verdict

LABEL = "course.docker.task"  # on what a task brings along: so that it is found and taken away again, exactly


class Text:
    """Markdown for a notebook, that also reads as plain text."""

    def __init__(self, text: str):
        """Keep the text."""
        self.text = text

    def __repr__(self) -> str:
        """Give the text without the marks of Markdown."""
        return re.sub(r"\*\*|```\w*\n?", "", self.text).strip()

    def _repr_markdown_(self) -> str:
        return self.text


@dataclass(frozen=True)
class Exercise:
    """One task: its stable key, its lesson, the check, the solution as code, and what it brings along.

    `check(given)` gets what `prepare(label)` gave back (ids of what it made), `{}` without it.
    """

    key: str
    lesson: str
    check: Callable[[dict], Verdict]
    solution: str
    prepare: Callable[[str], dict] | None = None


@dataclass
class Task:
    """An exercise as a learner meets it: show it, then `.check()`, `.hint()`, `.solution()`."""

    exercise: Exercise
    given: dict = field(default_factory=dict)
    seen: int = 0

    @property
    def texts(self) -> dict:
        """The texts of this exercise."""
        return texts.section("exercises", self.exercise.key)[1]

    def check(self) -> Text:
        """Look at the engine and say: not attempted, not yet (and what is there), or passed."""
        return self.verdict()[1]

    def verdict(self) -> tuple[Verdict, Text]:
        """Give the verdict, and its text."""
        found = self.exercise.check(self.given)
        if found.kind == PASSED:
            record.note("exercises", self.exercise.key, passed=True)
        return found, told(found, self.texts)

    def hint(self) -> Text:
        """Show the next hint; the last one stays."""
        self.seen += 1
        return next_hint("exercises", self.exercise.key, self.seen)

    def solution(self) -> Text:
        """Show one way to do it; any other that leads there is as good."""
        record.note("exercises", self.exercise.key, solution=True)
        return Text(f"```python\n{self.exercise.solution.strip()}\n```")

    def _text(self) -> str:
        return texts.common(
            "task", "task", title=self.texts["title"], task=self.texts["task"].strip()
        )

    def __repr__(self) -> str:
        """Show the task as plain text."""
        return repr(Text(self._text()))

    def _repr_markdown_(self) -> str:
        return self._text()


def next_hint(kind: str, key: str, number: int) -> Text:
    """Give a hint by its number, from 1 on, the last one also after it; each is counted once in the record."""
    hints = texts.section(kind, key)[1]["hints"]
    if number <= len(hints):
        record.note(kind, key, hints=1)
    number = min(number, len(hints))
    return Text(
        texts.common("task", "hint", number=number, count=len(hints), hint=hints[number - 1])
    )


def told(verdict: Verdict, own: dict) -> Text:
    """Write a verdict: its word, and what was seen."""
    word = texts.common("verdict", verdict.kind.replace(" ", "_"))
    return Text(f"**{word}** {texts.explained(own, verdict.key, verdict.facts)}")


def exercise(key: str) -> Task:
    """Show the task of an exercise; `.check()` looks at the engine, `.hint()` and `.solution()` help.

    What the task brings along (its text says so) is made anew each time. Errors: CourseError (no such exercise).
    """
    texts.section("exercises", key)  # its error names those that there are
    task = Task(every()[key])
    if task.exercise.prepare:
        task.given = brought(key, task.exercise.prepare)
    return task


def brought(key: str, prepare: Callable[[str], dict]) -> dict:
    """Make what a task brings along, in silence; if that is broken off, nothing of it is left."""
    clear(key)
    try:
        with redirect_stdout(StringIO()):
            return prepare(f"{LABEL}={key}") or {}
    except BaseException:
        clear(key)
        raise


def clear(key: str) -> None:
    """Take away what a task brought along: what carries its label, and nothing else.

    A volume, network or image stays while another container uses it, the learner's answer: `prepare` begins with it.
    """
    mine = {"label": [f"{LABEL}={key}", engine.course_label()]}
    for one in engine.call("containers", all=True, filters=mine):
        if guard.is_course_object("container", one["Id"]):  # docker commit copies labels
            engine.call("remove_container", one["Id"], force=True, v=True)
    for one in engine.call("volumes", filters=mine)["Volumes"] or []:
        with suppress(Conflict):
            engine.call("remove_volume", one["Name"], force=True)
    for one in engine.call("networks", filters=mine):
        with suppress(Conflict):
            engine.call("remove_network", one["Id"])
    for one in engine.call("images", filters={"label": [f"{LABEL}={key}"]}):
        if image_guard.is_course_build(one["Id"]):
            with suppress(Conflict):
                engine.call("remove_image", one["Id"], force=True)


@lru_cache
def every() -> dict[str, Exercise]:
    """Gather the exercises of all lessons, in order."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("lessons/lesson*.py"))
    found: Iterable[Exercise] = (
        one for name in names for one in import_module(f".lessons.{name}", __package__).EXERCISES
    )
    gathered: dict[str, Exercise] = {}
    for one in found:
        if one.key in gathered:
            raise CourseError(f"There are two exercises {one.key}.")
        gathered[one.key] = one
    return gathered

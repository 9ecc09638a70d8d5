"""Exercises as a learner meets them: a task is shown, checked on the engine, hinted at, solved."""

from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from typing import Any, NamedTuple

from . import record, texts
from .given import Given
from .lessons import every_exercise
from .lessons.exercise import Exercise
from .task_cleanup import remove_brought
from .telling import Text, explain, next_hint
from .verdict import PASSED, Verdict

KIND = "exercises"  # the name of their section in the texts and in the record


class Judgement(NamedTuple):
    """A verdict, and what the learner reads of it."""

    verdict: Verdict
    text: Text


@dataclass
class Task:
    """An exercise that a learner does: show it, then `.check()`, `.hint()`, `.solution()`."""

    exercise: Exercise
    given: Given
    hints_seen: int = 0

    @property
    def texts(self) -> dict[str, Any]:
        """The texts of this exercise."""
        _, own_texts = texts.section(KIND, self.exercise.key)
        return own_texts

    def check(self) -> Text:
        """Look at the engine and say: not attempted, not yet (and what is there), or passed."""
        return self.verdict().text

    def verdict(self) -> Judgement:
        """Look at the engine and give the verdict, and its text."""
        verdict = self.exercise.judge(self.given)
        if verdict.kind == PASSED:
            record.note(KIND, self.exercise.key, passed=True)
        return Judgement(verdict, explain(verdict, self.texts))

    def hint(self) -> Text:
        """Show the next hint; the last one stays."""
        self.hints_seen += 1
        return next_hint(KIND, self.exercise.key, self.hints_seen)

    def solution(self) -> Text:
        """Show one way to do it; any other that leads there is as good."""
        record.note(KIND, self.exercise.key, solution=True)
        return Text(f"```python\n{self.exercise.solution.strip()}\n```")

    def __repr__(self) -> str:
        """Show the task as plain text."""
        return repr(Text(self._repr_markdown_()))

    def _repr_markdown_(self) -> str:
        own_texts = self.texts
        title = own_texts["title"]
        return texts.common("task", "task", title=title, task=own_texts["task"].strip())


def exercise(key: str) -> Task:
    """Show the task of an exercise.

    What the task brings along, as its text says, is made anew each time.

    Parameters:
        key (str): The name of the exercise, such as `"run-web"`. An unknown name lists those there
            are.

    Returns:
        A task. `.check()` looks at the engine and says what is missing, `.hint()` shows the next
        hint, `.solution()` one way to do it.

    Raises:
        CourseError: There is no such exercise.
        Conflict: A port that the task needs is in use.
        Refused: On a borrowed engine, a container of yours has a name that the task needs.
    """
    texts.section(KIND, key)  # its error names those that there are
    found = every_exercise()[key]
    if found.prepare is None:
        return Task(found, Given(key))
    return Task(found, bring(key, found.prepare))


def bring(key: str, prepare: Callable[[Given], None]) -> Given:
    """Make what a task brings along, in silence; if that is broken off, nothing of it is left."""
    remove_brought(key)
    given = Given(key)
    try:
        with redirect_stdout(StringIO()):
            prepare(given)
    except BaseException:
        remove_brought(key)
        raise
    return given

"""What an exercise is: when it counts as begun, what it asks for, and what solves it."""

from collections.abc import Callable
from dataclasses import dataclass

from ..conditions import Condition, first_unmet
from ..given import Given
from ..verdict import NOT_ATTEMPTED, NOT_YET, Facts, Verdict, passed


@dataclass(frozen=True)
class Exercise:
    """One exercise.

    Attributes:
        key: Its name in `dk.exercise("...")`, in the texts and in the record; it stays for ever.
        lesson: The lesson that it is in.
        begun: Not met as long as nothing of the task was done: what the learner is told then.
        conditions: What the task asks for, one thing at a time; the first unmet one is explained.
        solution: One way to do it, as code; any other that leads there is as good.
        prepare: Brings along what the task begins with, and notes it in what is given.
        passed_facts: Reads what the text of a passed task names.
    """

    key: str
    lesson: str
    begun: Condition
    conditions: tuple[Condition, ...]
    solution: str
    prepare: Callable[[Given], None] | None = None
    passed_facts: Callable[[], Facts] | None = None

    def judge(self, given: Given) -> Verdict:
        """Look at the engine and give the verdict."""
        not_begun = self.begun(given)
        if not_begun is not None:
            return Verdict(NOT_ATTEMPTED, not_begun, self.begun)
        unmet = first_unmet(self.conditions, given)
        if unmet is not None:
            return Verdict(NOT_YET, unmet.diagnosis, unmet.condition)
        facts = self.passed_facts() if self.passed_facts else {}
        return passed(**facts)

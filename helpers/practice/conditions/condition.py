"""Conditions: what a task asks for, one thing at a time, and the first that is not met. Pure.

A condition is a function, or a small object that is called like one. It looks at the engine and
gives None if it is met, else the diagnosis that says what is the matter.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ..given import Given
from ..verdict import Diagnosis

Condition = Callable[[Given], Diagnosis | None]


@dataclass(frozen=True)
class Unmet:
    """A condition that is not met, and why."""

    condition: Condition
    diagnosis: Diagnosis


def first_unmet(conditions: Iterable[Condition], given: Given) -> Unmet | None:
    """Try conditions in their order; give the first that is not met, None if all are."""
    for condition in conditions:
        diagnosis = condition(given)
        if diagnosis is not None:
            return Unmet(condition, diagnosis)
    return None


@dataclass(frozen=True)
class AnyOf:
    """At least one of several conditions is met; if none is, the first one's diagnosis is given.

    With a `key`, that diagnosis is given instead.
    """

    conditions: tuple[Condition, ...]
    key: str = ""

    def __call__(self, given: Given) -> Diagnosis | None:
        """Try the conditions until one is met."""
        diagnoses = []
        for condition in self.conditions:
            diagnosis = condition(given)
            if diagnosis is None:
                return None
            diagnoses.append(diagnosis)
        return Diagnosis(self.key) if self.key else diagnoses[0]

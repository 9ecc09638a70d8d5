"""What a check answers: a verdict, and the diagnosis that explains it. Pure."""

from dataclasses import dataclass, field
from typing import Any

NOT_ATTEMPTED = "not attempted"
NOT_YET = "not yet"
PASSED = "passed"

Facts = dict[str, Any]


@dataclass(frozen=True)
class Diagnosis:
    """What is the matter: the key of the text that explains it, and the facts that the text names.

    The key is looked up in the texts of the task first, then in those that all tasks share.
    """

    key: str
    facts: Facts = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """One of the three kinds of answer, its diagnosis, and the unmet condition if there is one."""

    kind: str
    diagnosis: Diagnosis
    condition: object = None

    @property
    def key(self) -> str:
        """The key of the text that explains the verdict."""
        return self.diagnosis.key

    @property
    def facts(self) -> Facts:
        """The facts that this text names."""
        return self.diagnosis.facts


def unmet(key: str, **facts: Any) -> Diagnosis:
    """Say why a condition is not met."""
    return Diagnosis(key, facts)


def passed(**facts: Any) -> Verdict:
    """Say that the engine is as the task asks."""
    return Verdict(PASSED, Diagnosis("passed", facts))

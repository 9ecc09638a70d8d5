"""What a check answers: one of three verdicts, and what it saw. Pure."""

from dataclasses import dataclass, field

NOT_ATTEMPTED, NOT_YET, PASSED = "not attempted", "not yet", "passed"


@dataclass(frozen=True)
class Verdict:
    """A verdict, the key of the text that explains it, and the facts that the text names.

    `key` is looked up in the texts of the exercise first, then in those that all exercises share.
    """

    kind: str
    key: str
    facts: dict = field(default_factory=dict)


def untouched(key: str = "untouched", **facts) -> Verdict:
    """Say that nothing of the task is there yet."""
    return Verdict(NOT_ATTEMPTED, key, facts)


def not_yet(key: str, **facts) -> Verdict:
    """Say what is there, and what is still amiss with it."""
    return Verdict(NOT_YET, key, facts)


def passed(**facts) -> Verdict:
    """Say that the engine is as the task asks."""
    return Verdict(PASSED, "passed", facts)

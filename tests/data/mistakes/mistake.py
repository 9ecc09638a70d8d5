"""One thing that a learner does wrong, and what the check has to say of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mistake:
    """A mistake in code, and the key of the diagnosis that it must get.

    Of two keys the second is for an engine with the containerd store.
    """

    code: str
    diagnosis: str | tuple[str, str]

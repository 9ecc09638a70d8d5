"""What a task brought along, as it was then: conditions compare the engine with it. Pure."""

from dataclasses import dataclass, field
from typing import Any

LABEL = "course.docker.task"  # on all that a task brings, so that exactly this is removed again


@dataclass(frozen=True)
class BroughtContainer:
    """A container that a task brought: which one it is, and in what state the learner found it."""

    id: str
    status: str
    started_at: str


@dataclass
class Given:
    """What a task brought along.

    Attributes:
        key: The task's key; the label is made of it.
        containers: The containers, by their names.
        images: The IDs of the images, by the names that they had.
        facts: What else only this task knows, such as a secret that it has made.
    """

    key: str
    containers: dict[str, BroughtContainer] = field(default_factory=dict)
    images: dict[str, str] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """The label of all that the task brings: `course.docker.task=thaw`."""
        return f"{LABEL}={self.key}"

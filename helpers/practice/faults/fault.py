"""What a fault is, and how it waits until it shows itself."""

from collections.abc import Callable
from dataclasses import dataclass, field

from ..._wait import until
from ...errors import CourseError
from .. import probes
from ..conditions import Condition
from ..given import Given


@dataclass
class Injection(Given):
    """What an incident brought along, and what only its injection knows.

    Attributes:
        answer: What the engine said to the command that a colleague reports.
        pulled: The names of the images that were fetched for it.
    """

    answer: CourseError | None = None
    pulled: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Fault:
    """One fault: how it comes in, what repairs it, and the code that finds and repairs it.

    Attributes:
        number: Its place in the order of difficulty.
        key: Its name in `dk.incident("...")`, in the texts and in the record.
        cause: The word for its cause.
        containers: The names that it needs; the first container is the one that is reported.
        images: The images that are fetched before.
        inject: Brings it in; all that it makes carries the label of what is given.
        conditions: What is asked of a repair; the first unmet one is explained.
        find: Code that finds the cause.
        repair: Code that repairs it.
        undo: Takes back what has no label.
        image_names: Names of images that belong to it.
        peer: The container that the reported one has to reach.
    """

    number: int
    key: str
    cause: str
    containers: tuple[str, ...]
    inject: Callable[[Injection], None]
    conditions: tuple[Condition, ...]
    find: str
    repair: str
    images: tuple[str, ...] = ()
    undo: Callable[[Injection], None] | None = None
    image_names: tuple[str, ...] = ()
    peer: str = ""
    lesson: str = "11-troubleshoot"


def wait_until_shown(shows: Callable[[], object], what: str) -> None:
    """Wait until an incident shows itself; a machine on which it does not is told so."""
    if not until(shows, seconds=20):
        raise CourseError("incident-not-shown", what=what)


def wait_for_exit(name: str) -> None:
    """Wait until a container has ended."""

    def has_ended() -> bool:
        container = probes.container(name)
        return container is not None and container.status == "exited"

    wait_until_shown(has_ended, f"{name} has not ended")


def wait_for_output(name: str) -> None:
    """Wait until a container has written a line."""
    wait_until_shown(lambda: probes.log(name), f"{name} has written nothing")

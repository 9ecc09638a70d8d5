"""What a fault is, and what all of them use to come in and to be seen as repaired."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from ...errors import CourseError
from .. import probes
from ..asserts import answers, there, up
from ..verdict import Verdict, not_yet


@dataclass(frozen=True)
class Fault:
    """One fault: how it comes in, what repairs it, and the code that finds and repairs it.

    `boxes` are the containers' names, the first the one that is reported; `peer` is the one that it has to reach;
    `images` are fetched before; `tags` are images' names that belong to it. `inject(label, given)` puts the label on
    all it makes and notes in `given` what only it knows: `said` is what the engine told then. `check(given)` is made of
    steps; `undo(given)` takes back what has no label. `find` and `repair` are code.
    """

    number: int
    key: str
    cause: str
    boxes: tuple[str, ...]
    images: tuple[str, ...]
    inject: Callable[[str, dict], None]
    check: Callable[[dict], Verdict]
    find: str
    repair: str
    undo: Callable[[dict], None] | None = None
    tags: tuple[str, ...] = ()
    peer: str | None = None
    lesson: str = "11-troubleshoot"


def until(state: Callable[[], object], what: str) -> None:
    """Wait until an incident shows itself; a machine on which it does not is told so."""
    end = time.monotonic() + 20
    while not state():
        if time.monotonic() > end:
            raise CourseError(f"The incident did not show itself on this engine: {what}.")
        time.sleep(0.05)  # the engine is asked for a state; how long the tries take is its own


def over(name: str) -> None:
    """Wait until a container has ended."""
    until(lambda: probes.container(name)["State"]["Status"] == "exited", f"{name} has not ended")


def speaks(name: str) -> None:
    """Wait until a container has written a line."""
    until(lambda: probes.log(name), f"{name} has written nothing")


def serving(name: str, port: int, containing: str = "") -> Verdict | None:
    """See that a container runs and that it is the one that serves a port of this machine, whatever it has inside."""
    missing = there(name) or up(name)
    if missing:
        return missing
    bound = probes.bound(probes.container(name))
    if not any(port in ports for ports in bound.values()):
        has = ", ".join(
            f"{one}:{inside.removesuffix('/tcp')}"
            for inside, ports in bound.items()
            for one in ports
        )
        return not_yet("other_port", name=name, has=has or "-", wanted=port)
    missing = answers(port, containing)
    return missing and (up(name) or missing)  # it may have ended meanwhile

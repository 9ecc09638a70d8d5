"""Change one or several containers that are the course's: what the words of `lifecycle` share."""

from dataclasses import dataclass
from typing import Any, TypeAlias

import pandas as pd

from .. import engine
from .._batch import WORKERS, for_each
from .._command_line import line, show, targets
from .._ownership import guard
from .._wait import until
from ..errors import NotFound
from ..tables import Table, make_table

Containers: TypeAlias = str | list[str] | pd.DataFrame  # names, IDs, or a table
LISTED_WITHIN = 5  # seconds


@dataclass(frozen=True)
class Change:
    """A kind of change.

    Attributes:
        word: Docker's word for it.
        method: The method of the SDK's client that does it.
        done: What a table says of a container when it is done.
        may_end: Whether it can end a container.
        side_by_side: Whether docker does it to several containers at the same time.
    """

    word: str
    method: str
    done: str
    may_end: bool = False
    side_by_side: bool = True


def change_each(
    change: Change, containers: Containers, printed: dict[str, Any] | None = None, **request: Any
) -> Table:
    """Make a change to each of some containers.

    `printed` are the options that the command line shows, `request` what the SDK's method takes.
    """
    names, words = targets(containers, "NAMES", "CONTAINER ID")
    command = show(line(change.word, *words, **(printed or {})))

    def act(name: str) -> str:
        guard.check("container", name, change.done)
        if change.may_end:
            guard.check_not_shared(name, change.done)
        engine.call(change.method, name, **request)
        if change.may_end:
            wait_until_listed(name)
        return change.done

    workers = WORKERS if change.side_by_side else 1
    return make_table(["NAMES", "RESULT"], for_each(names, act, workers), command)


def wait_until_listed(container: str) -> None:
    """Wait until the engine's listings show a container in the state that it is in.

    The engine reports an exit to waiters slightly before its listings show it.
    """
    until(lambda: _is_listed_as_it_is(container), LISTED_WITHIN, every=0)


def _is_listed_as_it_is(container: str) -> bool:
    """Tell whether the listings agree with what the engine knows; of one that is gone they do."""
    try:
        inspected = engine.call("inspect_container", container)
    except NotFound:
        return True
    listed = engine.call("containers", all=True, filters={"id": [inspected["Id"]]})
    state = inspected["State"]["Status"]
    return all(summary["State"] == state for summary in listed)

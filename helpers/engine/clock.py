"""The engine's clock."""

import time
from email.utils import parsedate_to_datetime

from .connection import client
from .watchdog import watched_answer

SAME = (
    2  # seconds by which clocks that agree may differ here: the engine's is told in whole seconds
)


def now() -> float:
    """Tell the time of day by the engine's clock, in seconds since 1970.

    An age that the engine is asked for means nothing by another clock.

    The engine tells whole seconds. Where both clocks agree, this program's is the finer one.
    """
    there = _engine_time()
    here = time.time()
    if there is None or abs(there - here) < SAME:
        return here
    return there + 1


def _engine_time() -> float | None:
    """Ask the engine for its time; None if it tells none."""
    api = client().api
    date = watched_answer(lambda: api._get(api._url("/_ping")).headers.get("Date"))
    try:
        return parsedate_to_datetime(date).timestamp()
    except (TypeError, ValueError):
        return None

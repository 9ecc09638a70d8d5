"""Wait for a state that nothing announces: ask again and again, up to a limit."""

import time
from collections.abc import Callable


class WaitFailed(Exception):
    """What was waited for did not come."""


def until(
    condition: Callable[[], object],
    seconds: float,
    what: str,
    *,
    lost: Callable[[], object] | None = None,
    every: float = 0.05,
) -> None:
    """Return as soon as `condition` holds; `what` says in the error what was waited for.

    Raises WaitFailed after `seconds` (`math.inf`: no limit), or as soon as `lost` holds: then
    `condition` cannot come to hold any more.
    """
    limit = time.monotonic() + seconds
    while not condition():
        if lost is not None and lost():
            raise WaitFailed(f"Waiting for {what} was in vain.")
        if time.monotonic() > limit:
            raise WaitFailed(f"Waited {seconds:.0f} s for {what}.")
        time.sleep(every)  # what is waited for here announces itself by no event

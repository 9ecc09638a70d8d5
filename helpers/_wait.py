"""Waiting for a state that nothing announces. Pure."""

import time
from collections.abc import Callable


def until(condition: Callable[[], object], seconds: float, every: float = 0.05) -> bool:
    """Ask whether something holds, again and again, up to a limit of time.

    Parameters:
        condition: What is asked. It is asked at least once.
        seconds: The limit.
        every: How long to wait between two questions; 0 where a question takes its time itself.

    Returns:
        Whether it came to hold.
    """
    limit = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > limit:
            return False
        time.sleep(every)  # what is waited for here announces itself by no event
    return True

"""Waiting for a state that nothing announces."""

import time
from collections.abc import Callable


def wait_until(holds: Callable[[], object], seconds: float = 120, pause: float = 0.1) -> bool:
    """Ask until something holds, or for so many seconds; return whether it holds."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True

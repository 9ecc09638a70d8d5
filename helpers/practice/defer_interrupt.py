"""Hold Ctrl-C (a notebook's Interrupt) back for a short while."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread


@contextmanager
def defer_interrupt() -> Iterator[None]:
    """Let an interrupt through only at the end: a request that was sent is answered first.

    Else the engine could make something after it was looked for and cleared away.
    """
    if current_thread() is not main_thread() or signal.getsignal(signal.SIGINT) is None:
        yield
        return
    came = []
    before = signal.signal(signal.SIGINT, lambda *_: came.append(True))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if came:
        raise KeyboardInterrupt

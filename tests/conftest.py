"""What each test has, whatever it needs: Ctrl-C does what it does in a terminal."""

import signal
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session", autouse=True)
def ctrl_c_in_this_session() -> Iterator[None]:
    """Take SIGINT back for fixtures that outlive a test, and for what they start.

    A shell starts a background job with SIGINT ignored, and all that the job starts inherits this.
    With a handler of its own here, Python gives its children the default again.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(autouse=True)
def ctrl_c(ctrl_c_in_this_session: None) -> Iterator[None]:
    """Give each test Python's own handler of SIGINT, whatever an earlier test left behind."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, signal.default_int_handler)

"""One set-up at a time: a second command waits for the first."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from lab.base import console, data_folder


@contextmanager
def setup_lock(doing: str) -> Iterator[None]:
    """Hold the lock of the data folder; `doing` tells who waits for it what this command does."""
    with (data_folder.make() / "lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            console.say(f"Another ./course is {file.read() or 'at work'}; waiting for it ...")
            fcntl.flock(file, fcntl.LOCK_EX)
        file.truncate(0)
        file.write(f"{doing} (pid {os.getpid()})")
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)

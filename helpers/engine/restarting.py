"""Restarting the course's own engine."""

import subprocess
import time

from ..errors import Refused
from . import connection
from .address import kind
from .lab_settings import settings

LIMIT = 30  # seconds


def restart() -> None:
    """Restart the course's own engine and wait until it answers; another engine is never restarted.

    Raises:
        Refused: The engine is borrowed.
        EngineUnavailable: It does not answer in time.
    """
    command = settings().get("restart")
    if kind() != "private" or not command:
        raise Refused("engine-not-restarted")
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, capture_output=True)  # noqa: S603 - the lab's own words
    until = time.monotonic() + LIMIT
    while time.monotonic() < until:
        connection.forget()
        if connection.alive(timeout=1):
            return
        time.sleep(0.1)  # the engine has no other sign of being ready than its answer
    raise connection.unavailable()

"""Restarting the course's own engine."""

import subprocess

from .._wait import until
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
    command = settings().restart
    if kind() != "private" or not command:
        raise Refused("engine-not-restarted")
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, capture_output=True)  # noqa: S603 - the lab's own words
    if not until(_answers_again, LIMIT):
        raise connection.unavailable()


def _answers_again() -> bool:
    """Ask on a new connection: the engine has no other sign of being ready than its answer."""
    connection.forget()
    return connection.alive(timeout=1)

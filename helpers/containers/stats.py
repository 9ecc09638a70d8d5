"""What containers use: `docker stats`."""

import time
from typing import Any

from .. import _podman, engine
from .._command_line import line, show, targets
from ..tables import Table, make_table
from .changing import Containers
from .usage import usage_of

COLUMNS = [
    "CONTAINER ID", "NAME", "CPU %", "MEM USAGE", "MEM LIMIT", "MEM %",
    "NET IN", "NET OUT", "BLOCK IN", "BLOCK OUT", "PIDS",
]  # fmt: skip
BETWEEN_READINGS = 1  # second, as docker's engine does


def stats(containers: Containers) -> Table:
    """Measure what running containers use now (`docker stats --no-stream`).

    Parameters:
        containers (str | list[str] | DataFrame): Names, IDs, or a table such as that of `ps`.

    Returns:
        A table: CONTAINER ID (text, 64 digits), NAME (text), CPU % (float, 100 is one processor),
        MEM USAGE and MEM LIMIT (bytes), MEM % (float), NET IN and NET OUT (bytes received, sent),
        BLOCK IN and BLOCK OUT (bytes read, written), PIDS (int).

    Raises:
        NotFound: There is no such container.
        CourseError: This engine has no control groups, as a rootless one may.

    https://docs.docker.com/reference/cli/docker/container/stats/
    """
    names, words = targets(containers, "NAMES", "CONTAINER ID")
    command = show(line("stats", *words, no_stream=True))
    engine.require("stats")
    rows = []
    for name in names:
        usage = usage_of(_read(name))
        rows.append(
            [
                usage.container_id,
                usage.name,
                usage.cpu_percent,
                usage.memory,
                usage.memory_limit,
                usage.memory_percent,
                usage.received,
                usage.sent,
                usage.read,
                usage.written,
                usage.processes,
            ]
        )
    return make_table(COLUMNS, rows, command)


def _read(container: str) -> dict[str, Any]:
    """Ask for a reading that has the one before in it."""
    reading: dict[str, Any] = engine.call("stats", container, stream=False)
    if _podman.has_earlier_reading(reading):
        return reading
    time.sleep(BETWEEN_READINGS)
    return _podman.join_readings(reading, engine.call("stats", container, stream=False))

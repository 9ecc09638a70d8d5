"""Processes and resources of a container: `docker top`, `docker stats`."""

import time

import pandas as pd

from .. import engine
from .._command_line import line, show, split_command, targets
from ..errors import CourseError
from ..tables import Table, make_table


def top(container: str, ps_options: str | None = None) -> Table:
    """List a container's processes (`docker top`), as the host sees them.

    Columns: those of `ps`: UID, PID, PPID, C, STIME, TTY, TIME, CMD unless `ps_options` asks others (text).
    Errors: NotFound, Conflict (not running). https://docs.docker.com/reference/cli/docker/container/top/
    """
    command = show(line("top", container, *split_command(ps_options)))
    try:
        answer = engine.call("top", container, ps_options)
    except CourseError as error:
        if not isinstance(error.__cause__, ValueError) and error.code != "no-program":
            raise
        # Podman 4 (with nothing) and 5 answer so: they run the container's own ps.
        raise CourseError("no-ps-in-container", kind="container", name=container) from error
    titles, processes = answer["Titles"], answer["Processes"]
    if len(titles) == 1:  # Podman 4 passes lines on as they are
        titles = titles[0].split()
        processes = [one[0].split(maxsplit=len(titles) - 1) for one in processes]
    made = Table(processes, columns=titles, dtype="str")
    made.attrs = {"command": command, "rows": len(made)}
    return made


def stats(containers) -> Table:
    """Measure what running containers use now (`docker stats --no-stream`): names or a table.

    Columns: CONTAINER ID, NAME, CPU % and MEM % (float), MEM USAGE, MEM LIMIT, NET IN, NET OUT, BLOCK IN, BLOCK OUT
    (bytes), PIDS. Errors: NotFound. https://docs.docker.com/reference/cli/docker/container/stats/
    """
    names, shown = targets(containers, "NAMES", "CONTAINER ID")
    command = show(line("stats", *shown, no_stream=True))
    engine.require("stats")
    columns = [
        "CONTAINER ID",
        "NAME",
        "CPU %",
        "MEM USAGE",
        "MEM LIMIT",
        "MEM %",
        "NET IN",
        "NET OUT",
        "BLOCK IN",
    ]
    rows = [_usage(_reading(name)) for name in names]
    return make_table([*columns, "BLOCK OUT", "PIDS"], rows, command)


def _reading(name: str) -> dict:
    """Ask for one reading with the one before. Podman tells none before, and no idle time: it is asked twice."""
    now = engine.call("stats", name, stream=False)
    if now["precpu_stats"].get("system_cpu_usage") or not now["cpu_stats"].get("system_cpu_usage"):
        return now
    time.sleep(1)  # between two readings, as docker's engine does
    then, now = now, engine.call("stats", name, stream=False)
    passed = pd.Timestamp(now["read"]).value - pd.Timestamp(then["read"]).value
    now["cpu_stats"] |= {"system_cpu_usage": passed * now["cpu_stats"]["online_cpus"]}
    return now | {"precpu_stats": then["cpu_stats"] | {"system_cpu_usage": 0}}


def _usage(now: dict) -> list:
    """Reckon as docker's own client does: the CPU between two readings, memory without the cache."""
    new, old = now["cpu_stats"], now["precpu_stats"]
    work = new["cpu_usage"]["total_usage"] - old["cpu_usage"]["total_usage"]
    span = new.get("system_cpu_usage", 0) - old.get("system_cpu_usage", 0)
    processors = new.get("online_cpus") or len(new["cpu_usage"].get("percpu_usage") or [0])
    memory, details = now["memory_stats"], now["memory_stats"].get("stats", {})
    spare = details.get("total_inactive_file", details.get("inactive_file", 0))
    used, limit = memory.get("usage", 0), memory.get("limit", 0)
    used -= spare if spare < used else 0
    nets = (now.get("networks") or {}).values()
    blocks = (now.get("blkio_stats") or {}).get("io_service_bytes_recursive") or []
    moved = {
        word: sum(one["value"] for one in blocks if one["op"].lower() == word)
        for word in ("read", "write")
    }
    return [
        now.get("id") or now["Id"], now["name"].lstrip("/"),
        work / span * processors * 100 if span > 0 and work > 0 else 0.0,
        used, limit, used / limit * 100 if limit else 0.0,
        sum(one["rx_bytes"] for one in nets), sum(one["tx_bytes"] for one in nets), moved["read"], moved["write"],
        now.get("pids_stats", {}).get("current", 0),
    ]  # fmt: skip

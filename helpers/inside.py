"""Into and out of one container: commands, output, files, processes, ports."""

import tarfile
import time
from pathlib import Path

import pandas as pd

from . import _owner, engine
from ._disk import fits, unpack
from ._tar import pack
from .commands import argv, line, pairs, show, targets
from .containers import echo
from .errors import CourseError, NotFound
from .tables import Table, table


def exec(
    container: str,
    command,
    *,
    env=None,
    user: str | None = None,
    workdir: str | None = None,
    privileged: bool = False,
) -> Table:
    """Run one more command in a running container (`docker exec`), printing what it prints.

    Columns: STREAM (`stdout`, `stderr`), LINE; `attrs["exit_code"]`. A command that fails is no error here: its exit
    code is told. Errors: NotFound, Conflict (not running), Refused.
    https://docs.docker.com/reference/cli/docker/container/exec/
    """
    words, env = argv(command), pairs(env)
    shown = show(
        line("exec", container, *words, env=env, privileged=privileged, user=user, workdir=workdir)
    )
    _owner.check("container", container, "entered")
    options = {"environment": env, "user": user or "", "workdir": workdir, "privileged": privileged}
    job = engine.call("exec_create", container, words, **options)["Id"]
    said = echo(engine.call("exec_start", job, stream=True, demux=True, subject=container))
    code = engine.call("exec_inspect", job)["ExitCode"]
    if code:
        print(f"exit code {code}")
    rows = [[stream, text] for stream in ("stdout", "stderr") for text in _joined(said, stream)]
    return table(["STREAM", "LINE"], rows, shown, exit_code=code)


def _joined(said: list[tuple[str, str]], stream: str) -> list[str]:
    return "".join(text for one, text in said if one == stream).splitlines()


def logs(
    container: str,
    *,
    timestamps: bool = False,
    tail: int | None = None,
    since: str | None = None,
    until: str | None = None,
) -> Table:
    """Read what a container has printed (`docker logs`).

    Columns: STREAM (`stdout`, `stderr`), LINE; with `timestamps` TIMESTAMP (UTC) first. In the order of printing.
    `since` and `until` are times or ages (`10m`). Errors: NotFound.
    https://docs.docker.com/reference/cli/docker/container/logs/
    """
    command = show(
        line("logs", container, since=since, until=until, tail=tail, timestamps=timestamps)
    )
    span = moments(since=since, until=until)
    wanted = {"timestamps": int(timestamps), "tail": "all" if tail is None else tail, **span}
    rows, begun = [], {"stdout": b"", "stderr": b""}
    for stream, piece in engine.output(container, **wanted):
        *lines, begun[stream] = (begun[stream] + piece).split(b"\n")
        rows += [[stream, line.decode("utf-8", "replace").rstrip("\r")] for line in lines]
    rows += [[stream, line.decode("utf-8", "replace")] for stream, line in begun.items() if line]
    if not timestamps:
        return table(["STREAM", "LINE"], rows, command)
    timed = [
        [when, stream, line] for stream, text in rows for when, _, line in [text.partition(" ")]
    ]
    return table(["TIMESTAMP", "STREAM", "LINE"], timed, command)


def moments(**given: str | None) -> dict[str, float]:
    """Turn times, and ages such as `10m` or `1h30m` by the engine's clock, into seconds since 1970, as docker does."""
    found, now = {}, None
    for name, value in given.items():
        if value and (age := _age(value)) is not None:
            now = engine.clock() if now is None else now
            found[name] = now - age
        elif value:
            found[name] = _moment(value)
    return found


def _age(value: str) -> float | None:
    if value.replace(".", "", 1).isdigit():  # seconds since 1970
        return None
    try:
        return pd.Timedelta(
            value.replace("m", "min") if value[-1:] in "smh" else value
        ).total_seconds()
    except ValueError:
        return None


def _moment(value: str) -> float:
    try:
        return float(value)
    except ValueError:
        when = pd.Timestamp(value)
    return (when.tz_localize("UTC") if when.tz is None else when).timestamp()


def cp(source: str | Path, target: str | Path) -> Table:
    """Copy files into or out of a container (`docker cp`): one of the two is CONTAINER:PATH.

    Columns: NAME (where each file went), SIZE (bytes). Nothing is written outside the target: links that lead there,
    devices and pipes are left out, and that is told.
    Errors: NotFound (container, file), Refused. https://docs.docker.com/reference/cli/docker/container/cp/
    """
    source, target = str(source), str(target)
    command = show(line("cp", source, target))
    away, into = _place(source), _place(target)
    if bool(away) == bool(into):
        raise CourseError(
            "One of the two must be in a container: CONTAINER:PATH, the other a path here."
        )
    rows = _copy_out(*away, source, target) if away else _copy_in(*into, source)
    return table(["NAME", "SIZE"], rows, command)


def _place(text: str) -> tuple[str, str] | None:
    container, colon, path = text.partition(":")
    return (container, path) if colon and not text.startswith(("/", ".", "~")) else None


def _copy_in(container: str, path: str, source: str) -> list[list]:
    _owner.check("container", container, "changed")
    fits(source)
    here = Path(source).expanduser()
    if not here.exists():
        raise NotFound(f"There is no {source} here to copy.")
    inside = source.endswith("/.")  # the content of a folder, not the folder
    try:
        kind = engine.call("get_archive", container, path.rstrip("/") or "/")[1]["mode"]
        folder = bool(kind & (1 << 31))  # Go's os.ModeDir
    except NotFound as error:
        if "no container" in str(error):
            raise
        folder = False
        if path.endswith("/") or not here.is_dir():
            inside = False
    name, into = here.resolve().name, path
    if not folder:
        into, _, name = path.rstrip("/").rpartition("/")
    members: list[tarfile.TarInfo] = []
    engine.call(
        "put_archive",
        container,
        into or "/",
        pack(here.resolve(), "." if inside and folder else name, members),
    )
    under = (into or "/").rstrip("/")
    return [[f"{under}/{one.name.removeprefix('./')}", one.size] for one in members if one.isfile()]


def _copy_out(container: str, path: str, source: str, target: str) -> list[list]:
    fits(target)
    chunks, stat = engine.call("get_archive", container, path)
    here = Path(target).expanduser()
    if here.is_symlink() and not here.is_dir():
        here = here.resolve()  # a link that was named is followed
    into, first = (here, stat["name"]) if here.is_dir() else (here.parent, here.name)
    if not into.is_dir():
        raise NotFound(f"There is no folder {into} here to copy to.")
    return unpack(engine.pieces(chunks), into, first, source)


def diff(container: str) -> Table:
    """List what a container changed in its files (`docker diff`).

    Columns: KIND (`A` added, `C` changed, `D` deleted), PATH. Errors: NotFound.
    https://docs.docker.com/reference/cli/docker/container/diff/
    """
    command = show(line("diff", container))
    rows = [["CAD"[one["Kind"]], one["Path"]] for one in engine.call("diff", container) or []]
    return table(["KIND", "PATH"], rows, command)


def top(container: str, ps_options: str | None = None) -> Table:
    """List a container's processes (`docker top`), as the host sees them.

    Columns: those of `ps`: UID, PID, PPID, C, STIME, TTY, TIME, CMD unless `ps_options` asks others (text).
    Errors: NotFound, Conflict (not running). https://docs.docker.com/reference/cli/docker/container/top/
    """
    command = show(line("top", container, *argv(ps_options)))
    try:
        answer = engine.call("top", container, ps_options)
    except CourseError as error:
        if not isinstance(error.__cause__, ValueError) and "no program ps" not in str(error):
            raise
        raise CourseError(  # so answer Podman 4 (with nothing) and 5, which run the container's own ps
            f"The engine lists no processes of {container}, for its image has no program ps, or one that knows no such"
            f' options: dk.top("{container}", "user,pid,args") is what Podman itself knows.'
        ) from error
    titles, processes = answer["Titles"], answer["Processes"]
    if len(titles) == 1:  # Podman 4 passes lines on as they are
        titles = titles[0].split()
        processes = [one[0].split(maxsplit=len(titles) - 1) for one in processes]
    made = Table(processes, columns=titles, dtype="str")
    made.attrs = {"command": command, "rows": len(made)}
    return made


def port(container: str) -> Table:
    """List a container's published ports (`docker port`).

    Columns: CONTAINER PORT (`80/tcp`), HOST IP, HOST PORT (int). Errors: NotFound.
    https://docs.docker.com/reference/cli/docker/container/port/
    """
    command = show(line("port", container))
    found = engine.call("inspect_container", container)["NetworkSettings"]["Ports"] or {}
    rows = [
        [inside, one["HostIp"], int(one["HostPort"])]
        for inside in found
        for one in found[inside] or []
    ]
    rows.sort(key=lambda row: (int(row[0].partition("/")[0]), row))
    return table(["CONTAINER PORT", "HOST IP", "HOST PORT"], rows, command)


def stats(containers) -> Table:
    """Measure what running containers use now (`docker stats --no-stream`): names or a table.

    Columns: CONTAINER ID, NAME, CPU % and MEM % (float), MEM USAGE, MEM LIMIT, NET IN, NET OUT, BLOCK IN, BLOCK OUT
    (bytes), PIDS. Errors: NotFound. https://docs.docker.com/reference/cli/docker/container/stats/
    """
    names, shown = targets(containers, "NAMES", "CONTAINER ID")
    command = show(line("stats", *shown, no_stream=True))
    engine.need("stats")
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
    return table([*columns, "BLOCK OUT", "PIDS"], rows, command)


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

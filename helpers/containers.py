"""Containers: run, list, stop, start, remove."""

import codecs
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from . import _config, _owner, engine, references, tables
from ._each import AT_ONCE, each
from .commands import filters as as_filters
from .commands import line, pairs, show, targets
from .errors import CourseError, NotFound
from .tables import Table, table
from .transfer import fetch


def run(
    image: str, command=None, *, detach: bool = False, name: str | None = None, publish=None, publish_all: bool = False,
    restart: str | None = None, env=None, volume=None, mount=None, tmpfs=None, network: str | None = None,
    network_alias=None, ipc: str | None = None, pid: str | None = None, memory: str | None = None,
    cpus: float | None = None, rm: bool = False, label=None, entrypoint: str | None = None, user: str | None = None,
    workdir: str | None = None, hostname: str | None = None, read_only: bool = False, init: bool = False,
    platform: str | None = None,
) -> Table:  # fmt: skip
    """Make a container of an image and start it (`docker run`); an image that is not here is pulled first.

    With `detach` it runs in the background; else its output is printed until it ends, and `attrs["exit_code"]` has
    its exit code. Columns: as `ps`, the container's row - none when `rm` removed it.
    Errors: NotFound (image, program), Conflict (name or port in use). https://docs.docker.com/reference/cli/docker/container/run/
    """
    options = {key: value for key, value in locals().items() if key not in ("image", "command")}
    box, warrant = _create("run", image, command, options)
    if detach:
        _start(box, name, rm)
        return _rows(box, warrant)
    code = _foreground(box, name, rm)
    return _rows(box, warrant, exit_code=code)


def create(image: str, command=None, **options) -> Table:
    """Make a container of an image and do not start it (`docker create`).

    Takes the options of `run`, without `detach`. Columns: as `ps`, the container's row.
    Errors: as `run`. https://docs.docker.com/reference/cli/docker/container/create/
    """
    return _rows(*_create("create", image, command, options))


def _create(word: str, image: str, command, options: dict) -> tuple[str, str]:
    wired = engine.wire(image)
    options = _config.checked(options)
    printed = show(line(word, wired, *_config.argv(command), **_config.printed(options)))
    engine.need(*(name for name in ("memory", "cpus") if options.get(name)))
    config = _config.config(wired, command, options)
    _config.prepare_volumes(config)

    def make() -> dict:
        _owner.check_mother(wired)
        name, platform = options.get("name"), options.get("platform")
        with _owner.told_if_taken("container", name):
            return engine.call(
                "create_container_from_config", config, name, platform, subject=image
            )

    try:
        return make()["Id"], printed
    except NotFound as error:
        if "image" not in str(error):
            raise
        parts = references.parse(wired)
        print(
            f"Unable to find image '{wired if parts.tag or parts.digest else wired + ':latest'}' locally"
        )
        fetch(wired, options.get("platform"), printed)
        return make()["Id"], printed


def _start(box: str, name: str | None, rm: bool) -> None:
    """Start a new container; when it can't be started docker leaves it created, and the error says so."""
    with _starting(box, name, rm):
        engine.call("start", box, subject=name or box[:12])


@contextmanager
def _starting(box: str, name: str | None, rm: bool) -> Iterator[None]:
    called = name or box[:12]
    try:
        yield
    except CourseError as error:
        left = (
            ""
            if rm
            else f' The container {called} was created but not started: dk.rm("{called}") removes it.'
        )
        if rm:
            with suppress(CourseError):  # the engine did it itself; Podman does not
                engine.call("remove_container", box)
        raise type(error)(f"{error}{left}") from error.__cause__


def _foreground(box: str, name: str | None, rm: bool) -> int:
    """Start a container with its output attached, and wait for its end: both begin before the start, as docker's do."""
    with _starting(box, name, rm):  # Podman prepares it now
        output = engine.call("attach", box, stream=True, demux=True, subject=name or box[:12])
    ended = engine.ending(box, removed=rm)
    _start(box, name, rm)
    echo(output, lambda: engine.call("kill", box, "SIGINT"))
    code = ended()
    settled(box)
    return code


def settled(container: str) -> None:
    """Wait until listings show a container as it is: of its end, engines tell who waits an instant earlier."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        try:
            now = engine.call("inspect_container", container)
        except NotFound:
            return
        listed = engine.call("containers", all=True, filters={"id": [now["Id"]]})
        if all(one["State"] == now["State"]["Status"] for one in listed):
            return


def echo(output, interrupt=lambda: None) -> list[tuple[str, str]]:
    """Print a container's output as it comes, each stream to its own, and gather it; Ctrl-C goes to the container."""
    decoders = [codecs.getincrementaldecoder("utf-8")("replace") for _ in range(2)]
    said = []
    try:
        for parts in engine.read(output):
            for i, (part, place) in enumerate(zip(parts, (sys.stdout, sys.stderr), strict=True)):
                text = decoders[i].decode(part or b"")
                print(text, end="", file=place, flush=True)
                said.append((("stdout", "stderr")[i], text))
    except KeyboardInterrupt:
        interrupt()
        raise
    return said


def _rows(box: str, command: str, **attrs) -> Table:
    answer = engine.call("containers", all=True, filters={"id": [box]})
    return table(*tables.ps(answer, False, engine.prefix()), command, **attrs)


def ps(
    *, all: bool = False, filters: dict | None = None, last: int | None = None, latest: bool = False,
    size: bool = False, no_trunc: bool = False, everything: bool = False,
) -> Table:  # fmt: skip
    """List containers (`docker ps`): the running ones, or `all`; on a borrowed engine the course's, or `everything`.

    Columns: CONTAINER ID, IMAGE, COMMAND, CREATED (UTC), STATUS, PORTS, NAMES; with `size` also SIZE (what it wrote)
    and VIRTUAL SIZE (with its image), bytes. Errors: CourseError (no such filter).
    https://docs.docker.com/reference/cli/docker/container/ls/
    """
    chosen = _owner.own_filter(as_filters(filters), everything)
    if "ancestor" in chosen:
        chosen["ancestor"] = [engine.wire(one) for one in chosen["ancestor"]]
    options = {"last": last, "latest": latest}
    command = show(
        line("ps", all=all, **options, no_trunc=no_trunc, size=size, filter=pairs(chosen))
    )
    quiet = line("ps", all=all, quiet=True, **options, filter=pairs(chosen))
    if "ancestor" in chosen:
        chosen["ancestor"] = [references.tagged(one) for one in chosen["ancestor"]]
    most = 1 if latest else last or -1
    answer = engine.listing(
        "/containers/json", filters=chosen, all=int(all), limit=most, size=int(size)
    )
    prefix = None if everything else engine.prefix()
    return table(*tables.ps(answer, size, prefix), command, quiet=quiet, no_trunc=no_trunc)


def change(
    word: str, containers, method: str, done: str, printed: dict, *arguments, ends=False, **options
) -> Table:
    """Do one thing to each of some containers that are the course's: side by side, but for `start`, as docker does.

    `ends` says that it can end them.
    """
    names, shown = targets(containers, "NAMES", "CONTAINER ID")
    command = show(line(word, *shown, **printed))

    def act(name: str) -> str:
        _owner.check("container", name, done)
        if ends:
            _owner.check_unshared(name, done)
        engine.call(method, name, *arguments, **options)
        if ends and word != "rm":
            settled(name)
        return done

    return table(["NAMES", "RESULT"], each(names, act, 1 if word == "start" else AT_ONCE), command)


def start(containers) -> Table:
    """Start containers that are there already (`docker start`): names or a table.

    Columns: NAMES, RESULT. Errors: NotFound, Conflict (port in use), Refused.
    https://docs.docker.com/reference/cli/docker/container/start/
    """
    return change("start", containers, "start", "started", {})


def stop(containers, *, time: int | None = None) -> Table:
    """Stop containers (`docker stop`): names or a table; after `time` seconds (10 unless told) they are killed.

    Columns: NAMES, RESULT. Errors: NotFound, Refused.
    https://docs.docker.com/reference/cli/docker/container/stop/
    """
    return change("stop", containers, "stop", "stopped", {"time": time}, ends=True, timeout=time)


def restart(containers, *, time: int | None = None) -> Table:
    """Stop containers and start them again (`docker restart`): names or a table.

    Columns: NAMES, RESULT. Errors: NotFound, Conflict, Refused.
    https://docs.docker.com/reference/cli/docker/container/restart/
    """
    wait = 10 if time is None else time
    return change(
        "restart", containers, "restart", "restarted", {"time": time}, ends=True, timeout=wait
    )


def kill(containers, *, signal: str | None = None) -> Table:
    """Send containers a signal, SIGKILL unless told (`docker kill`): names or a table.

    Columns: NAMES, RESULT. Errors: NotFound, Conflict (not running), Refused.
    https://docs.docker.com/reference/cli/docker/container/kill/
    """
    return change(
        "kill", containers, "kill", "killed", {"signal": signal}, ends=True, signal=signal
    )


def pause(containers) -> Table:
    """Freeze all processes of containers (`docker pause`): names or a table.

    Columns: NAMES, RESULT. Errors: NotFound, Conflict, Refused.
    https://docs.docker.com/reference/cli/docker/container/pause/
    """
    engine.need("pause")
    return change("pause", containers, "pause", "paused", {})


def unpause(containers) -> Table:
    """Let frozen containers go on (`docker unpause`): names or a table.

    Columns: NAMES, RESULT. Errors: NotFound, Conflict, Refused.
    https://docs.docker.com/reference/cli/docker/container/unpause/
    """
    return change("unpause", containers, "unpause", "unpaused", {})


def rm(containers, *, force: bool = False, volumes: bool = False) -> Table:
    """Remove containers (`docker rm`): names or a table; `force` also running ones, `volumes` their unnamed volumes.

    Columns: NAMES, RESULT. Errors: NotFound, Conflict (it runs), Refused.
    https://docs.docker.com/reference/cli/docker/container/rm/
    """
    printed = {"force": force, "volumes": volumes}
    return change(
        "rm", containers, "remove_container", "removed", printed, ends=True, force=force, v=volumes
    )


def rename(container: str, name: str) -> Table:
    """Give a container another name (`docker rename`).

    Columns: as `ps`, its row. Errors: NotFound, Conflict (name in use), Refused.
    https://docs.docker.com/reference/cli/docker/container/rename/
    """
    command = show(line("rename", container, name))
    _owner.check("container", container, "renamed")
    box = engine.call("inspect_container", container)["Id"]
    with _owner.told_if_taken("container", name):
        engine.call("rename", container, name)
    return _rows(box, command)


def wait(containers) -> Table:
    """Wait until containers end (`docker wait`): names or a table.

    Columns: NAMES, EXIT CODE (int). Errors: NotFound.
    https://docs.docker.com/reference/cli/docker/container/wait/
    """
    names, shown = targets(containers, "NAMES", "CONTAINER ID")
    command = show(line("wait", *shown))

    def end(name: str) -> int:
        code = engine.call("wait", name)["StatusCode"]
        settled(name)
        return code

    return table(["NAMES", "EXIT CODE"], each(names, end), command)

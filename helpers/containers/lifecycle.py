"""What happens to a container after its creation: start, stop, restart, kill, pause, rename, wait, remove."""

import time

from .. import engine
from .._batch import WORKERS, for_each
from .._command_line import line, show, targets
from .._ownership import guard
from ..errors import NotFound
from ..tables import Table, make_table
from .listing import row


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


def change(
    word: str, containers, method: str, done: str, printed: dict, *arguments, ends=False, **options
) -> Table:
    """Do one thing to each of some containers that are the course's: side by side, but for `start`, as docker does.

    `ends` says that it can end them.
    """
    names, shown = targets(containers, "NAMES", "CONTAINER ID")
    command = show(line(word, *shown, **printed))

    def act(name: str) -> str:
        guard.check("container", name, done)
        if ends:
            guard.check_not_shared(name, done)
        engine.call(method, name, *arguments, **options)
        if ends and word != "rm":
            settled(name)
        return done

    return make_table(
        ["NAMES", "RESULT"], for_each(names, act, 1 if word == "start" else WORKERS), command
    )


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
    engine.require("pause")
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
    guard.check("container", container, "renamed")
    box = engine.call("inspect_container", container)["Id"]
    with guard.explain_name_conflict("container", name):
        engine.call("rename", container, name)
    return row(box, command)


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

    return make_table(["NAMES", "EXIT CODE"], for_each(names, end), command)

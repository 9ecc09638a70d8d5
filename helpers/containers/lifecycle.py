"""What happens to containers after they are made: `docker start`, `docker stop`, `docker rm` ..."""

from .. import engine
from .._batch import for_each
from .._command_line import line, show, targets
from ..tables import Table, make_table
from .changing import Change, Containers, change_each, wait_until_listed

START = Change("start", "start", "started", side_by_side=False)
STOP = Change("stop", "stop", "stopped", may_end=True)
RESTART = Change("restart", "restart", "restarted", may_end=True)
KILL = Change("kill", "kill", "killed", may_end=True)
PAUSE = Change("pause", "pause", "paused")
UNPAUSE = Change("unpause", "unpause", "unpaused")
REMOVE = Change("rm", "remove_container", "removed", may_end=True)
DEFAULT_GRACE = 10  # seconds


def start(containers: Containers) -> Table:
    """Start containers that are there already (`docker start`), one after the other.

    Parameters:
        containers (str | list[str] | DataFrame): Names, IDs, or a table such as that of `ps`.

    Returns:
        A table: NAMES (text), RESULT (text).

    Raises:
        NotFound: There is no such container.
        Conflict: A host port that it publishes is in use, or it is paused.
        Refused: It is not the course's.

    https://docs.docker.com/reference/cli/docker/container/start/
    """
    return change_each(START, containers)


def stop(containers: Containers, *, time: int | None = None) -> Table:
    """Stop containers (`docker stop`): ask them to end, and kill those that do not.

    Parameters:
        containers (str | list[str] | DataFrame): Names, IDs, or a table such as that of `ps`.
        time (int | None): How many seconds they have to end; 10 by default (`--time`).

    Returns:
        A table: NAMES (text), RESULT (text).

    Raises:
        NotFound: There is no such container.
        Refused: It is not the course's, or another that is not lives in its network or processes.

    https://docs.docker.com/reference/cli/docker/container/stop/
    """
    return change_each(STOP, containers, {"time": time}, timeout=time)


def restart(containers: Containers, *, time: int | None = None) -> Table:
    """Stop containers and start them again (`docker restart`); stopped ones are started.

    Parameters:
        containers (str | list[str] | DataFrame): Names, IDs, or a table such as that of `ps`.
        time (int | None): How many seconds they have to end; 10 by default (`--time`).

    Returns:
        A table: NAMES (text), RESULT (text).

    Raises:
        NotFound: There is no such container.
        Conflict: A host port that it publishes is in use.
        Refused: It is not the course's, or another that is not lives in its network or processes.

    https://docs.docker.com/reference/cli/docker/container/restart/
    """
    grace = DEFAULT_GRACE if time is None else time
    return change_each(RESTART, containers, {"time": time}, timeout=grace)


def kill(containers: Containers, *, signal: str | None = None) -> Table:
    """Send containers a signal (`docker kill`), which by default ends them at once.

    Parameters:
        containers (str | list[str] | DataFrame): Names, IDs, or a table such as that of `ps`.
        signal (str | None): The signal, `SIGHUP` or `1`; SIGKILL by default (`--signal`).

    Returns:
        A table: NAMES (text), RESULT (text).

    Raises:
        NotFound: There is no such container.
        Conflict: It is not running.
        Refused: It is not the course's, or another that is not lives in its network or processes.

    https://docs.docker.com/reference/cli/docker/container/kill/
    """
    return change_each(KILL, containers, {"signal": signal}, signal=signal)


def pause(containers: Containers) -> Table:
    """Freeze all processes of containers (`docker pause`).

    Parameters:
        containers (str | list[str] | DataFrame): Names, IDs, or a table such as that of `ps`.

    Returns:
        A table: NAMES (text), RESULT (text).

    Raises:
        NotFound: There is no such container.
        Conflict: It is not running, or is paused already.
        Refused: It is not the course's.
        CourseError: This engine has no control groups, as a rootless one may.

    https://docs.docker.com/reference/cli/docker/container/pause/
    """
    engine.require("pause")
    return change_each(PAUSE, containers)


def unpause(containers: Containers) -> Table:
    """Let the processes of paused containers go on (`docker unpause`).

    Parameters:
        containers (str | list[str] | DataFrame): Names, IDs, or a table such as that of `ps`.

    Returns:
        A table: NAMES (text), RESULT (text).

    Raises:
        NotFound: There is no such container.
        Conflict: It is not paused.
        Refused: It is not the course's.

    https://docs.docker.com/reference/cli/docker/container/unpause/
    """
    return change_each(UNPAUSE, containers)


def rm(containers: Containers, *, force: bool = False, volumes: bool = False) -> Table:
    """Remove containers (`docker rm`), with all that they wrote into their own files.

    Parameters:
        containers (str | list[str] | DataFrame): Names, IDs, or a table such as that of `ps`.
        force (bool): Running ones too: they are killed (`--force`).
        volumes (bool): Their unnamed volumes too (`--volumes`).

    Returns:
        A table: NAMES (text), RESULT (text).

    Raises:
        NotFound: There is no such container.
        Conflict: It runs or is paused, and `force` was not given.
        Refused: It is not the course's, or another that is not lives in its network or processes.

    https://docs.docker.com/reference/cli/docker/container/rm/
    """
    printed = {"force": force, "volumes": volumes}
    return change_each(REMOVE, containers, printed, force=force, v=volumes)


def wait(containers: Containers) -> Table:
    """Wait until containers end (`docker wait`), one after the other.

    Parameters:
        containers (str | list[str] | DataFrame): Names, IDs, or a table such as that of `ps`.

    Returns:
        A table: NAMES (text), EXIT CODE (int).

    Raises:
        NotFound: There is no such container.

    https://docs.docker.com/reference/cli/docker/container/wait/
    """
    names, words = targets(containers, "NAMES", "CONTAINER ID")
    command = show(line("wait", *words))

    def wait_for(name: str) -> int:
        exit_code: int = engine.call("wait", name)["StatusCode"]
        wait_until_listed(name)
        return exit_code

    return make_table(["NAMES", "EXIT CODE"], for_each(names, wait_for), command)

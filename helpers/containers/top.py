"""The processes of a container: `docker top`."""

from typing import Any

from .. import _podman, engine
from .._command_line import line, show, split_command
from ..errors import CourseError
from ..tables import Table


def top(container: str, ps_options: str | None = None) -> Table:
    """List the processes of a container (`docker top`), as the host sees them.

    Parameters:
        container (str): The container, by its name or ID.
        ps_options (str | None): Options of the host's program `ps`, which lists them: `aux`,
            `-o pid,args`; `-ef` by default.

    Returns:
        A table of the columns that `ps` prints, all of them text: by default UID, PID, PPID, C,
        STIME, TTY, TIME, CMD. Each PID is that of the host.

    Raises:
        NotFound: There is no such container.
        Conflict: It is not running.
        CourseError: The options are none of `ps`, or (Podman) the container has no `ps`.

    https://docs.docker.com/reference/cli/docker/container/top/
    """
    command = show(line("top", container, *split_command(ps_options)))
    answer = _ask(container, ps_options)
    table = Table(answer["Processes"], columns=answer["Titles"], dtype="str")
    table.attrs = {"command": command, "rows": len(table)}
    return table


def _ask(container: str, ps_options: str | None) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = engine.call("top", container, ps_options)
    except CourseError as error:
        if _podman.has_no_ps(error.code, error.__cause__):
            raise CourseError("no-ps-in-container", kind="container", name=container) from error
        raise
    return _podman.docker_top(answer)

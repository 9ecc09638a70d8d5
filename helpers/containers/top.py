"""The processes of a container: `docker top`."""

from typing import Any

from .. import engine
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
    titles = answer["Titles"]
    processes = answer["Processes"]
    if len(titles) == 1:  # Podman 4 hands the lines of `ps` on as they are
        titles = titles[0].split()
        last_column = len(titles) - 1
        processes = [process[0].split(maxsplit=last_column) for process in processes]
    table = Table(processes, columns=titles, dtype="str")
    table.attrs = {"command": command, "rows": len(table)}
    return table


def _ask(container: str, ps_options: str | None) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = engine.call("top", container, ps_options)
    except CourseError as error:
        # Podman 4 (with an empty answer) and 5 run the container's own `ps`, and so they answer
        # where the image has none.
        answered_with_nothing = isinstance(error.__cause__, ValueError)
        if answered_with_nothing or error.code == "no-program":
            raise CourseError("no-ps-in-container", kind="container", name=container) from error
        raise
    return answer

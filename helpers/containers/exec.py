"""One more command in a running container: `docker exec`."""

from typing import Any

from .. import engine
from .._command_line import key_values, line, show, split_command
from .._environment import environment_settings
from .._ownership import guard
from ..errors import Phrase
from ..tables import Table, make_table
from .output import show_output


def exec(
    container: str,
    command: str | list[str],
    *,
    env: dict[str, Any] | list[str] | str | None = None,
    user: str | None = None,
    workdir: str | None = None,
    privileged: bool = False,
) -> Table:
    """Run one more command in a running container (`docker exec`), printing what it prints.

    A command that fails is no error here: its exit code is printed and returned. On the course's
    own engine Ctrl-C (interrupt) goes to the command; on others it goes on, and a line says so.

    Parameters:
        container (str): The container, by its name or ID.
        command (str | list[str]): The command. A text is split at blanks as a shell does, and no
            shell reads it: for `>`, `|` or `$HOME` run one, `["sh", "-c", "echo $HOME"]`.
        env (dict[str, Any] | list[str] | str | None): Environment variables for it:
            `{"KEY": "value"}` or `KEY=value`. `KEY` alone, or `{"KEY": None}`, takes the value that
            it has in this notebook (`--env`).
        user (str | None): Who runs it, `name` or `user:group`; the container's own user by default
            (`--user`).
        workdir (str | None): The folder that it begins in; the container's own by default
            (`--workdir`).
        privileged (bool): Give it all rights on the host's devices and kernel (`--privileged`).

    Returns:
        A table of what it printed: STREAM (text, `stdout` or `stderr`), LINE (text); first all of
        `stdout`. `attrs["exit_code"]` (int) is its exit code.

    Raises:
        NotFound: There is no such container.
        Conflict: The container is not running, or is paused.
        Refused: The container is not the course's.

    https://docs.docker.com/reference/cli/docker/container/exec/
    """
    words = split_command(command)
    command_line = show(
        line(
            "exec",
            container,
            *words,
            env=key_values(env),
            privileged=privileged,
            user=user,
            workdir=workdir,
        )
    )
    guard.check("container", container, "entered")
    execution = engine.call(
        "exec_create",
        container,
        words,
        environment=environment_settings(env),
        user=user or "",
        workdir=workdir,
        privileged=privileged,
    )["Id"]
    output = engine.call("exec_start", execution, stream=True, demux=True, subject=container)
    streams = show_output(output, on_interrupt=lambda: _interrupt(execution, container))
    exit_code = engine.call("exec_inspect", execution)["ExitCode"]
    if exit_code:
        print(f"exit code {exit_code}")
    rows = []
    for stream in streams:
        rows += [[stream.name, text] for text in stream.lines()]
    return make_table(["STREAM", "LINE"], rows, command_line, exit_code=exit_code)


def _interrupt(execution: str, container: str) -> None:
    """Let Ctrl-C reach the command; where that is not possible, say that it goes on."""
    if not engine.interrupt_program(execution):
        print(Phrase("command-goes-on", {"name": container}))

"""Ending a program that `exec` started in a container, for which the Engine API has no request."""

import os
import signal

from .._wait import until
from ..errors import CourseError
from .address import kind
from .requests import call

ENDS_WITHIN = 2  # seconds


def interrupt_program(execution: str) -> bool:
    """Interrupt a program, as Ctrl-C does in a terminal, and wait a moment for its end.

    This is possible on the course's own engine: its containers' processes are processes of this
    machine. Those of a borrowed engine may be anywhere.

    Parameters:
        execution: The ID that `exec_create` gave.

    Returns:
        Whether the program ended.
    """
    try:
        if not _is_running(execution):
            return True
        process = _process_here(execution)
        if process is None:
            return False
        # runc gives the program a session, and so a process group, of its own.
        os.killpg(process, signal.SIGINT)
        return until(lambda: not _is_running(execution), ENDS_WITHIN)
    except (CourseError, OSError):  # it is gone, or somebody else's: a rootless container's user
        return False


def _is_running(execution: str) -> bool:
    return bool(call("exec_inspect", execution)["Running"])


def _process_here(execution: str) -> int | None:
    """Tell the program's process on this machine, if it is surely that.

    It lives where the container's own process lives, and this program does not.
    """
    if kind() != "private":
        return None
    program = call("exec_inspect", execution)
    container = call("inspect_container", program["ContainerID"])
    process: int = program["Pid"]
    namespace = _pid_namespace(process)
    is_in_container = namespace == _pid_namespace(container["State"]["Pid"])
    if not is_in_container or namespace == _pid_namespace(os.getpid()):
        return None
    return process


def _pid_namespace(process: int) -> str:
    return os.readlink(f"/proc/{process}/ns/pid")

"""What /proc says of processes: which there are, when one began, how much it holds."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from lab.base import wait


def every_pid() -> Iterator[int]:
    """The pid of each process on this machine; none where the system is not Linux."""
    proc = Path("/proc")
    if not proc.exists():
        return
    for entry in proc.iterdir():
        if entry.name.isdigit():
            yield int(entry.name)


def program(pid: int) -> str:
    """The name of the file that the process runs; OSError where it is gone or not to be seen."""
    file = os.readlink(f"/proc/{pid}/exe").removesuffix(" (deleted)")
    return os.path.basename(file)


def command_line(pid: int) -> str:
    """The words of the process, each ended by a NUL; OSError as for `program`."""
    return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="surrogateescape")


def birth(pid: int) -> str | None:
    """When the process began: ticks since this boot, with the boot's ID. No other has the same.

    Returns None where the process has ended.
    """
    try:
        fields = _fields(pid)
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except (OSError, IndexError):
        return None
    is_zombie = fields[0] == "Z"
    return None if is_zombie else f"{boot} {fields[19]}"


def ends(pid: int, seconds: float) -> bool:
    """Whether the process ends within `seconds`."""
    begun = birth(pid)

    def has_ended() -> bool:
        return begun is None or birth(pid) != begun

    try:
        wait.until(has_ended, seconds, f"the end of process {pid}")
    except wait.WaitFailed:
        return False
    return True


def resident(pid: int) -> int:
    """Resident memory of a process and of all below it, in bytes."""
    children: dict[int, list[int]] = {}
    pages: dict[int, int] = {}
    for number in every_pid():
        with suppress(OSError, IndexError):  # it has ended in the meantime
            parent = int(_fields(number)[1])
            pages[number] = int(Path(f"/proc/{number}/statm").read_text().split()[1])
            children.setdefault(parent, []).append(number)
    total = 0
    waiting = [pid]
    while waiting:
        current = waiting.pop()
        total += pages.get(current, 0)
        waiting += children.get(current, [])
    return total * os.sysconf("SC_PAGE_SIZE")


def _fields(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the state on, see proc_pid_stat(5)."""
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2]
    return after_name.split()

"""Programs that outlive the command that started them: start one, find it again, end it by its pid."""

import os
import signal
import subprocess
import time
from pathlib import Path

from lab.base import files, paths


def start(name: str, argv: list, *, env: dict | None = None) -> int:
    """Start a program in a session of its own, its output in NAME.log, its pid in NAME.pid; return the pid."""
    folder = paths.make_data() / "run"
    folder.mkdir(exist_ok=True)
    with (folder / f"{name}.log").open("ab") as log:
        child = subprocess.Popen(
            [str(word) for word in argv],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=env,
            start_new_session=True,
        )
    files.write(folder / f"{name}.pid", {"pid": child.pid, "since": _birth(child.pid)})
    return child.pid


def pid(name: str) -> int | None:
    """The pid of a program that `start` started, if that very program still runs (a pid used anew does not count)."""
    known = files.read(paths.data() / "run" / f"{name}.pid")
    number = known.get("pid")
    return number if number and known.get("since") and _birth(number) == known["since"] else None


def stop(name: str, seconds: float = 30) -> bool:
    """Ask the program to end, insist when it does not; return whether it was running."""
    number = pid(name)
    if number:
        for sign, limit in ((signal.SIGTERM, seconds), (signal.SIGKILL, 5)):
            os.kill(number, sign)
            if _gone(number, limit):
                break
    (paths.data() / "run" / f"{name}.pid").unlink(missing_ok=True)
    return bool(number)


def log_tail(name: str, lines: int = 5) -> str:
    """The last lines of the program's log."""
    path = paths.data() / "run" / f"{name}.log"
    return (
        "\n".join("    " + row for row in path.read_text(errors="replace").splitlines()[-lines:])
        if path.exists()
        else ""
    )


def resident(number: int) -> int:
    """Resident memory of a process and all below it, in bytes."""
    below: dict[int, list[int]] = {}
    pages: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int(entry.joinpath("stat").read_text().rpartition(")")[2].split()[1])
                pages[int(entry.name)] = int(entry.joinpath("statm").read_text().split()[1])
            except (OSError, IndexError):
                continue
            below.setdefault(parent, []).append(int(entry.name))
    todo, total = [number], 0
    while todo:
        current = todo.pop()
        total += pages.get(current, 0)
        todo += below.get(current, [])
    return total * os.sysconf("SC_PAGE_SIZE")


def _birth(number: int) -> str | None:
    """When the process began, in ticks since this boot, with the boot's id: no other process has the same."""
    try:
        fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except (OSError, IndexError):
        return None
    return None if fields[0] == "Z" else f"{boot} {fields[19]}"


def _gone(number: int, seconds: float) -> bool:
    birth, limit = _birth(number), time.monotonic() + seconds
    while time.monotonic() < limit:
        if _birth(number) != birth or birth is None:
            return True
        time.sleep(0.05)  # there is no event for the end of a process that is not our child
    return False

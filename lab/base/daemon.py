"""Programs that outlive the command that started them: start, find again, end by pid."""

import os
import signal
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from lab.base import data_folder, files, paths, processes, wait
from lab.base.errors import SetupError


def start(name: str, argv: Sequence[str | Path], *, env: dict[str, str] | None = None) -> int:
    """Start a program in a session of its own, with its output in NAME.log; return its pid."""
    data_folder.make()
    paths.run().mkdir(exist_ok=True)
    with _log(name).open("ab") as log:
        child = subprocess.Popen(
            [str(word) for word in argv],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=env,
            start_new_session=True,
        )
    files.write(_pid_file(name), {"pid": child.pid, "since": processes.birth(child.pid)})
    return child.pid


def pid(name: str) -> int | None:
    """The pid of a program that `start` started, if that very program still runs.

    Another program that has got the same pid in the meantime does not count.
    """
    known = files.read(_pid_file(name))
    number: int | None = known.get("pid")
    since = known.get("since")
    if number and since and processes.birth(number) == since:
        return number
    return None


def stop(name: str, seconds: float = 30) -> bool:
    """Ask the program to end, and kill it when it does not; return whether it ran."""
    number = pid(name)
    if number:
        os.kill(number, signal.SIGTERM)
        if not processes.ends(number, seconds):
            os.kill(number, signal.SIGKILL)
            processes.ends(number, 5)
    _pid_file(name).unlink(missing_ok=True)
    return bool(number)


def wait_until_ready(
    titles: dict[str, str], answers: Callable[[], bool], seconds: float, *, every: float = 0.05
) -> None:
    """Wait until programs answer; `titles` says of each, by its name, what the learner calls it.

    Raises SetupError with a program's last words when it ends, or does not answer in time.
    """

    def ended() -> list[str]:
        return [name for name in titles if pid(name) is None]

    what = " and ".join(titles.values())
    try:
        wait.until(answers, seconds, f"an answer of {what}", lost=ended, every=every)
    except wait.WaitFailed:
        name = [*ended(), *titles][0]
        raise SetupError(
            f"{titles[name]} did not start. Its last words:\n{log_tail(name)}"
        ) from None


def log_tail(name: str, lines: int = 5) -> str:
    """The last lines of the program's log, indented."""
    if not _log(name).exists():
        return ""
    rows = _log(name).read_text(errors="replace").splitlines()
    return "\n".join(f"    {row}" for row in rows[-lines:])


def _log(name: str) -> Path:
    return paths.run() / f"{name}.log"


def _pid_file(name: str) -> Path:
    return paths.run() / f"{name}.pid"

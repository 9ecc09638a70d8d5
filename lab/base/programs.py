"""Run a program to its end: quietly, with one clear sentence when it fails."""

import os
import shlex
import signal
import subprocess
import threading
from contextlib import suppress

from lab.base.errors import SetupError

_children: set[subprocess.Popen] = set()
broken_off = threading.Event()  # then a step that failed is not tried in another way


def end_children() -> None:
    """End the programs that a broken-off set-up still runs, so that nothing goes on behind the prompt."""
    broken_off.set()
    for child in list(_children):
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGTERM)


def call(
    argv: list,
    *,
    why: str,
    log=None,
    env: dict | None = None,
    cwd=None,
    finish: bool = False,
    stdin=subprocess.DEVNULL,
) -> str:
    """Run a program quietly and return its answer; a failure says what was tried and the program's last lines.

    With `finish`, a broken-off set-up lets the program come to its end (apt must not be cut off in the middle).
    """
    argv = [str(word) for word in argv]
    try:
        child = subprocess.Popen(
            argv,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE
            if log is None
            else subprocess.STDOUT,  # a log is read by people, in order
            env=env,
            cwd=cwd,
            start_new_session=True,
        )
    except FileNotFoundError:
        raise SetupError(f"{why} failed: the program {argv[0]} is not installed.") from None
    if not finish:
        _children.add(child)
    try:
        said, told = (text.decode(errors="replace") if text else "" for text in child.communicate())
    finally:
        _children.discard(child)
    output = said + told
    if log is not None:
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(f"$ {shlex.join(argv)}\n{output}")
    if child.returncode:
        last = "\n".join("    " + row for row in output.strip().splitlines()[-6:])
        where = f"\nAll of it: {log}" if log is not None else ""
        raise SetupError(
            f"{why} failed (exit code {child.returncode}): {shlex.join(argv[:6])}\n{last}{where}"
        )
    return said

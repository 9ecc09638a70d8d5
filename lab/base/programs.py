"""Run a program to its end: quietly, with one clear sentence when it fails."""

import os
import shlex
import signal
import subprocess
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from lab.base.errors import SetupError

_children: set[subprocess.Popen[bytes]] = set()
broken_off = threading.Event()  # then a step that failed is not tried in another way


def end_children() -> None:
    """End the programs that a broken-off set-up still runs.

    Nothing then goes on behind the prompt.
    """
    broken_off.set()
    for child in list(_children):
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGTERM)


def call(
    argv: Sequence[str | Path],
    *,
    why: str,
    log: Path | None = None,
    env: dict[str, str] | None = None,
    finish: bool = False,
    stdin: int | IO[bytes] = subprocess.DEVNULL,
) -> str:
    """Run a program quietly and return what it printed.

    A failure says what was tried (`why`) and the program's last lines; `log` keeps all of them.
    With `finish`, a broken-off set-up lets the program come to its end (apt must not be cut off).
    """
    command = [str(word) for word in argv]
    errors = subprocess.PIPE
    if log is not None:
        errors = subprocess.STDOUT  # people read a log: the lines stay in their order
    try:
        child = subprocess.Popen(
            command,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=env,
            start_new_session=True,
        )
    except FileNotFoundError:
        raise SetupError(f"{why} failed: the program {command[0]} is not installed.") from None
    if not finish:
        _children.add(child)
    try:
        stdout, stderr = child.communicate()
    finally:
        _children.discard(child)
    printed = stdout.decode(errors="replace")
    output = printed
    if stderr:
        output += stderr.decode(errors="replace")
    if log is not None:
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(f"$ {shlex.join(command)}\n{output}")
    if child.returncode:
        raise SetupError(_failure(why, child.returncode, command, output, log))
    return printed


def _failure(why: str, code: int, command: list[str], output: str, log: Path | None) -> str:
    """The sentence for a program that failed, with its last lines."""
    rows = [f"{why} failed (exit code {code}): {shlex.join(command[:6])}"]
    last = [f"    {row}" for row in output.strip().splitlines()[-6:]]
    rows.append("\n".join(last))
    if log is not None:
        rows.append(f"All of it: {log}")
    return "\n".join(rows)

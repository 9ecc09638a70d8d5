"""What the learner sees of a set-up: steps with their times, and one clear sentence when something is missing."""

import os
import shlex
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress


class Stop(Exception):
    """The command cannot go on: what failed, on what, and what to do next."""


def say(text: str = "") -> None:
    """Print one line at once, also into a pipe."""
    print(text, flush=True)


class Step:
    """One piece of the set-up: runs when all that it needs is done."""

    def __init__(
        self, name: str, what: str, work: Callable[[], object], needs: tuple[str, ...] = ()
    ):
        """Name the step, say in a few words what it does, and give the function that does it."""
        self.name, self.what, self.work, self.needs = name, what, work, needs


def run_steps(steps: list[Step], workers: int = 3) -> None:
    """Run the steps, side by side where they do not need one another; the first failure ends the rest."""
    begun, lock, running, done = time.monotonic(), threading.Lock(), {}, set()
    width = max(len(step.name) for step in steps)

    def line(step: Step, text: str) -> None:
        clock = time.monotonic() - begun
        with lock:
            clear = "\r\033[K" if sys.stderr.isatty() else ""
            say(f"{clear}[{len(done)}/{len(steps)}, {clock:4.0f} s] {step.name:<{width}}  {text}")

    def work(step: Step) -> Step:
        started = time.monotonic()
        line(step, step.what + " ...")
        step.work()
        done.add(step.name)
        line(step, f"done in {time.monotonic() - started:.1f} s")
        return step

    over = threading.Event()
    if sys.stderr.isatty():
        threading.Thread(target=_clock, args=(over, running, begun, lock), daemon=True).start()
    waiting, futures = list(steps), {}
    with ThreadPoolExecutor(workers) as pool:
        try:
            while waiting or futures:
                for step in [s for s in waiting if set(s.needs) <= done]:
                    waiting.remove(step)
                    running[step.name] = time.monotonic()
                    futures[pool.submit(work, step)] = step
                for future in wait(futures, return_when=FIRST_COMPLETED).done:
                    _finish(future, futures, running)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            end_children()
            raise
        finally:
            over.set()


def _finish(future: Future, futures: dict, running: dict) -> None:
    running.pop(futures.pop(future).name, None)
    future.result()


def _clock(over: threading.Event, running: dict, begun: float, lock: threading.Lock) -> None:
    """On a terminal, keep a last line that moves: what runs now, and for how long."""
    while not over.wait(1):
        now = time.monotonic()
        text = ", ".join(f"{name} {now - since:.0f} s" for name, since in list(running.items()))
        with lock:
            sys.stderr.write(f"\r\033[K        {now - begun:4.0f} s  {text}"[:100])
            sys.stderr.flush()
    sys.stderr.write("\r\033[K")


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
        raise Stop(f"{why} failed: the program {argv[0]} is not installed.") from None
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
        raise Stop(
            f"{why} failed (exit code {child.returncode}): {shlex.join(argv[:6])}\n{last}{where}"
        )
    return said

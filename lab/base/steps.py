"""The steps of a set-up, side by side where they do not need one another, with their times."""

import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from lab.base import programs
from lab.base.console import say


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
            programs.end_children()
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

"""The steps of a set-up, side by side where they do not need one another, with their times."""

import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field

from lab.base import console, programs

CLEAR = "\r\033[K"  # to the line's begin, and delete to its end
WIDTH = 100


@dataclass(frozen=True)
class Step:
    """A piece of the set-up: runs when all that it needs is done."""

    name: str
    what: str  # what it does, in a few words
    work: Callable[[], object]
    needs: tuple[str, ...] = ()  # names of steps


def run_steps(steps: list[Step], workers: int = 3) -> None:
    """Run the steps, side by side where they do not need one another; a failure ends the rest."""
    progress = Progress(steps)
    clock = progress.clock()
    waiting = list(steps)
    running: set[Future[None]] = set()
    with ThreadPoolExecutor(workers) as pool:
        try:
            while waiting or running:
                for step in progress.ready(waiting):
                    waiting.remove(step)
                    running.add(pool.submit(progress.run, step))
                ended, running = wait(running, return_when=FIRST_COMPLETED)
                for future in ended:
                    future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            programs.end_children()
            raise
        finally:
            clock.set()


@dataclass
class Progress:
    """How far the steps are, and the lines that say so."""

    steps: list[Step]
    begun: float = field(default_factory=time.monotonic)
    done: set[str] = field(default_factory=set)
    running: dict[str, float] = field(default_factory=dict)  # name of a step, since when it runs
    lock: threading.Lock = field(default_factory=threading.Lock)  # a line at a time

    def ready(self, waiting: list[Step]) -> list[Step]:
        """Those of the waiting steps whose needs are done."""
        return [step for step in waiting if self.done.issuperset(step.needs)]

    def run(self, step: Step) -> None:
        """Do the work of a step, between two lines that say so."""
        started = time.monotonic()
        self.running[step.name] = started
        try:
            self._say(step, f"{step.what} ...")
            step.work()
        finally:
            del self.running[step.name]
        self.done.add(step.name)
        self._say(step, f"done in {time.monotonic() - started:.1f} s")

    def clock(self) -> threading.Event:
        """On a terminal, keep a last line that moves: what runs, and for how long.

        Returns the event that ends it.
        """
        over = threading.Event()
        if sys.stderr.isatty():
            threading.Thread(target=self._tick, args=(over,), daemon=True).start()
        return over

    def _say(self, step: Step, text: str) -> None:
        seconds = time.monotonic() - self.begun
        width = max(len(each.name) for each in self.steps)
        count = f"{len(self.done)}/{len(self.steps)}"
        line = f"[{count}, {seconds:4.0f} s] {step.name:<{width}}  {text}"
        with self.lock:
            console.say(CLEAR + line if sys.stderr.isatty() else line)

    def _tick(self, over: threading.Event) -> None:
        while not over.wait(1):
            now = time.monotonic()
            items = list(self.running.items())
            text = ", ".join(f"{name} {now - since:.0f} s" for name, since in items)
            with self.lock:
                sys.stderr.write(f"{CLEAR}        {now - self.begun:4.0f} s  {text}"[:WIDTH])
                sys.stderr.flush()
        sys.stderr.write(CLEAR)

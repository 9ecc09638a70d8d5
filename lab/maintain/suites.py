"""`./course test`: running the groups of tests, and saying how far it is."""

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from lab import child
from lab.base import console, paths
from lab.engine.client import Engine
from lab.maintain import engine_matrix, groups, isolated, skipped
from lab.maintain.groups import Group, Round


@dataclass(frozen=True)
class Selection:
    """Which tests to run; without anything, those that show that machine and clone work."""

    all: bool = False
    engines: list[str] | None = None  # on other versions of the engine: on these, or on all
    mutations: bool = False
    ownership: int | None = None  # so many random sequences
    ways: bool = False
    screenshots: bool = False
    words: list[str] = field(default_factory=list)  # for pytest

    @property
    def is_quick(self) -> bool:
        """Whether it is what a person runs, which needs no browser."""
        return self == Selection()


def run(engine: Engine, selection: Selection) -> int:
    """Run the selected tests; return 0 if all passed."""
    if selection.engines is not None:
        return engine_matrix.test(engine, selection.engines, selection.words)
    if selection.mutations:
        return _pytest(engine, *groups.of_option("mutations"), "-s", *selection.words)
    if selection.ownership:
        os.environ["COURSE_OWNERSHIP"] = str(selection.ownership)
        return _pytest(engine, *groups.of_option("ownership"), "-s", *selection.words)
    if selection.ways:
        return _pytest(engine, *groups.of_option("ways"), *selection.words)
    if selection.screenshots:
        os.environ["COURSE_SCREENSHOTS"] = str(paths.LESSONS.parent / "pictures")
        return _pytest(engine, *(selection.words or groups.of_option("screenshots")))
    if selection.words:
        return _pytest(engine, *selection.words)
    return _run_rounds(engine, groups.rounds("all" if selection.all else "quick"))


def _pytest(engine: Engine, *words: str) -> int:
    return child.python(engine, "-m", "pytest", "-p", "lab.maintain.skipped", *words)


def _run_rounds(engine: Engine, rounds: list[Round]) -> int:
    """Run all groups of all rounds; return 0 if all passed."""
    at_once = isolated.possible(engine)
    progress = Progress(count(rounds), estimate(rounds, at_once))
    with tempfile.TemporaryDirectory() as folder:
        notes = Path(folder, "skipped")
        os.environ[skipped.VARIABLE] = str(notes)
        for each in rounds:
            if at_once and each.beside:
                _run_at_once(engine, each, progress)
            else:
                _run_here(engine, (*each.here, *each.beside), progress)
        for line in skipped.read(notes):
            console.say(line)
    return progress.finish()


def count(rounds: Sequence[Round]) -> int:
    """How many groups there are."""
    return sum(len(each.here) + len(each.beside) for each in rounds)


def estimate(rounds: Sequence[Round], at_once: bool) -> int:
    """About how many seconds all of it takes on two cores."""
    seconds = 0
    for each in rounds:
        here = sum(group.seconds for group in each.here)
        beside = sum(group.seconds for group in each.beside)
        seconds += max(here, beside) if at_once else here + beside
    return seconds


class Progress:
    """How far the groups are; each line says so, and about how long all of them take."""

    def __init__(self, groups: int, seconds: int, clock: Callable[[], float] = time.monotonic):
        """Begin."""
        self.groups = groups
        self.seconds = seconds
        self.clock = clock
        self.begun = clock()
        self.done = 0
        self.failed: list[str] = []
        self._lock = threading.Lock()  # a group here and one beside may end at once

    def begin(self, group: Group, where: str = "") -> None:
        """Say that a group runs."""
        with self._lock:
            self._say(f"{group.title} ...{where}")

    def end(self, group: Group, code: int) -> None:
        """Say how a group ended, by its exit code."""
        with self._lock:
            self.done += 1
            if code:
                self.failed.append(group.title)
            self._say(f"{group.title}: {'FAILED' if code else 'passed'}")

    def finish(self) -> int:
        """Say how all ended; return the exit code."""
        if self.failed:
            console.say(f"\nFailed: {'; '.join(self.failed)}")
            return 1
        console.say(f"\nAll tests passed in {self._passed():.0f} s. Next:  ./course lab")
        return 0

    def _passed(self) -> float:
        return self.clock() - self.begun

    def _say(self, text: str) -> None:
        counted = f"{self.done}/{self.groups}"
        # On a line of its own, also between the dots of a group that runs.
        console.say(f"\n[{counted}, {self._passed():.0f} s of about {self.seconds} s] {text}")


def _run_here(engine: Engine, groups: Sequence[Group], progress: Progress) -> None:
    """Run groups one after the other on the engine in use, each on one without images."""
    for group in groups:
        progress.begin(group)
        _reset(engine)
        progress.end(group, child.run(engine, "./course", *group.words))


def _reset(engine: Engine) -> None:
    """Remove what an earlier group, or a learner, made: lessons list all that there is."""
    subprocess.run(
        ["./course", "reset"],
        cwd=paths.CLONE,
        env=os.environ | child.settings(engine),
        stdout=subprocess.DEVNULL,
    )


def _run_at_once(engine: Engine, each: Round, progress: Progress) -> None:
    """Run a round's groups on two engines at once."""
    with _Beside(engine, each.beside, progress) as beside:
        _run_here(engine, each.here, progress)
        beside.wait()


class _Beside:
    """Groups that run on an isolated engine while something else goes on."""

    def __init__(self, in_use: Engine, groups: Sequence[Group], progress: Progress):
        """Keep the engine in use, and what to run beside it."""
        self.in_use = in_use
        self.groups = groups
        self.progress = progress
        self.broken_off = threading.Event()

    def __enter__(self) -> "_Beside":
        """Begin."""
        self.engine = isolated.IsolatedEngine(self.in_use)
        self.pool = ThreadPoolExecutor(1)
        self.run = self.pool.submit(self._run)
        return self

    def _run(self) -> list[str]:
        """Run all; return what they printed, under their titles."""
        printed = []
        for group in self.groups:
            if self.broken_off.is_set():
                break
            self.progress.begin(group, " (on an engine beside, meanwhile)")
            finished = self.engine.run(*group.words, *group.words_with_more_engines)
            printed.append(f"\n== {group.title}\n{finished.output.rstrip()}")
            self.progress.end(group, finished.code)
        return printed

    def wait(self) -> None:
        """Wait for the end, and show what was printed meanwhile."""
        for text in self.run.result():
            console.say(text)

    def __exit__(self, *_: object) -> None:
        """Break off what still runs, and end the engine."""
        self.broken_off.set()
        self.engine.terminate()
        self.pool.shutdown()
        self.engine.close()

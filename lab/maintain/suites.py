"""`./course test`: which tests there are, and running them."""

import os
from dataclasses import dataclass, field

from lab import child
from lab.base import console, paths
from lab.engine.client import Engine
from lab.maintain import engine_matrix, isolated

TESTS = paths.CLONE / "tests"
BROWSER = "tests/browser/test_browser.py"
MUTATIONS = "tests/engine/replay/mutations.py"
OWNERSHIP = "tests/engine/borrowed/test_bystanders_stay_untouched.py"
SECOND_HALF = (  # takes as long as all other tests
    "tests/engine/practice/test_checks.py",
    OWNERSHIP,
    "tests/engine/words",
    "tests/platforms",
)


@dataclass(frozen=True)
class Selection:
    """Which tests to run; without anything, all."""

    engines: list[str] | None = None  # on other versions of the engine: on these, or on all
    mutations: bool = False
    ownership: int | None = None  # so many random sequences
    ways: bool = False
    screenshots: bool = False
    words: list[str] = field(default_factory=list)  # for pytest


@dataclass(frozen=True)
class Group:
    """Tests that run one after the other, by a command of `./course`."""

    title: str
    words: tuple[str, ...]


def run(engine: Engine, selection: Selection) -> int:
    """Run the selected tests; return 0 if all passed."""
    if selection.engines is not None:
        return engine_matrix.test(engine, selection.engines, selection.words)
    if selection.mutations:
        return _pytest(engine, MUTATIONS, "-s", *selection.words)
    if selection.ownership:
        os.environ["COURSE_OWNERSHIP"] = str(selection.ownership)
        return _pytest(engine, OWNERSHIP, "-s", *selection.words)
    if selection.ways:
        ways = sorted(str(path) for path in (TESTS / "platforms").glob("ways_*.py"))
        return _pytest(engine, *ways, *selection.words)
    if selection.screenshots:
        os.environ["COURSE_SCREENSHOTS"] = str(paths.LESSONS.parent / "pictures")
        return _pytest(engine, *(selection.words or [BROWSER]))
    if selection.words:
        return _pytest(engine, *selection.words)
    return _run_all(engine)


def _pytest(engine: Engine, *words: str) -> int:
    return child.python(engine, "-m", "pytest", *words)


def _run_all(engine: Engine) -> int:
    """Run all groups, two at once where two engines can be; return 0 if all passed."""
    at_once = isolated.possible(engine)
    failed: list[str] = []
    for first, second in test_groups(at_once):
        if at_once:
            failed += _run_at_once(engine, first, second)
        else:
            failed += _run_in_turn(engine, first, second)
    if failed:
        console.say(f"\nFailed: {'; '.join(failed)}")
        return 1
    console.say("\nAll tests passed. Next:  ./course lab")
    return 0


def test_groups(at_once: bool) -> list[tuple[Group, Group]]:
    """What runs without a selection, in pairs that take as long as each other."""
    ignored = [f"--ignore={name}" for name in SECOND_HALF]
    two_engines = ("-n", "2") if at_once else ()
    return [
        (
            Group(
                "style, pure tests, engine, oracle, learners, incidents, fuzz, browser",
                ("test", "-q", *ignored),
            ),
            Group("exercises, ownership, security, weather", ("test", "-q", *SECOND_HALF)),
        ),
        (
            Group("strict replay, in order", ("replay",)),
            Group("strict replay, each lesson alone", ("replay", "--alone", *two_engines)),
        ),
    ]


def _run_at_once(engine: Engine, first: Group, second: Group) -> list[str]:
    """Run two groups at once, each on its own engine; return the titles of those that failed."""
    failed = []
    with isolated.BackgroundRun(engine, *second.words) as background:
        console.say(f"\n== {first.title}")
        if child.run(engine, "./course", *first.words):
            failed.append(first.title)
        console.say(f"\n== {second.title} (on an engine beside, meanwhile)")
        if background.end():
            failed.append(second.title)
    return failed


def _run_in_turn(engine: Engine, first: Group, second: Group) -> list[str]:
    """Run two groups one after the other; return the titles of those that failed."""
    failed = []
    for group in (first, second):
        console.say(f"\n== {group.title}")
        if child.run(engine, "./course", *group.words):
            failed.append(group.title)
    return failed

"""What each command of `./course` does with its arguments."""

import json
import os
from argparse import Namespace
from pathlib import Path

from lab import child, doctor, jupyter, setup, status, teardown, workspace
from lab.base import console, paths
from lab.base.lock import setup_lock
from lab.box.box import Box, say
from lab.engine import choose, private, second_host
from lab.install import environment, locks
from lab.maintain import suites


def open_lab(arguments: Namespace) -> int:
    """Set up what is missing, then run JupyterLab."""
    engine = setup.prepare()
    if workspace.bring_up_to_date(engine):
        return 1
    os.environ.update(child.settings(engine))
    return jupyter.serve(arguments.port, not arguments.no_browser)


def put_lesson(arguments: Namespace) -> int:
    """Say where the learner's copy of a lesson is; with --fresh, begin it anew."""
    engine = setup.prepare()
    if arguments.fresh:
        return workspace.begin_anew(engine, arguments.lesson)
    return workspace.bring_up_to_date(engine) or workspace.tell_place(arguments.lesson)


def update(arguments: Namespace) -> int:
    """Fetch the newest course, and merge its lessons into the learner's copies."""
    workspace.pull()
    return workspace.bring_up_to_date_anew()


def merge_lessons(arguments: Namespace) -> int:
    """For `update`, in a process that has the new code: merge the lessons into the copies."""
    return workspace.bring_up_to_date(setup.prepare())


def run_tests(arguments: Namespace) -> int:
    """Set up what is missing, then run the selected tests."""
    selection = suites.Selection(
        all=arguments.all,
        engines=arguments.engines,
        mutations=arguments.mutations,
        ownership=arguments.ownership,
        ways=arguments.ways,
        screenshots=arguments.screenshots,
        words=arguments.rest,
    )
    engine = setup.prepare(browser=not selection.is_quick)
    return suites.run(engine, selection)


def set_up(arguments: Namespace) -> int:
    """Set up what is missing."""
    setup.prepare()
    console.say("\nAll is set up. Next:  ./course lab")
    return 0


def replay(arguments: Namespace) -> int:
    """Run lessons and compare each output with the recorded one, strictly."""
    engine = setup.prepare()
    words: list[str] = []
    if arguments.alone:
        words.append("--alone")
    if arguments.n > 1:
        words += ["-n", str(arguments.n)]
    if arguments.shuffle is not None:
        words += ["--shuffle", str(arguments.shuffle)]
    return child.python(engine, "-m", "lab.maintain.replay", *words, *arguments.lessons)


def record(arguments: Namespace) -> int:
    """Run lessons and record their outputs."""
    engine = setup.prepare()
    words = ["--times"] if arguments.times else []
    return child.python(engine, "-m", "lab.maintain.record", *words, *arguments.lessons)


def show_status(arguments: Namespace) -> int:
    """Say what runs; the exit code is 0 when engine and registry do."""
    return status.show()


def show_doctor(arguments: Namespace) -> int:
    """Say which engine is used and why, and what is missing; the exit code is 1 if something is."""
    return doctor.main()


def stop(arguments: Namespace) -> int:
    """End JupyterLab, registry and engine."""
    teardown.stop()
    return 0


def reset(arguments: Namespace) -> int:
    """Remove what the lessons made; with --all, everything but the clone."""
    return teardown.reset_all() if arguments.all else teardown.reset()


def bench(arguments: Namespace) -> int:
    """Measure how fast the words of helpers are, on the course's own engine."""
    engine = setup.prepare()
    words = ["--quick"] if arguments.quick else []
    return child.python(engine, "-m", "bench", *words, *arguments.parts)


def run_box(arguments: Namespace) -> int:
    """Run the whole course in one container on an engine of this machine, or end it."""
    box = Box(choose.choose())
    with setup_lock("working on the box"):
        if arguments.stop or arguments.remove:
            done = box.remove() if arguments.remove else box.stop()
            console.say("\n".join(done) or "There is nothing of the box to end or to remove.")
            return 0
        # Made by the engine, the folder would be root's.
        paths.work().mkdir(parents=True, exist_ok=True)
        box.start(arguments.port, arguments.privileged)
    say(box.wait(), not arguments.no_browser)
    return 0


def lock(arguments: Namespace) -> int:
    """Make environment.lock anew."""
    environment.make()
    locks.make(environment.python())
    console.say("environment.lock is made anew. Next:  ./course test")
    return 0


def restart_engine(arguments: Namespace) -> int:
    """For the lesson on restart policies: end the private engine and start it again."""
    private.restart()
    return 0


def second_engine(arguments: Namespace) -> int:
    """For the lesson on shared folders: `start FOLDER` lends a second engine, `stop` ends it."""
    verb, *folders = arguments.rest
    if verb == "stop":
        second_host.stop()
        return 0
    share = Path(folders[0]).resolve()
    print(json.dumps(second_host.start(choose.choose(), share)))
    return 0

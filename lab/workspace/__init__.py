"""The learner's own copies of the lessons: made at first need, and kept up with the clone.

The work itself needs nbformat and nbdime, so `python -m lab.workspace` does it in the course's
environment; this module starts it.
"""

import os
import shutil
import subprocess

from lab import child
from lab.base import console, paths
from lab.base.errors import SetupError
from lab.engine.client import Engine


def bring_up_to_date(engine: Engine) -> int:
    """Put missing lessons into the work folder, merge changed ones; return the exit code."""
    return child.python(engine, "-m", "lab.workspace", "--work", str(paths.work()))


def begin_anew(engine: Engine, lesson: str) -> int:
    """Put one lesson as it is in the clone, and keep the learner's file under a dated name."""
    words = ("--work", str(paths.work()), "--fresh", lesson)
    return child.python(engine, "-m", "lab.workspace", *words)


def tell_place(lesson: str) -> int:
    """Say where the learner's copy of a lesson is."""
    found = sorted(paths.LESSONS.glob(f"{lesson}*.ipynb"))
    if not found:
        known = ", ".join(path.stem for path in sorted(paths.LESSONS.glob("*.ipynb")))
        raise SetupError(f"There is no lesson {lesson}. The lessons are: {known}.")
    copy = paths.work() / found[0].relative_to(paths.LESSONS.parent)
    console.say(f"{copy}\n\n./course lab  opens it,")
    console.say(f"./course lesson {lesson} --fresh  begins it anew and keeps what you have.")
    return 0


def pull() -> None:
    """Fetch the newest commits of the clone; a clone with changes of its own is left as it is."""
    if not shutil.which("git") or not (paths.CLONE / ".git").exists():
        raise SetupError(f"{paths.CLONE} is no clone of git, so there is nothing to fetch from.")
    console.say("Fetching the newest course ...")
    done = subprocess.run(
        ["git", "pull", "--ff-only"],
        cwd=paths.CLONE,
        env=os.environ | {"GIT_TERMINAL_PROMPT": "0"},  # nobody would see the question
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise SetupError(
            f"git could not fetch the newest course into {paths.CLONE}: {' '.join(last)}\n"
            "Your lessons stayed as they are."
        )
    console.say(done.stdout.strip())


def bring_up_to_date_anew() -> int:
    """Bring the copies up to date with the code that has just been fetched, not with this one."""
    return subprocess.run([paths.CLONE / "course", "merge-lessons"], cwd=paths.CLONE).returncode

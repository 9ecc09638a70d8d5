"""Where things are: the clone, the lessons, the data folder, a system's own programs."""

import os
from pathlib import Path

CLONE = Path(__file__).resolve().parents[2]
LESSONS = CLONE / "notebooks" / "ko"


def data() -> Path:
    """The data folder: COURSE_DATA, else docker-course in the user's data folder (XDG).

    `helpers`, which imports nothing of `lab`, has the same rule: a test compares the two.
    """
    chosen = os.environ.get("COURSE_DATA")
    if chosen:
        return Path(chosen).expanduser().absolute()
    base = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(base).expanduser().absolute() / "docker-course"


def run() -> Path:
    """The folder for pid files and logs, within the data folder."""
    return data() / "run"


def lessons() -> Path:
    """The folder whose lessons are replayed.

    An isolated engine has a copy of the lessons, for lessons make files where they are.
    """
    return Path(os.environ.get("COURSE_LESSONS") or LESSONS)


def work() -> Path:
    """The folder of the learner's own lessons: COURSE_WORK, else `work` in the clone."""
    chosen = os.environ.get("COURSE_WORK")
    if not chosen:
        return CLONE / "work"
    return Path(chosen).expanduser().absolute()


def in_box() -> bool:
    """Whether this is the box: the container that `./course box` runs."""
    return "COURSE_BOX" in os.environ


def search_path() -> str:
    """PATH with the folders where a system's own programs are, which a user's PATH may lack."""
    return os.environ.get("PATH", "") + ":/usr/sbin:/sbin"

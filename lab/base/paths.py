"""Where things are: the clone, and the one data folder of the user."""

import os
import secrets
import subprocess
from pathlib import Path

from lab.base import files
from lab.base.errors import SetupError

CLONE = Path(__file__).resolve().parents[2]
LESSONS = CLONE / "notebooks" / "ko"
MARK = "docker-course.json"  # says that a folder is ours to delete


def data() -> Path:
    """The course's data folder: COURSE_DATA, else docker-course in the user's data folder (XDG)."""
    if chosen := os.environ.get("COURSE_DATA"):
        return Path(chosen).expanduser().absolute()
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "docker-course"


def lessons() -> Path:
    """The folder whose lessons are replayed: an engine beside has a copy, for lessons make files where they are."""
    return Path(os.environ.get("COURSE_LESSONS") or LESSONS)


def in_box() -> bool:
    """Whether this is the box: the container that `./course box` runs."""
    return "COURSE_BOX" in os.environ


def make_data() -> Path:
    """Make the data folder, for its owner only, and mark it as the course's."""
    folder = data()
    mark = folder / MARK
    if folder.exists() and not mark.exists() and any(folder.iterdir()):
        raise SetupError(
            f"{folder} holds other files, so the course does not move in: set COURSE_DATA to a new folder."
        )
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not mark.exists():
        files.write(
            mark, {"what": "data of the Docker course; `./course reset --all` deletes this folder"}
        )
    return folder


def learner() -> str:
    """This folder's mark on an engine that others use too: chosen once, kept as long as the folder."""
    mark = make_data() / MARK
    told = files.read(mark)
    if "learner" not in told:
        told["learner"] = secrets.token_hex(4)
        files.write(mark, told)
    return told["learner"]


def lent(host: str | None = None) -> list[str]:
    """The engines of others on which the course has worked; `host` is one of them from now on."""
    told = files.read(make_data() / MARK)
    known = told.get("lent", [])
    if host and host not in known:
        known = [*known, host]
        files.write(data() / MARK, told | {"lent": known})
    return known


def search_path() -> str:
    """PATH with the folders where a system's own programs are, which a user's PATH may lack."""
    return os.environ.get("PATH", "") + ":/usr/sbin:/sbin"


def size() -> int:
    """How much the data folder holds, in megabytes."""
    done = subprocess.run(["du", "-sm", data()], capture_output=True, text=True)
    return int(done.stdout.split()[0]) if done.stdout else 0

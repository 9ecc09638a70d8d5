"""Where things are: the clone, and the one data folder of the user."""

import json
import os
import secrets
import subprocess
from pathlib import Path

from lab import console

CLONE = Path(__file__).resolve().parent.parent
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
        raise console.Stop(
            f"{folder} holds other files, so the course does not move in: set COURSE_DATA to a new folder."
        )
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not mark.exists():
        write(
            mark, {"what": "data of the Docker course; `./course reset --all` deletes this folder"}
        )
    return folder


def learner() -> str:
    """This folder's mark on an engine that others use too: chosen once, kept as long as the folder."""
    mark = make_data() / MARK
    told = read(mark)
    if "learner" not in told:
        told["learner"] = secrets.token_hex(4)
        write(mark, told)
    return told["learner"]


def lent(host: str | None = None) -> list[str]:
    """The engines of others on which the course has worked; `host` is one of them from now on."""
    told = read(make_data() / MARK)
    known = told.get("lent", [])
    if host and host not in known:
        known = [*known, host]
        write(data() / MARK, told | {"lent": known})
    return known


def search_path() -> str:
    """PATH with the folders where a system's own programs are, which a user's PATH may lack."""
    return os.environ.get("PATH", "") + ":/usr/sbin:/sbin"


def size() -> int:
    """How much the data folder holds, in megabytes."""
    done = subprocess.run(["du", "-sm", data()], capture_output=True, text=True)
    return int(done.stdout.split()[0]) if done.stdout else 0


def write(path: Path, value: object) -> None:
    """Write JSON, for its owner only, so that a reader sees the old file or the new one, never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    new.touch(mode=0o600)
    new.write_text(json.dumps(value, indent=1) + "\n")
    new.replace(path)


def read(path: Path) -> dict:
    """Read JSON written by `write`; a missing or broken file is an empty one."""
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError):
        return {}

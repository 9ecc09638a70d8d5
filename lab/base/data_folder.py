"""The data folder: its mark, its learner's ID, the engines that it borrowed, its size."""

import secrets
import shutil
import subprocess
from pathlib import Path

from lab.base import console, files, paths
from lab.base.errors import SetupError

MARK = "docker-course.json"  # says that a folder is the course's to delete
WHAT = "data of the Docker course; `./course reset --all` deletes this folder"
ENGINE_FILE = "engine.json"  # what `helpers` is told, the learner's ID too


def make() -> Path:
    """Make the data folder, for its owner only, and mark it as the course's."""
    folder = paths.data()
    mark = folder / MARK
    if folder.exists() and not mark.exists() and any(folder.iterdir()):
        raise SetupError(
            f"{folder} holds other files, so the course does not move in: "
            "set COURSE_DATA to a new folder."
        )
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not mark.exists():
        files.write(mark, {"what": WHAT})
    return folder


def is_marked() -> bool:
    """Whether the data folder carries the course's mark."""
    return (paths.data() / MARK).exists()


def learner_id() -> str:
    """The ID of this folder's learner on borrowed engines: chosen once, kept with the folder."""
    mark = make() / MARK
    known = files.read(mark)
    if "learner" in known:
        learner: str = known["learner"]
        return learner
    learner = _learner_in_engine_file() or secrets.token_hex(4)
    files.write(mark, {"what": WHAT, **known, "learner": learner})
    return learner


def _learner_in_engine_file() -> str:
    """The learner's ID as `helpers` was told it: the second place that it is kept in."""
    learner: str = files.read(paths.data() / ENGINE_FILE).get("learner", "")
    if learner:
        console.say(
            f"{paths.data() / MARK} had lost your mark on borrowed engines; "
            f"{ENGINE_FILE} still has it: {learner}. It is written back."
        )
    return learner


def borrowed_hosts() -> list[str]:
    """The addresses of the borrowed engines on which the course has worked."""
    hosts: list[str] = files.read(paths.data() / MARK).get("lent", [])
    return hosts


def remember_borrowed(host: str) -> None:
    """Keep that the course works on this borrowed engine."""
    mark = make() / MARK
    hosts = borrowed_hosts()
    if host not in hosts:
        files.write(mark, files.read(mark) | {"lent": [*hosts, host]})


def size() -> int:
    """How much the data folder holds, in megabytes."""
    done = subprocess.run(["du", "-sm", paths.data()], capture_output=True, text=True)
    return int(done.stdout.split()[0]) if done.stdout else 0


def free_space() -> int:
    """How much is free on the disk of the data folder, in megabytes."""
    folder = paths.data()
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free // 1_000_000

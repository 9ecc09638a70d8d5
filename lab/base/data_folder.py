"""The data folder: its mark, its learner's ID, the engines that it borrowed, its size."""

import secrets
import shutil
import subprocess
from pathlib import Path

from lab.base import files, paths
from lab.base.errors import SetupError

MARK = "docker-course.json"  # says that a folder is the course's to delete


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
        what = "data of the Docker course; `./course reset --all` deletes this folder"
        files.write(mark, {"what": what})
    return folder


def is_marked() -> bool:
    """Whether the data folder carries the course's mark."""
    return (paths.data() / MARK).exists()


def learner_id() -> str:
    """The ID of this folder's learner on borrowed engines: chosen once, kept with the folder."""
    mark = make() / MARK
    known = files.read(mark)
    if "learner" not in known:
        known["learner"] = secrets.token_hex(4)
        files.write(mark, known)
    learner: str = known["learner"]
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

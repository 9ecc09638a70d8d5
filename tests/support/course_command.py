"""`./course` with a data folder and a network namespace of its own."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.environment import CLONE, without_engine


class Course:
    """Runs programs, `./course` above all, in a new network namespace each time."""

    def __init__(self, data: Path):
        """Use this data folder."""
        self.data = data

    def __call__(self, *words: str, before: str = "", timeout: float = 40) -> tuple[int, str]:
        """Run a program after the shell line `before`; return its exit code and output."""
        script = f'ip link set lo up\n{before}\nexec "$@"'
        done = subprocess.run(
            ["unshare", "--net", "sh", "-c", script, "sh", *words],
            cwd=CLONE,
            env=without_engine(self.data),
            capture_output=True,
            text=True,
            timeout=timeout,
        )
        return done.returncode, done.stdout + done.stderr


@contextmanager
def own_course() -> Iterator[Course]:
    """Give a course with an empty data folder; end it, and remove the folder with all mounts."""
    if os.geteuid() != 0 or sys.platform != "linux":
        pytest.skip("a private engine needs root on Linux")
    folder = tempfile.mkdtemp(prefix="course-")  # short: a socket's path may have 107 bytes
    course = Course(Path(folder, "data"))
    yield course
    course("./course", "stop")
    unmount_below(folder)
    shutil.rmtree(folder)


def unmount_below(folder: str) -> None:
    """Take away each mount in a folder, the innermost first."""
    rows = Path("/proc/self/mounts").read_text().splitlines()
    points = [row.split()[1] for row in rows]
    for point in sorted(points, reverse=True):
        if point.startswith(folder):
            subprocess.run(["umount", "--lazy", point], check=True)

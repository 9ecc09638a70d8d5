"""An isolated engine: one beside the course's own, which neither sees.

It has a network namespace and a data folder of its own, a registry with a copy of the course's
images, and a copy of the lessons, which make files beside them. At its end nothing is left.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from lab.base import data_folder, paths
from lab.base.errors import SetupError
from lab.engine.client import Engine

OF_THE_OTHER_ENGINE = ("DOCKER_HOST", "COURSE_DOCKER_HOST", "COURSE_REGISTRY")
CHOSEN_ANEW = ("ports.json", "config.yml")  # of the registry: its ports, and what names them


@dataclass(frozen=True)
class Finished:
    """What a command printed, and its exit code."""

    output: str
    code: int


class IsolatedEngine:
    """An engine beside the course's own: `run` runs ./course with it."""

    def __init__(self, beside: Engine, programs: Path | None = None) -> None:
        """Make its folders and its network namespace; `programs` holds another dockerd.

        Refuses where there can be no engine beside the one in use, `beside`.
        """
        require_possible(beside)
        self.folder = Path(tempfile.mkdtemp(prefix="course-"))  # a socket's path is to be short
        data = self.folder / "data"
        lessons = self.folder / "notebooks" / paths.LESSONS.name
        _copy_data(data)
        _copy_notebooks(lessons.parent)
        self.holder = _hold_namespace()
        self.child: subprocess.Popen[str] | None = None
        self.env = dict(os.environ)
        for name in OF_THE_OTHER_ENGINE:
            self.env.pop(name, None)
        self.env["COURSE_DATA"] = str(data)
        self.env["COURSE_LESSONS"] = str(lessons)
        if programs:
            self.env["PATH"] = f"{programs}:{paths.search_path()}"

    @property
    def host(self) -> str:
        """The engine's address."""
        return f"unix://{self.folder / 'data' / 'engine' / 'docker.sock'}"

    def run(self, *words: str) -> Finished:
        """Run `./course WORDS` on this engine."""
        namespace = f"--net=/proc/{self.holder.pid}/ns/net"
        child = subprocess.Popen(
            ["nsenter", namespace, str(paths.CLONE / "course"), *words],
            cwd=paths.CLONE,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.child = child
        output, _ = child.communicate()
        return Finished(output, child.returncode)

    def terminate(self) -> None:
        """Break off the command that runs, if one does."""
        if self.child and self.child.poll() is None:
            self.child.terminate()
            self.child.wait()

    def close(self) -> None:
        """End the engine, and remove all that was made for it."""
        stopped = self.run("stop")
        self.holder.kill()
        self.holder.wait()
        if stopped.code:
            raise SetupError(f"An engine beside the course's own did not end:\n{stopped.output}")
        shutil.rmtree(self.folder)


def possible(beside: Engine) -> bool:
    """Whether there can be engines beside the one in use."""
    return sys.platform == "linux" and os.geteuid() == 0 and beside.is_private


def require_possible(beside: Engine) -> None:
    """Refuse where there can be no engine beside the one in use."""
    if not possible(beside):
        raise SetupError(
            "Engines beside the first need one of the course's own: that is root on Linux."
        )


def _copy_data(target: Path) -> None:
    """Make a data folder that holds the course's images, and no engine yet."""
    target.mkdir(mode=0o700)
    ignore = shutil.ignore_patterns(*CHOSEN_ANEW)
    shutil.copytree(paths.data() / "registry", target / "registry", ignore=ignore)
    shutil.copy(paths.data() / data_folder.MARK, target)


def _copy_notebooks(target: Path) -> None:
    ignore = shutil.ignore_patterns(".ipynb_checkpoints")
    shutil.copytree(paths.LESSONS.parent, target, ignore=ignore)


def _hold_namespace() -> subprocess.Popen[bytes]:
    """Start a program that holds a network namespace; its line says that loopback is up."""
    script = "ip link set lo up && echo && exec sleep infinity"
    holder = subprocess.Popen(["unshare", "--net", "sh", "-c", script], stdout=subprocess.PIPE)
    if holder.stdout:
        holder.stdout.readline()
    return holder

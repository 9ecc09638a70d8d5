"""Engines side by side, to replay lessons at once: each has a network namespace and a data folder of its own.

Two lessons on one engine would see each other's containers in their listings, so each gets an engine, a registry
with a copy of the course's images, and a copy of the lessons, which make files beside them. Of all this nothing is
left at the end.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from lab.base import console, data_folder, paths
from lab.base.errors import SetupError
from lab.engine import choose


class IsolatedEngine:
    """One engine beside the course's own: `run` runs ./course with it."""

    def __init__(self, programs: Path | None = None):
        """Make its data folder, with the images, and its network namespace; `programs` holds another dockerd."""
        need_root()
        self.folder = Path(
            tempfile.mkdtemp(prefix="course-")
        )  # short: a socket's path may have 107 bytes
        kept = shutil.ignore_patterns("ports.json", "config.yml")
        data = self.folder / "data"
        data.mkdir(mode=0o700)
        shutil.copytree(paths.data() / "registry", data / "registry", ignore=kept)
        shutil.copy(paths.data() / data_folder.MARK, data)
        lessons = self.folder / "notebooks" / paths.LESSONS.name
        shutil.copytree(
            paths.LESSONS.parent,
            lessons.parent,
            ignore=shutil.ignore_patterns(".ipynb_checkpoints"),
        )
        hold = "ip link set lo up && echo && exec sleep infinity"
        self.holder = subprocess.Popen(
            ["unshare", "--net", "sh", "-c", hold], stdout=subprocess.PIPE
        )
        self.holder.stdout.readline()
        self.child: subprocess.Popen | None = None
        names = ("DOCKER_HOST", "COURSE_DOCKER_HOST", "COURSE_REGISTRY")
        self.env = {k: v for k, v in os.environ.items() if k not in names}
        self.env |= {"COURSE_DATA": str(data), "COURSE_LESSONS": str(lessons)}
        if programs:
            self.env["PATH"] = f"{programs}:{paths.search_path()}"

    def run(self, *words: str) -> tuple[str, int]:
        """Run `./course WORDS` on this engine; give its output and exit code."""
        argv = [
            "nsenter",
            f"--net=/proc/{self.holder.pid}/ns/net",
            str(paths.CLONE / "course"),
            *words,
        ]
        pipes = {
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.STDOUT,
            "text": True,
        }
        self.child = subprocess.Popen(argv, cwd=paths.CLONE, env=self.env, **pipes)
        return self.child.communicate()[0], self.child.returncode

    def end(self) -> None:
        """Break off what runs, if something does."""
        if self.child and self.child.poll() is None:
            self.child.terminate()
            self.child.wait()

    def close(self) -> None:
        """End the engine, and remove all that was made for it."""
        output, code = self.run("stop")
        self.holder.kill()
        self.holder.wait()
        if code:
            raise SetupError(f"An engine beside the course's own did not end:\n{output}")
        shutil.rmtree(self.folder)


def possible() -> bool:
    """Whether there can be engines beside the first."""
    return sys.platform == "linux" and os.geteuid() == 0 and choose.choose().is_private


def need_root() -> None:
    """Refuse where there can be no engine beside the first."""
    if not possible():
        raise SetupError(
            "Engines beside the first need one of the course's own: that is root on Linux."
        )


class BackgroundRun:
    """Run `./course WORDS` on an engine beside the course's own while something else goes on."""

    def __init__(self, *words: str):
        """Keep the words."""
        self.words = words

    def __enter__(self) -> "BackgroundRun":
        """Begin."""
        self.side = IsolatedEngine()
        self.pool = ThreadPoolExecutor(1)
        self.result = self.pool.submit(self.side.run, *self.words)
        return self

    def end(self) -> int:
        """Wait for its end, print what it printed, and give its exit code."""
        output, code = self.result.result()
        console.say(output.rstrip())
        return code

    def __exit__(self, *_) -> None:
        """Break it off if it still runs, and end the engine."""
        self.side.end()
        self.pool.shutdown()
        self.side.close()


def replay(notebooks: list[Path], count: int, *words: str) -> int:
    """Replay lessons on `count` engines at once, each on the next that is free; return 0 if all passed."""
    sides: list[IsolatedEngine] = []
    free: SimpleQueue[IsolatedEngine] = SimpleQueue()
    try:
        for _ in range(count):
            sides.append(IsolatedEngine())
            free.put(sides[-1])

        def one(path: Path) -> int:
            side = free.get()
            try:
                output, code = side.run("replay", *words, path.stem)
            finally:
                free.put(side)
            console.say(f"{path.stem}:\n{output.rstrip()}")
            return code

        longest = sorted(
            notebooks, key=lambda path: path.stat().st_size, reverse=True
        )  # so that the last one is short
        pool = ThreadPoolExecutor(count)
        try:
            return max(pool.map(one, longest))
        finally:
            for side in sides:
                side.end()
            pool.shutdown(cancel_futures=True)
    finally:
        for side in sides:
            side.close()

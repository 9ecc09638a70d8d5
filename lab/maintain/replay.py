"""Strict replay: run lessons and compare every output with the recorded one, nothing ignored (nbval)."""

import argparse
import atexit
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from lab.base import console, paths
from lab.base.errors import SetupError
from lab.maintain import isolated

SANITIZE = paths.CLONE / "tests" / "data" / "sanitize.cfg"
STRICT = [
    "--nbval",
    "--nbval-current-env",
    f"--nbval-sanitize-with={SANITIZE}",
    "--nbval-cell-timeout=90",
]
QUIET = [
    "-q",
    "-p",
    "no:cacheprovider",
    "-p",
    "lab.maintain.pytest_report",
    "--tb=short",
    "--rootdir",
    str(paths.CLONE),
]
RESET = "import helpers, sys; print(left := helpers.reset(images=True)); sys.exit(len(left) > 0)"


def lessons(names: list[str], folder: Path | None = None) -> list[Path]:
    """The lessons' files in chapter order: all, or those whose names begin with one of `names`."""
    folder = folder or paths.lessons()
    every = sorted(folder.glob("*.ipynb"))
    if not every:
        raise SetupError(f"There is no lesson in {folder}.")
    for name in names:
        if not any(path.name.startswith(Path(name).name) for path in every):
            known = ", ".join(path.stem for path in every)
            raise SetupError(f"There is no lesson {name}. The lessons are: {known}.")
    return [
        path
        for path in every
        if not names or any(path.name.startswith(Path(name).name) for name in names)
    ]


def nobody() -> dict[str, str]:
    """What lessons need when no person looks at them: no live bars, and no person's record of what was passed."""
    record = Path(tempfile.gettempdir(), f"course-record-{os.getpid()}.json")
    atexit.register(record.unlink, missing_ok=True)
    return {"PYTHONPATH": str(paths.CLONE), "COURSE_PROGRESS": "0", "COURSE_RECORD": str(record)}


def run(notebooks: list[Path], *options: str, env: dict | None = None) -> int:
    """Replay these lessons in this order, each in a kernel of its own; return pytest's exit code."""
    argv = [sys.executable, "-m", "pytest", *QUIET, *STRICT, *options, *map(str, notebooks)]
    return subprocess.run(argv, cwd=paths.CLONE, env=env).returncode


def main() -> int:
    """Replay in order; or each lesson alone, on an engine without anything of the course's, as it has to leave it."""
    parser = argparse.ArgumentParser(prog="./course replay")
    parser.add_argument("--alone", action="store_true")
    parser.add_argument("-n", type=int, default=1)
    parser.add_argument("--shuffle", type=int, nargs="?", const=0)
    parser.add_argument("lessons", nargs="*")
    arguments = parser.parse_args()
    try:
        notebooks = lessons(arguments.lessons)
    except SetupError as stop:
        print(stop, file=sys.stderr)
        return 1
    os.environ |= nobody()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if arguments.shuffle is not None:
        seed = arguments.shuffle or time.time_ns() % 10_000
        random.Random(seed).shuffle(notebooks)  # noqa: S311 - an order, not a secret
        console.say(
            f"In the order of --shuffle {seed}: {' '.join(path.stem[:2] for path in notebooks)}"
        )
    if arguments.n > 1:
        try:
            return isolated.replay(
                notebooks, arguments.n, *(["--alone"] if arguments.alone else [])
            )
        except SetupError as stop:
            print(stop, file=sys.stderr)
            return 1
    if not arguments.alone:
        return run(notebooks)
    codes = []
    reset = [sys.executable, "-c", RESET]
    subprocess.run(reset, capture_output=True, cwd=paths.CLONE)
    for path in reversed(
        notebooks
    ):  # not the order they were written in: what one leaves must not help the next
        console.say(f"{path.stem}, alone:")
        codes.append(run([path]))
        left = subprocess.run(reset, capture_output=True, text=True, cwd=paths.CLONE)
        if left.returncode:
            console.say(f"FAILED: {path.stem} left this on the engine:\n{left.stdout}{left.stderr}")
        codes.append(left.returncode)
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())

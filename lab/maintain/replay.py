"""Strict replay: run lessons and compare every output with the recorded one, nothing ignored."""

import argparse
import atexit
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from lab.base import console, paths
from lab.base.errors import SetupError
from lab.engine import choose
from lab.maintain import parallel

SANITIZE = paths.CLONE / "tests" / "data" / "sanitize.cfg"
STRICT = (  # for nbval, which compares
    "--nbval",
    "--nbval-current-env",
    f"--nbval-sanitize-with={SANITIZE}",
    "--nbval-cell-timeout=90",
)
QUIET = (
    "-q",
    "-p",
    "no:cacheprovider",
    "-p",
    "lab.maintain.pytest_report",
    "--tb=short",
    "--rootdir",
    str(paths.CLONE),
)
RESET = """\
import sys
import helpers
left = helpers.reset(images=True)
print(left)
sys.exit(len(left) > 0)
"""


def lessons(names: list[str], folder: Path | None = None) -> list[Path]:
    """The lessons' files in chapter order: all, or those whose names begin with one of `names`."""
    folder = folder or paths.lessons()
    every = sorted(folder.glob("*.ipynb"))
    if not every:
        raise SetupError(f"There is no lesson in {folder}.")
    beginnings = tuple(Path(name).name for name in names)
    for name, beginning in zip(names, beginnings, strict=True):
        if not any(path.name.startswith(beginning) for path in every):
            known = ", ".join(path.stem for path in every)
            raise SetupError(f"There is no lesson {name}. The lessons are: {known}.")
    if not names:
        return every
    return [path for path in every if path.name.startswith(beginnings)]


def unattended() -> dict[str, str]:
    """The environment of lessons that no person looks at: no live bars, and a record of its own."""
    record = Path(tempfile.gettempdir(), f"course-record-{os.getpid()}.json")
    atexit.register(record.unlink, missing_ok=True)
    return {"PYTHONPATH": str(paths.CLONE), "COURSE_PROGRESS": "0", "COURSE_RECORD": str(record)}


def command(notebooks: list[Path], *options: str) -> list[str]:
    """The command line that replays these lessons in this order, each in a kernel of its own."""
    files = [str(path) for path in notebooks]
    return [sys.executable, "-m", "pytest", *QUIET, *STRICT, *options, *files]


def run(notebooks: list[Path], *options: str, env: Mapping[str, str] | None = None) -> int:
    """Replay these lessons in this order; return pytest's exit code."""
    return subprocess.run(command(notebooks, *options), cwd=paths.CLONE, env=env).returncode


def run_alone(notebooks: list[Path]) -> int:
    """Replay each lesson on an engine with nothing of the course's, as it has to leave it.

    The last lesson comes first: what a lesson leaves must not help the one that follows it.
    """
    codes = [0]
    reset_engine()
    for path in reversed(notebooks):
        console.say(f"{path.stem}, alone:")
        codes.append(run([path]))
        reset = reset_engine()
        codes.append(reset.returncode)
        if reset.returncode:
            left = reset.stdout + reset.stderr
            console.say(f"FAILED: {path.stem} left this on the engine:\n{left}")
    return max(codes)


def reset_engine() -> subprocess.CompletedProcess[str]:
    """Remove what the course has on the engine; the exit code is 0 only if there was nothing."""
    argv = [sys.executable, "-c", RESET]
    return subprocess.run(argv, capture_output=True, text=True, cwd=paths.CLONE)


def shuffle(notebooks: list[Path], seed: int) -> None:
    """Bring the lessons into another order; the same seed gives the same order."""
    seed = seed or time.time_ns() % 10_000
    random.Random(seed).shuffle(notebooks)  # noqa: S311 - an order, not a secret
    numbers = " ".join(path.stem[:2] for path in notebooks)
    console.say(f"In the order of --shuffle {seed}: {numbers}")


def replay(arguments: argparse.Namespace) -> int:
    """Replay as the command line says: in order, shuffled, each alone, several at once."""
    notebooks = lessons(arguments.lessons)
    if arguments.shuffle is not None:
        shuffle(notebooks, arguments.shuffle)
    if arguments.n > 1:
        words = ["--alone"] if arguments.alone else []
        return parallel.replay(choose.choose(), notebooks, arguments.n, *words)
    if arguments.alone:
        return run_alone(notebooks)
    return run(notebooks)


def main() -> int:
    """Run `./course replay`; return 0 if every output was as recorded."""
    parser = argparse.ArgumentParser(prog="./course replay")
    parser.add_argument("--alone", action="store_true")
    parser.add_argument("-n", type=int, default=1)
    parser.add_argument("--shuffle", type=int, nargs="?", const=0)
    parser.add_argument("lessons", nargs="*")
    arguments = parser.parse_args()
    os.environ |= unattended()
    signal.signal(signal.SIGTERM, _end)
    try:
        return replay(arguments)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1


def _end(*_: object) -> NoReturn:
    """Leave at SIGTERM as at an error: isolated engines are ended on the way out."""
    sys.exit(128 + signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(main())

"""Those that the words are measured against: the docker program, and python-on-whales where it can be installed."""

import importlib
import shutil
import subprocess
import sys
from pathlib import Path

import helpers as dk

REQUIREMENTS = Path(__file__).with_name("requirements.txt")


def cli(*words: str) -> str:
    """Run the docker program on the course's engine; give what it printed."""
    host = dk.engine.host()
    argv = ["docker", "--host", host, *words]
    done = subprocess.run(argv, check=True, capture_output=True, text=True)  # noqa: S603 - the benchmark's own words
    return done.stdout


def whales():
    """Give python-on-whales' client, from a folder of its own: it is no part of the learner's environment.

    Where it cannot be installed (no package index can be reached), say so and give None.
    """
    folder = dk.engine.data_folder() / "bench" / "python-on-whales"
    if not folder.exists():
        half = folder.with_name("python-on-whales.part")  # whole, or not there
        shutil.rmtree(half, ignore_errors=True)
        words = [
            "--quiet",
            "--require-hashes",
            "--no-deps",
            "--target",
            str(half),
            "-r",
            str(REQUIREMENTS),
        ]
        argv = [sys.executable, "-m", "uv", "pip", "install", "--python", sys.executable, *words]
        if subprocess.run(argv, capture_output=True).returncode:  # noqa: S603 - the benchmark's own words
            print(
                "python-on-whales could not be installed, so it is not compared: no package index was reached."
            )
            return None
        half.rename(folder)
    sys.path.append(str(folder))  # at the end: the environment's own packages come first
    return importlib.import_module("python_on_whales").DockerClient(host=dk.engine.host())

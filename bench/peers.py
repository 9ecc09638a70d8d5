"""Those that the words are measured against: the docker program, and python-on-whales where it can be installed."""

import importlib
import subprocess
import sys
from pathlib import Path

import helpers as dk

REQUIREMENTS = Path(__file__).with_name("requirements.txt")


def cli(*words: str) -> str:
    """Run the docker program on the course's engine; give what it printed."""
    host = dk.engine.host()
    done = subprocess.run(["docker", "--host", host, *words], check=True, capture_output=True, text=True)
    return done.stdout


def whales():
    """Give python-on-whales' client, from a folder of its own: it is no part of the learner's environment.

    Where it cannot be installed (no package index can be reached), say so and give None.
    """
    folder = dk.engine.data_folder() / "bench" / "python-on-whales"
    if not folder.exists():
        words = ["uv", "pip", "install", "--quiet", "--require-hashes", "--no-deps", "--target", str(folder)]
        done = subprocess.run(
            [sys.executable, "-m", *words, "--python", sys.executable, "-r", str(REQUIREMENTS)],
            capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode:
            print("python-on-whales could not be installed, so it is not compared: no package index was reached.")
            return None
    sys.path.append(str(folder))  # at the end: the environment's own packages come first
    return importlib.import_module("python_on_whales").DockerClient(host=dk.engine.host())

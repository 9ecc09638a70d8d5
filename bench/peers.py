"""Those that the words are measured against: the docker program and python-on-whales."""

import importlib
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import helpers as dk

REQUIREMENTS = Path(__file__).with_name("requirements.txt")


def docker(*words: str) -> str:
    """Run the docker program on the course's engine; return what it printed."""
    argv = ["docker", "--host", dk.engine.host(), *words]
    done = subprocess.run(argv, check=True, capture_output=True, text=True)  # noqa: S603 - the benchmark's own words
    return done.stdout


def whales() -> Any:
    """Return python-on-whales' client, from a folder of its own, outside of the environment.

    Where it cannot be installed (no package index can be reached), say so and return None.
    """
    folder = dk.engine.data_folder() / "bench" / "python-on-whales"
    if not folder.exists():
        part = folder.with_name("python-on-whales.part")  # whole, or not there
        shutil.rmtree(part, ignore_errors=True)
        if not _install(part):
            print(
                "python-on-whales could not be installed, so it is not compared: "
                "no package index was reached."
            )
            return None
        part.rename(folder)
    sys.path.append(str(folder))  # at the end: the environment's own packages come first
    package = importlib.import_module("python_on_whales")
    return package.DockerClient(host=dk.engine.host())


def _install(target: Path) -> bool:
    """Install python-on-whales into a folder; whether that went well."""
    argv = [sys.executable, "-m", "uv", "pip", "install", "--python", sys.executable]
    argv += ["--quiet", "--require-hashes", "--no-deps"]
    argv += ["--target", str(target), "-r", str(REQUIREMENTS)]
    done = subprocess.run(argv, capture_output=True)  # noqa: S603 - the benchmark's own words
    return done.returncode == 0

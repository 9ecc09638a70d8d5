"""The set-up from nothing, in a clone and a data folder of its own, beside its downloads and their unpacking alone."""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import helpers as dk
from lab.base import paths
from lab.images import build as images
from lab.install import environment

from . import measure

LEFT_OUT = (
    ".git",
    ".venv",
    "__pycache__",
    ".pytest_cache",
    ".ruff_cache",
    ".hypothesis",
    ".ipynb_checkpoints",
)
PEER = "downloads, unpacked"


def run() -> list[measure.Line]:
    """Measure one set-up; the course's engine is stopped meanwhile, for two of them would share one network.

    Debian's packages of engine and registry are there already, so neither side has them; no cache is used.
    """
    folder = dk.engine.data_folder() / "bench" / "fresh"
    shutil.rmtree(folder, ignore_errors=True)
    clone = Path(
        shutil.copytree(paths.CLONE, folder / "clone", ignore=shutil.ignore_patterns(*LEFT_OUT))
    )
    names = ("DOCKER_HOST", "COURSE_DOCKER_HOST", "COURSE_REGISTRY", "VIRTUAL_ENV", "CONDA_PREFIX")
    env = {key: value for key, value in os.environ.items() if key not in names}
    there = env | {"COURSE_DATA": str(folder / "data")} | caches(folder / "ours")
    try:
        _lab(paths.CLONE, env, "stop")
        try:
            ours = _timed([[sys.executable, clone / "lab", "setup"]], there)
        finally:
            _lab(clone, there, "stop")
            _lab(paths.CLONE, env, "setup")
        theirs = _timed(downloads(folder), env | caches(folder / "theirs"))
    except subprocess.CalledProcessError as error:
        print(f"The set-up could not be measured: {error}\n{error.stdout[-800:]}")
        return []
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return [measure.figure("starting", "set-up", 0, PEER, ours, theirs, 1.3, "s ")]


def caches(folder: Path) -> dict[str, str]:
    """Name caches that are empty."""
    return {"UV_CACHE_DIR": str(folder / "uv"), "PIP_CACHE_DIR": str(folder / "pip")}


def downloads(folder: Path) -> list[list]:
    """Write the commands that fetch and unpack what a set-up needs, one after the other, and do nothing else."""
    recipes = "".join(path.read_text() for path in sorted(images.FOLDER.glob("*/Dockerfile")))
    wanted = re.findall(r"apt-get (?:install|download) [^;]*?((?: [a-z][a-z0-9-]+)+)[ :;]", recipes)
    packages = sorted({name for some in wanted for name in some.split()})
    venv = folder / "venv"
    mirror = [os.environ["COURSE_DEBIAN_MIRROR"]] if os.environ.get("COURSE_DEBIAN_MIRROR") else []
    return [
        [sys.executable, "-m", "venv", "--without-pip", venv],
        [sys.executable, "-m", "uv", "pip", "sync", "--quiet", "--require-hashes", "--python", venv / "bin" / "python",
         environment.LOCK],
        ["mmdebstrap", "--variant=apt", f"--include={','.join(packages)}", images.SLIM, images.SUITE,
         folder / "all.tar", *mirror],
    ]  # fmt: skip


def _lab(clone: Path, env: dict[str, str], word: str) -> None:
    _timed([[sys.executable, clone / "lab", word]], env)


def _timed(commands: list[list], env: dict[str, str]) -> float:
    os.sync()  # what was written before is not paid for now
    begun = time.perf_counter()
    for words in commands:
        pipes = {
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.STDOUT,
            "text": True,
        }
        subprocess.run(words, check=True, env=env, cwd="/", **pipes)  # noqa: S603 - the benchmark's own words
    return time.perf_counter() - begun

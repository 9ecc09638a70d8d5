"""The set-up from nothing, beside its downloads and their unpacking alone."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import helpers as dk
from lab.base import paths
from lab.images import catalog, rootfs
from lab.install import locks

from . import figures
from .figures import Figure

NOT_COPIED = (
    ".git",
    ".venv",
    "__pycache__",
    ".pytest_cache",
    ".ruff_cache",
    ".hypothesis",
    ".ipynb_checkpoints",
)
NOT_INHERITED = (
    "DOCKER_HOST",
    "COURSE_DOCKER_HOST",
    "COURSE_REGISTRY",
    "VIRTUAL_ENV",
    "CONDA_PREFIX",
)
PEER = "downloads, unpacked"
INSTALLED = re.compile(r"apt-get (?:install|download) [^;]*?((?: [a-z][a-z0-9-]+)+)[ :;]")


def run() -> list[Figure]:
    """Measure a set-up in a clone and a data folder of its own, without a cache.

    The course's engine is stopped meanwhile, for two engines would share one network. Debian's
    packages of engine and registry are there already, so neither side has them.
    """
    folder = dk.engine.data_folder() / "bench" / "fresh"
    shutil.rmtree(folder, ignore_errors=True)
    env = {key: value for key, value in os.environ.items() if key not in NOT_INHERITED}
    try:
        ours = time_setup(folder, env)
        theirs = time_commands(downloads(folder), env | caches(folder / "theirs"))
    except subprocess.CalledProcessError as error:
        print(f"The set-up could not be measured: {error}\n{error.stdout[-800:]}")
        return []
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    unit = figures.IN_SECONDS
    return [figures.single("starting", "set-up", 0, PEER, ours, theirs, 1.3, unit)]


def time_setup(folder: Path, env: dict[str, str]) -> float:
    """Time the set-up of a copy of the clone, while the course's own engine is down."""
    clone = folder / "clone"
    shutil.copytree(paths.CLONE, clone, ignore=shutil.ignore_patterns(*NOT_COPIED))
    env_of_copy = env | {"COURSE_DATA": str(folder / "data")} | caches(folder / "ours")
    course(paths.CLONE, env, "stop")
    try:
        return course(clone, env_of_copy, "setup")
    finally:
        course(clone, env_of_copy, "stop")
        course(paths.CLONE, env, "setup")


def caches(folder: Path) -> dict[str, str]:
    """Name caches that are empty."""
    return {"UV_CACHE_DIR": str(folder / "uv"), "PIP_CACHE_DIR": str(folder / "pip")}


def downloads(folder: Path) -> list[list[str]]:
    """Write the commands that fetch and unpack what a set-up needs, one after the other."""
    venv = folder / "venv"
    python = str(venv / "bin" / "python")
    make_venv = [sys.executable, "-m", "venv", "--without-pip", str(venv)]
    sync = [sys.executable, "-m", "uv", "pip", "sync", "--quiet", "--require-hashes"]
    sync += ["--python", python, str(locks.LOCK)]
    include = ",".join(debian_packages())
    bootstrap = ["mmdebstrap", "--variant=apt", f"--include={include}", rootfs.SLIM, catalog.SUITE]
    bootstrap += [str(folder / "all.tar"), *rootfs.mirror()]
    return [make_venv, sync, bootstrap]


def debian_packages() -> list[str]:
    """List the packages that the course's images install, by their Dockerfiles."""
    packages: set[str] = set()
    for dockerfile in catalog.FOLDER.glob("*/Dockerfile"):
        for names in INSTALLED.findall(dockerfile.read_text()):
            packages.update(names.split())
    return sorted(packages)


def course(clone: Path, env: Mapping[str, str], word: str) -> float:
    """Run `./course WORD` of a clone; return the seconds that it took."""
    return time_commands([[sys.executable, str(clone / "lab"), word]], env)


def time_commands(commands: list[list[str]], env: Mapping[str, str]) -> float:
    """Run commands one after the other; return the seconds that they took."""
    os.sync()  # the time does not include writing what was there before
    begun = time.perf_counter()
    for argv in commands:
        subprocess.run(  # noqa: S603 - the benchmark's own words
            argv,
            check=True,
            env=env,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    return time.perf_counter() - begun

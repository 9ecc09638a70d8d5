"""Programs that `./course` runs in the clone, with the engine's address in their environment."""

import os
import subprocess

from lab.base import paths
from lab.engine.client import Engine
from lab.install import environment


def settings(engine: Engine) -> dict[str, str]:
    """What lessons and tests find in their environment: the engine's address, the data folder."""
    return {
        "COURSE_DOCKER_HOST": engine.host,
        "DOCKER_HOST": engine.host,
        "COURSE_DATA": str(paths.data()),
    }


def run(engine: Engine, *words: str) -> int:
    """Run a program; return its exit code.

    Broken off, it is told so and waited for: it may have engines of its own to end.
    """
    child = subprocess.Popen(words, cwd=paths.CLONE, env=os.environ | settings(engine))
    try:
        return child.wait()
    except BaseException:  # Ctrl-C in a terminal reaches the child too; an end by `kill` does not
        child.terminate()
        child.wait()
        raise


def python(engine: Engine, *words: str) -> int:
    """Run the environment's Python; return its exit code."""
    return run(engine, str(environment.python()), *words)

"""The real `docker` program, as a learner types it: what it makes has no label of the course."""

import os
import subprocess

from helpers import engine


def environment() -> dict[str, str]:
    """Return an environment in which `docker` asks the engine in use and builds as its API does."""
    return {**os.environ, "DOCKER_HOST": engine.host(), "DOCKER_BUILDKIT": "0"}


def docker(*words: str, check: bool = True, stdin: bytes | None = None) -> str:
    """Run `docker WORDS`; return what it prints, which with `check` has to end well."""
    done = subprocess.run(
        ["docker", *words], env=environment(), input=stdin, capture_output=True, timeout=60
    )
    if check:
        assert done.returncode == 0, f"docker {' '.join(words)}: {done.stderr.decode()}"
    return done.stdout.decode().strip()


def shell(line: str, check: bool = True, seconds: float = 120) -> str:
    """Run a line in a shell, as a learner would who pastes it; return what it prints, as it is."""
    done = subprocess.run(
        ["/bin/sh", "-c", line],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=seconds,
    )
    if check:
        assert done.returncode == 0, f"{line}\n{done.stderr}"
    return done.stdout

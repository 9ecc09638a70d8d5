"""Shell lines for the fixture `course`: an engine in a network of its own, and a learner."""

import sys
from pathlib import Path

from tests.support.environment import CLONE

START_SERVICES = (
    "from lab.engine.choose import choose; from lab.setup import start_services; "
    "start_services(choose())"
)
DOCKER = 'docker="docker --host unix://$COURSE_DATA/engine/docker.sock"'
USE_ENGINE = 'export COURSE_DOCKER_HOST="unix://$COURSE_DATA/engine/docker.sock"'


def script(*lines: str) -> list[str]:
    """Return a program of shell lines with $docker at hand; the first line that fails ends it."""
    return ["sh", "-exc", "\n".join([DOCKER, *lines])]


def start() -> str:
    """Return a shell line that starts engine and registry."""
    return f'{sys.executable} -c "{START_SERVICES}"'


def learner(folder: Path, *lines: str, argument: str = "") -> str:
    """Return a shell line that runs these lines of Python as a learner's, in `folder`."""
    number = len(list(folder.glob("learner*.py")))
    file = folder / f"learner{number}.py"
    file.write_text("\n".join(["import helpers as dk", *lines]))
    return f"(cd '{folder}' && PYTHONPATH={CLONE} {sys.executable} '{file}' {argument})"


def load(archive: Path) -> str:
    """Return a shell line that loads an image."""
    return f"$docker load --quiet --input {archive}"


def kill(program: str, signal: str = "-TERM") -> str:
    """Return a shell line that ends a program of the course's: dockerd, registry or index."""
    pid = f"$(grep -o '\"pid\": [0-9]*' $COURSE_DATA/run/{program}.pid | cut -d ' ' -f 2)"
    return f"kill {signal} {pid}"

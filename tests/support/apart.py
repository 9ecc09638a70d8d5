"""Shell lines for the fixture `course`: an engine apart from the machine's network, and what a learner does with it."""

import sys
from pathlib import Path

from tests.support.environment import CLONE

BEGIN = "from lab import cli; cli.start_services()"
HOST = 'export COURSE_DOCKER_HOST="unix://$COURSE_DATA/engine/docker.sock"'


def script(*lines: str) -> list[str]:
    """Shell lines with $docker and ./course at hand; the first that fails ends them."""
    docker = 'docker="docker --host unix://$COURSE_DATA/engine/docker.sock"'
    return ["sh", "-exc", "\n".join([docker, *lines])]


def start() -> str:
    """A shell line that starts engine and registry."""
    return f'{sys.executable} -c "{BEGIN}"'


def learner(folder: Path, *lines: str) -> str:
    """A shell line that runs these lines of Python as a learner's, in a folder of the learner's own."""
    file = folder / f"learner{len(list(folder.glob('learner*.py')))}.py"
    file.write_text("\n".join(["import helpers as dk", *lines]))
    return f"(cd '{folder}' && PYTHONPATH={CLONE} {sys.executable} '{file}')"

"""Start a dockerd of the course's and wait until it answers."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from lab.base import daemon, paths
from lab.base.errors import SetupError
from lab.engine.client import answers

SECONDS = 90  # within which it has to answer


def run(
    name: str,
    config: Path,
    host: str,
    *,
    prefix: Sequence[str] = (),
    env: dict[str, str] | None = None,
) -> None:
    """Start the dockerd `name` with this configuration, and wait until it answers at `host`.

    `prefix` are words that go before it; `env` is what it finds in its environment besides.
    """
    dockerd = shutil.which("dockerd", path=paths.search_path())
    if dockerd is None:
        raise SetupError("dockerd is not installed. `./course setup` installs it.")
    environment = os.environ | {"PATH": paths.search_path()} | (env or {})
    for variable in ("DOCKER_HOST", "DOCKER_CONTEXT"):
        environment.pop(variable, None)
    daemon.start(name, [*prefix, dockerd, "--config-file", config], env=environment)
    daemon.wait_until_ready({name: "The course's engine"}, lambda: answers(host), SECONDS)

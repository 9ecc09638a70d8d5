"""The engine of the machine, on which the box runs."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from lab.base import paths, programs
from lab.base.errors import SetupError
from lab.engine import choose, client


@dataclass(frozen=True)
class OuterEngine:
    """The engine that runs the box."""

    host: str

    def docker(
        self,
        *words: str,
        why: str,
        env: Mapping[str, str] | None = None,
        stdin: int | IO[bytes] = subprocess.DEVNULL,
        log: Path | None = None,
    ) -> str:
        """Run the docker CLI on this engine; `env` is what it finds in its environment besides."""
        environment = os.environ | {"DOCKER_CLI_HINTS": "false"} | dict(env or {})
        argv = ["docker", "--host", self.host, *words]
        return programs.call(argv, why=why, env=environment, stdin=stdin, log=log)

    def succeeds(self, *words: str) -> bool:
        """Run the docker CLI on this engine, whether it fails or not; whether it went well."""
        argv = ["docker", "--host", self.host, *words]
        done = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True)
        return done.returncode == 0

    def has_image(self, reference: str) -> bool:
        """Whether the engine has this image."""
        return bool(self.image_id(reference))

    def image_id(self, reference: str) -> str:
        """The ID of an image; nothing if there is none."""
        words = ("images", "--quiet", "--no-trunc", reference)
        return self.docker(*words, why="Looking for an image").strip()


def find() -> OuterEngine:
    """Find the engine to run the box on; refuse in the box itself, and where none answers."""
    if paths.in_box():
        raise SetupError(
            "This is the box already; `./course box` is for the machine that it runs on."
        )
    host, _ = choose.choose()
    if not client.answers(host, 10):
        raise SetupError(
            f"The box needs a Docker engine that runs already, and none answers at {host}. "
            "Start Docker, or set DOCKER_HOST. "
            "The course without it:  sudo ./course lab  (Debian)."
        )
    return OuterEngine(host)

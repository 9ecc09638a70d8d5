"""An engine: its address, whose it is, and how it is asked."""

import http.client
import os
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from lab.base import data_folder, programs

Kind = Literal["private", "borrowed"]
UNIX = "unix://"


@dataclass(frozen=True)
class Engine:
    """The engine that a command works on: chosen once, and handed on."""

    host: str  # its address, as DOCKER_HOST has it
    kind: Kind  # private: the course's own; borrowed: somebody else's

    @property
    def is_private(self) -> bool:
        """Whether the engine is the course's own."""
        return self.kind == "private"

    def answers(self, seconds: float = 3) -> bool:
        """Whether the engine answers."""
        return answers(self.host, seconds)

    def docker(
        self,
        *words: str | Path,
        why: str,
        log: Path | None = None,
        env: dict[str, str] | None = None,
        stdin: int | IO[bytes] = subprocess.DEVNULL,
    ) -> str:
        """Run the docker program on this engine and return what it printed.

        It builds with the classic builder, which needs no plug-in, unless `env` says otherwise.
        """
        settings = {"DOCKER_BUILDKIT": "0", "DOCKER_CLI_HINTS": "false"}
        given = env or {}
        return programs.call(
            ["docker", "--host", self.host, *words],
            why=why,
            log=log,
            env=os.environ | settings | given,
            stdin=stdin,
        )

    def succeeds(self, *words: str) -> bool:
        """Run the docker program on this engine; whether it went well."""
        argv = ["docker", "--host", self.host, *words]
        done = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True)
        return done.returncode == 0

    def has_image(self, reference: str) -> bool:
        """Whether the engine has this image."""
        return self.image_id(reference) != ""

    def image_id(self, reference: str) -> str:
        """The ID of an image; empty if there is none."""
        words = ("images", "--quiet", "--no-trunc", reference)
        return self.docker(*words, why="Looking for an image").strip()

    def holds_course_objects(self, registry: str) -> bool:
        """Whether the engine has anything that this learner made there; `registry`: its address."""
        learner = data_folder.learner_id()
        label = f"label=course.docker={learner}"
        build_label = f"label=course.docker.build.{learner}"
        listings = [
            ("ps", "--all", "--filter", label),
            ("images", "--filter", build_label),
            ("images", "--filter", f"reference={registry}/*/*"),
            ("volume", "ls", "--filter", label),
            ("network", "ls", "--filter", label),
        ]
        why = f"Looking at what the engine at {self.host} has"
        return any(self.docker(*words, "--quiet", why=why).strip() for words in listings)


def answers(host: str, seconds: float = 3) -> bool:
    """Whether an engine answers at this address."""
    if host.startswith(UNIX):
        return _answers_ping(host.removeprefix(UNIX), seconds)
    argv = ["docker", "--host", host, "version"]
    try:
        return subprocess.run(argv, capture_output=True, timeout=30).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _answers_ping(path: str, seconds: float) -> bool:
    """Whether an engine answers `GET /_ping` behind this socket."""
    connection = http.client.HTTPConnection("localhost", timeout=seconds)
    connection.sock = socket.socket(socket.AF_UNIX)
    connection.sock.settimeout(seconds)
    try:
        connection.sock.connect(path)
        connection.request("GET", "/_ping")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()

"""Which Docker engine the course uses."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from lab.base import daemon, data_folder, paths, programs, rootless
from lab.base.errors import SetupError
from lab.engine.client import answers
from lab.registry import server as registry

DEFAULT = Path("/var/run/docker.sock")


def choose() -> tuple[str, str]:
    """(host, kind): the engine to use. kind is `private` (the course's own) or `borrowed` (somebody else's)."""
    for name in ("COURSE_DOCKER_HOST", "DOCKER_HOST"):
        host = os.environ.get(name)
        if host and host != own_host():
            return host, "borrowed"
    if daemon.pid("dockerd"):
        return own_host(), "private"
    if other := find_other():
        return other, "borrowed"
    return own_host(), "private"


def own_host() -> str:
    """The address of the course's own engine."""
    return f"unix://{paths.data() / 'engine' / 'docker.sock'}"


def find_other() -> str | None:
    """The address of an engine on this machine that is not the course's; None where there is none."""
    context = _context_host()
    for host in (f"unix://{DEFAULT}", f"unix:///run/user/{os.getuid()}/docker.sock", context):
        if host and host != own_host() and answers(host):
            return host
    for number in (
        _dockerds() if not rootless.needed() else ()
    ):  # a rootless one has a network of its own
        raise SetupError(
            f"Another Docker engine (dockerd, pid {number}) runs here; a second one beside it would break its network. "
            "Its socket is at no usual place: set DOCKER_HOST to its address, or stop it, and run this again."
        )
    return None


def holds(host: str) -> bool:
    """Whether an engine has anything that the course made there."""
    ours, built = (
        f"label=course.docker={data_folder.learner_id()}",
        f"label=course.docker.build.{data_folder.learner_id()}",
    )
    images = ("--filter", f"reference={registry.address()}/*/*")
    asked = [("ps", "--all", "--filter", ours), ("images", "--filter", built), ("images", *images)]
    asked += [(kind, "ls", "--filter", ours) for kind in ("volume", "network")]
    why = f"Looking at what the engine at {host} has"
    return any(
        programs.call(["docker", "--host", host, *words, "--quiet"], why=why).strip()
        for words in asked
    )


def docker(*words, why: str, **options) -> str:
    """Run the docker CLI on the course's engine (the classic builder: it needs no plug-in)."""
    host, _ = choose()
    env = os.environ | {"DOCKER_BUILDKIT": "0", "DOCKER_CLI_HINTS": "false"}
    return programs.call(["docker", "--host", host, *words], why=why, env=env, **options)


def _dockerds() -> list[int]:
    """pids of engines in this network namespace that are not the course's."""
    here, own, found = os.stat("/proc/self/ns/net").st_ino, daemon.pid("dockerd"), []
    for entry in Path("/proc").iterdir() if sys.platform == "linux" else ():
        try:
            is_engine = (
                entry.name.isdigit() and entry.joinpath("comm").read_text().strip() == "dockerd"
            )
            if (
                is_engine
                and int(entry.name) != own
                and entry.joinpath("ns/net").stat().st_ino == here
            ):
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def _context_host() -> str | None:
    if not shutil.which("docker"):
        return None
    argv = ["docker", "context", "inspect", "--format", "{{.Endpoints.docker.Host}}"]
    done = subprocess.run(argv, capture_output=True, text=True)
    return done.stdout.strip() or None

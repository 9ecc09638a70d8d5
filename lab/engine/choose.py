"""Which Docker engine the course uses: the facts, and the decision over them."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from lab.base import daemon, paths, processes, rootless
from lab.base.errors import SetupError
from lab.engine.client import Engine, answers

DEFAULT_SOCKET = "/var/run/docker.sock"
VARIABLES = ("COURSE_DOCKER_HOST", "DOCKER_HOST")  # the first that is set names the engine

OWN_AS_ROOT = "own, as root"
OWN_ROOTLESS = "own, rootless"
BORROWED = "lent"
BOX = "box"


@dataclass(frozen=True)
class Facts:
    """What the choice of an engine depends on."""

    private_host: str  # the address that the course's own engine has, or would have
    variable: str = ""  # the environment's variable that names another engine
    named_host: str = ""  # the address in it
    private_runs: bool = False
    found_host: str = ""  # an engine of this machine that answers, and is not the course's
    hidden_pid: int | None = None  # a dockerd of this machine whose socket is at no usual place
    root: bool = True
    linux: bool = True
    box: bool = False  # this is in the box


@dataclass(frozen=True)
class Choice:
    """The engine to use, and why this one."""

    engine: Engine
    way: str  # as `./course doctor` names the ways to have an engine
    reason: str


def choose() -> Engine:
    """Choose the engine of this command."""
    return decide(look()).engine


def decide(facts: Facts) -> Choice:
    """Pure: the engine that these facts lead to. Raises SetupError where there can be none."""
    if facts.named_host:
        return _borrow(facts.named_host, f"named by {facts.variable}")
    if facts.private_runs:
        return _own(facts)
    if facts.found_host:
        reason = "found on this machine, and two would disturb each other"
        return _borrow(facts.found_host, reason)
    if facts.hidden_pid is not None:
        raise SetupError(
            f"Another Docker engine (dockerd, pid {facts.hidden_pid}) runs here; a second one "
            "beside it would break its network. Its socket is at no usual place: set DOCKER_HOST "
            "to its address, or stop it, and run this again."
        )
    return _own(facts)


def _borrow(host: str, reason: str) -> Choice:
    return Choice(Engine(host, "borrowed"), BORROWED, reason)


def _own(facts: Facts) -> Choice:
    engine = Engine(facts.private_host, "private")
    reason = "the course's own"
    if not facts.root:
        return Choice(engine, OWN_ROOTLESS, f"{reason}, rootless, for you are not root")
    way = BOX if facts.box else OWN_AS_ROOT
    return Choice(engine, way, reason)


def look() -> Facts:
    """Ask the system; for other engines only where nothing goes before them."""
    variable = _naming_variable()
    private_runs = daemon.pid("dockerd") is not None
    found_host = ""
    hidden_pid = None
    if not variable and not private_runs:
        found_host = _find_other()
        if not found_host:
            hidden_pid = _find_hidden()
    return Facts(
        private_host=private_host(),
        variable=variable,
        named_host=os.environ.get(variable, ""),
        private_runs=private_runs,
        found_host=found_host,
        hidden_pid=hidden_pid,
        root=os.geteuid() == 0,
        linux=sys.platform == "linux",
        box=paths.in_box(),
    )


def private_engine() -> Engine:
    """The course's own engine, whether it runs or not."""
    return Engine(private_host(), "private")


def private_host() -> str:
    """The address of the course's own engine."""
    return f"unix://{paths.data() / 'engine' / 'docker.sock'}"


def _naming_variable() -> str:
    """The variable that names an engine which is not the course's own; empty where none does."""
    for variable in VARIABLES:
        host = os.environ.get(variable)
        if host and host != private_host():
            return variable
    return ""


def _find_other() -> str:
    """The address of an engine on this machine that answers, and is not the course's."""
    candidates = (
        f"unix://{DEFAULT_SOCKET}",
        f"unix:///run/user/{os.getuid()}/docker.sock",
        _context_host(),
    )
    for host in candidates:
        if host and host != private_host() and answers(host):
            return host
    return ""


def _context_host() -> str:
    """The address in docker's current context."""
    if not shutil.which("docker"):
        return ""
    argv = ["docker", "context", "inspect", "--format", "{{.Endpoints.docker.Host}}"]
    return subprocess.run(argv, capture_output=True, text=True).stdout.strip()


def _find_hidden() -> int | None:
    """The pid of another dockerd in this network namespace, in which two would disturb each other.

    A rootless engine has a network namespace of its own: for one there is no such other.
    """
    if rootless.needed() or sys.platform != "linux":
        return None
    here = _network_namespace("self")
    for pid in processes.every_pid():
        try:
            name = Path(f"/proc/{pid}/comm").read_text().strip()
            if name == "dockerd" and _network_namespace(str(pid)) == here:
                return pid
        except OSError:  # it has ended in the meantime
            continue
    return None


def _network_namespace(process: str) -> int:
    return os.stat(f"/proc/{process}/ns/net").st_ino

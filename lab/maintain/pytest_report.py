"""What the engine ran when something failed. A pytest plug-in of replay; the tests take `add_situation` of it."""

import os
import shutil
import socket
import subprocess

import pytest

from lab.base import paths
from lab.base.errors import SetupError
from lab.engine import choose, client

FORMAT = (
    "{{.Name}}  {{.State.Status}} {{.State.ExitCode}}  {{.Path}} {{.Args}}  pid={{.State.Pid}} "
    "{{range .NetworkSettings.Networks}} ip={{.IPAddress}}{{end}}"
    "{{range $port, $at := .NetworkSettings.Ports}} {{$port}}{{end}}"
)
NO_WAY = "is not reached from here"
LISTENS = "0A"  # the state of a socket in /proc/PID/net/tcp


def pytest_sessionstart(session: pytest.Session) -> None:
    """Do not begin without an engine."""
    if not client.answers(os.environ["COURSE_DOCKER_HOST"]):
        pytest.exit(
            f"No Docker engine answers at {os.environ['COURSE_DOCKER_HOST']}. Next:  ./course lab",
            3,
        )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo):
    """When a cell fails and the engine is gone, say that, and stop."""
    report = yield
    if report.failed and not client.answers(os.environ["COURSE_DOCKER_HOST"]):
        report.longrepr = f"{item.nodeid}: the Docker engine stopped answering"
        item.session.shouldstop = (
            "the Docker engine is gone: this failure says nothing about the lessons"
        )
    return add_situation(report)


def add_situation(report: pytest.TestReport) -> pytest.TestReport:
    """Add to the report of a failure which containers there were, and which of their ports could be reached."""
    if report.failed:
        report.sections.append(("containers when it failed", situation()))
    return report


def situation() -> str:
    """Write a line for each container: its state, command and address, what it listens on, what this host reaches."""
    try:
        engine = choose.choose()
        ids = engine.docker("ps", "--all", "--quiet", why="Listing containers").split()
        if not ids:
            return "none"
        rows = engine.docker(
            "inspect", "--format", FORMAT, *ids, why="Looking at containers"
        ).splitlines()
    except SetupError as stop:
        return str(stop)
    told = [row + _reached(row) for row in rows]
    return "\n".join(told + (_network() if any(NO_WAY in row for row in told) else []))


def _reached(row: str) -> str:
    """What the container of this line listens on (read of this kernel), and whether a connection from here is taken."""
    known = dict(word.split("=", 1) for word in row.split() if word.startswith(("pid=", "ip=")))
    try:
        with open(f"/proc/{known['pid']}/net/tcp") as file:
            sockets = [line.split() for line in file][1:]
    except (OSError, KeyError):
        return ""  # it does not run, or on another machine; or its command has several lines, and this is one of them
    told = []
    for port in sorted(
        {int(one[1].rpartition(":")[2], 16) for one in sockets if one[3] == LISTENS}
    ):
        try:
            socket.create_connection((known.get("ip") or "127.0.0.1", port), timeout=1).close()
            told.append(f"{port} answers")
        except OSError as error:
            told.append(f"{port} {NO_WAY} ({error.strerror or error})")
    return f"  listens: {', '.join(told) or 'nowhere'}"


def _network() -> list[str]:
    """How this host's network looks: addresses, neighbours, routes and the firewall's rules."""
    words = ["ip -brief address", "ip neigh", "ip route", "iptables -S", "iptables -t nat -S"]
    path = paths.search_path()  # an ordinary user's own has no iptables
    words = [one.split() for one in words if shutil.which(one.split()[0], path=path)]
    env = os.environ | {"PATH": path}
    told = [
        f"$ {' '.join(one)}\n" + subprocess.run(one, capture_output=True, text=True, env=env).stdout
        for one in words
    ]
    return [text.rstrip() for text in told]

"""What the engine ran when something failed: a pytest plug-in of replay, and for the tests."""

import json
import os
import shutil
import socket
import subprocess
from collections.abc import Generator
from typing import Any

import pytest

from lab.base import paths
from lab.base.errors import SetupError
from lab.engine import choose, client

NOT_REACHED = "is not reached from here"
LISTENS = "0A"  # the state of a socket in /proc/PID/net/tcp
NETWORK_COMMANDS = (
    "ip -brief address",
    "ip neigh",
    "ip route",
    "iptables -S",
    "iptables -t nat -S",
)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Do not begin without an engine."""
    host = os.environ["COURSE_DOCKER_HOST"]
    if not client.answers(host):
        pytest.exit(f"No Docker engine answers at {host}. Next:  ./course lab", 3)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """When a cell fails and the engine is gone, say that, and stop."""
    report = yield
    if report.failed and not client.answers(os.environ["COURSE_DOCKER_HOST"]):
        report.longrepr = f"{item.nodeid}: the Docker engine stopped answering"
        item.session.shouldstop = (
            "the Docker engine is gone: this failure says nothing about the lessons"
        )
    return add_situation(report)


def add_situation(report: pytest.TestReport) -> pytest.TestReport:
    """Add to the report of a failure which containers there were, and which ports were reached."""
    if report.failed:
        report.sections.append(("containers when it failed", situation()))
    return report


def situation() -> str:
    """Write a line for each container; if one is not reached, how this host's network looks."""
    try:
        containers = _inspect_all()
    except SetupError as error:
        return str(error)
    if not containers:
        return "none"
    lines = [line(container) + _listening(container) for container in containers]
    if any(NOT_REACHED in text for text in lines):
        lines += _network()
    return "\n".join(lines)


def line(container: dict[str, Any]) -> str:
    """Pure: a container's name, state, command, pid, addresses and ports."""
    state = container["State"]
    command = " ".join([container["Path"], *container["Args"]])
    words = [f"{container['Name']}  {state['Status']} {state['ExitCode']}  {command}"]
    words.append(f"pid={state['Pid']}")
    words += [f"ip={address}" for address in _addresses(container)]
    words += container["NetworkSettings"]["Ports"] or {}
    return "  ".join(words)


def _inspect_all() -> list[dict[str, Any]]:
    engine = choose.choose()
    ids = engine.docker("ps", "--all", "--quiet", why="Listing containers").split()
    if not ids:
        return []
    found: list[dict[str, Any]] = json.loads(
        engine.docker("container", "inspect", *ids, why="Looking at containers")
    )
    return found


def _addresses(container: dict[str, Any]) -> list[str]:
    networks = container["NetworkSettings"]["Networks"]
    return [network["IPAddress"] for network in networks.values()]


def _listening(container: dict[str, Any]) -> str:
    """Say what the container listens on, by this kernel, and whether a connection is taken."""
    try:
        ports = _listening_ports(container["State"]["Pid"])
    except OSError:  # it does not run, or on another machine
        return ""
    address = "127.0.0.1"
    for own in _addresses(container):
        address = own or address
    if not ports:
        return "  listens: nowhere"
    return "  listens: " + ", ".join(_try_port(address, port) for port in ports)


def _listening_ports(pid: int) -> list[int]:
    """The TCP ports on which the process's network namespace listens."""
    with open(f"/proc/{pid}/net/tcp") as file:
        rows = [text.split() for text in file][1:]  # the first line has the columns' names
    ports = set()
    for row in rows:
        local_address = row[1]
        state = row[3]
        if state == LISTENS:
            _, _, port = local_address.rpartition(":")
            ports.add(int(port, 16))
    return sorted(ports)


def _try_port(address: str, port: int) -> str:
    try:
        socket.create_connection((address, port), timeout=1).close()
    except OSError as error:
        return f"{port} {NOT_REACHED} ({error.strerror or error})"
    return f"{port} answers"


def _network() -> list[str]:
    """How this host's network looks: addresses, neighbours, routes and the firewall's rules."""
    path = paths.search_path()  # an ordinary user's own has no iptables
    environment = os.environ | {"PATH": path}
    shown = []
    for command in NETWORK_COMMANDS:
        argv = command.split()
        if shutil.which(argv[0], path=path):
            done = subprocess.run(argv, capture_output=True, text=True, env=environment)
            shown.append(f"$ {command}\n{done.stdout}".rstrip())
    return shown

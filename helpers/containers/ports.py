"""Ports to publish, as `--publish` has them: `8080:80`, `127.0.0.1::80`, `53:53/udp`."""

import re
from dataclasses import dataclass

from ..errors import CourseError

LOOPBACK = "127.0.0.1"
DEFAULT_PROTOCOL = "tcp"
SPECIFICATION = re.compile(
    r"""
    (?:
        (?: \[? (?P<address> [\d.:a-f]+ ) \]? : )?
        (?P<host> \d* (?: -\d+ )? ) :
    )?
    (?P<container> \d+ (?: -\d+ )? )
    (?: / (?P<protocol> tcp | udp | sctp ) )?
    """,
    re.VERBOSE,
)
WITHOUT_ADDRESS = re.compile(r"([\d-]*:)?[\d-]+(/\w+)?")


@dataclass(frozen=True)
class PublishedPort:
    """A port of a container and where it is reached.

    Attributes:
        container_port: The port in the container and its protocol: `80/tcp`.
        host_address: The address of the host; empty where none was given.
        host_port: The port of the host; empty where the engine is to choose one.
    """

    container_port: str
    host_address: str
    host_port: str


def parse_publish(specification: str) -> list[PublishedPort]:
    """Read one `--publish [[ADDRESS:]HOST:]CONTAINER[/PROTOCOL]`; a range gives a port for each."""
    found = SPECIFICATION.fullmatch(specification)
    if found is None:
        raise CourseError("not-a-port", value=specification)
    container_ports = _range(found["container"])
    host_ports = _range(found["host"])
    if not container_ports or (host_ports and len(host_ports) != len(container_ports)):
        raise CourseError("not-a-port", value=specification)
    if not host_ports:
        host_ports = [""] * len(container_ports)
    protocol = found["protocol"] or DEFAULT_PROTOCOL
    address = found["address"] or ""
    return [
        PublishedPort(f"{container_port}/{protocol}", address, host_port)
        for container_port, host_port in zip(container_ports, host_ports, strict=True)
    ]


def _range(text: str | None) -> list[str]:
    """List the ports of `8000-8002`, or the one of `8000`; none where there is no text."""
    if not text:
        return []
    first, _, last = text.partition("-")
    if not first:
        return []
    return [str(port) for port in range(int(first), int(last or first) + 1)]


def on_loopback(specification: str) -> str:
    """Publish on this machine only, where no address is given."""
    if not WITHOUT_ADDRESS.fullmatch(specification):
        return specification
    if ":" in specification:
        return f"{LOOPBACK}:{specification}"
    return f"{LOOPBACK}::{specification}"

"""A container's ports, written as `docker ps` does."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple


class Port(NamedTuple):
    """One port of a container; `public` is 0 and `address` empty where it is not published.

    Its fields stand in the order by which docker sorts ports.
    """

    private: int
    address: str
    public: int
    protocol: str


@dataclass
class Span:
    """Neighbouring ports, written `80-82`."""

    first: int
    last: int

    def __str__(self) -> str:
        """Write the first port and the last, or the only one."""
        return f"{self.first}" if self.first == self.last else f"{self.first}-{self.last}"


def format_ports(answer: list[dict]) -> str:
    """Write a container's ports: first those moved to another number, then spans, `80-82/tcp`."""
    if not answer:
        return ""
    moved: list[str] = []
    spans: dict[tuple[str, str], list[Span]] = {}
    for port in sorted(map(_read_port, answer)):
        # Podman 4 tells no address where a port is published on any.
        if port.public and (port.public != port.private or not port.address):
            moved.append(_format_moved(port))
        else:
            _add_to_spans(spans.setdefault((port.address, port.protocol), []), port.private)
    return ", ".join([*moved, *_format_spans(spans)])


def _read_port(port: dict) -> Port:
    return Port(port["PrivatePort"], port.get("IP", ""), port.get("PublicPort", 0), port["Type"])


def _add_to_spans(spans: list[Span], number: int) -> None:
    """Lengthen the last span, or begin one; ports come in order, some of them twice."""
    if spans and spans[-1].last == number - 1:
        spans[-1].last = number
    elif not spans or spans[-1].last != number:
        spans.append(Span(number, number))


def _format_moved(port: Port) -> str:
    target = f"{port.public}->{port.private}/{port.protocol}"
    return f"{_format_address(port.address)}:{target}" if port.address else target


def _format_spans(spans: dict[tuple[str, str], list[Span]]) -> Iterator[str]:
    for (address, protocol), neighbours in spans.items():
        for span in neighbours:
            if address:
                yield f"{_format_address(address)}:{span}->{span}/{protocol}"
            else:
                yield f"{span}/{protocol}"


def _format_address(address: str) -> str:
    return f"[{address}]" if ":" in address else address

"""Sockets in a container that wait for connections."""

from dataclasses import dataclass

from . import probes

LISTENING = "0A"  # the state of a socket in /proc/net/tcp
ALL_ADDRESSES = "*"
LOOPBACK = "127.0.0.1"
LOOPBACK_IN_KERNEL = "0100007F"


@dataclass(frozen=True)
class Listener:
    """A socket in a container that waits for connections, on all addresses or on loopback only."""

    address: str
    port: int

    def __str__(self) -> str:
        """Write it as the texts have it: `*:80`, `127.0.0.1:8080`."""
        return f"{self.address}:{self.port}"


def listeners(container: str) -> tuple[Listener, ...]:
    """Find what waits for connections in a running container."""
    sockets = probes.run_inside(container, "cat", "/proc/net/tcp", "/proc/net/tcp6").output
    return parse_listeners(sockets)


def parse_listeners(sockets: str) -> tuple[Listener, ...]:
    """Read what listens from the text of `/proc/net/tcp`, sorted as it is written. Pure.

    Docker's own name server, at 127.0.0.11, is left out.
    """
    found = set()
    for line in sockets.splitlines():
        columns = line.split()
        if len(columns) < 4 or columns[3] != LISTENING:
            continue
        address, _, port = columns[1].partition(":")
        is_other_loopback = address.endswith("7F") and address != LOOPBACK_IN_KERNEL
        if is_other_loopback:
            continue
        is_every_address = not address.strip("0")
        where = ALL_ADDRESSES if is_every_address else LOOPBACK
        found.add(Listener(where, int(port, 16)))
    return tuple(sorted(found, key=str))

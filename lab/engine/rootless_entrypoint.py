"""Run a rootless engine inside of its namespaces, and the course's registry beside it, at its address on the host.

`rootless_entrypoint.py PORT SOCKET PROGRAM ...` becomes the program. A child hands what comes to 127.0.0.1:PORT, in the engine's
own network, on to the socket, behind which the index listens on the host; it ends with the program.
"""

import os
import select
import socket
import sys
import threading
from contextlib import suppress

PIECE = 1 << 18  # bytes handed on at a time
OF_THE_HOST = (
    "/run/docker",
    "/run/containerd",
    "/run/xtables.lock",
)  # links, where the engine needs its own


def hand_on(source: socket.socket, target: socket.socket) -> None:
    """Hand on what one side says until it has said all."""
    with suppress(OSError):
        while piece := source.recv(PIECE):
            target.sendall(piece)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def join(client: socket.socket, link: str) -> None:
    """Join one connection with the socket, both ways, until both are at their end."""
    with client, socket.socket(socket.AF_UNIX) as registry:
        try:
            registry.connect(link)
        except OSError:
            return  # the registry does not run: the connection ends, and the engine says so
        back = threading.Thread(target=hand_on, args=(registry, client))
        back.start()
        hand_on(client, registry)
        back.join()


def serve(server: socket.socket, link: str, parent: int) -> None:
    """Take connections until the parent ends."""
    while True:
        ready, _, _ = select.select([server, parent], [], [])
        if parent in ready:
            os._exit(0)  # connections that are still open end with it
        threading.Thread(target=join, args=(server.accept()[0], link), daemon=True).start()


def main() -> None:
    """Make way, begin to serve, and become the program."""
    port, link, *program = sys.argv[1:]
    for name in OF_THE_HOST:
        if os.path.islink(name):
            os.unlink(name)
    server = socket.create_server(("127.0.0.1", int(port)))
    parent = os.pidfd_open(os.getpid())
    if os.fork() == 0:
        serve(server, link, parent)
    server.close()
    os.close(parent)
    os.execvp(program[0], program)  # noqa: S606 - the words that the lab gave


if __name__ == "__main__":
    main()

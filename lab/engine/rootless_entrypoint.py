"""Run a rootless engine inside its namespaces, with the course's registry at its usual address.

`rootless_entrypoint.py PORT SOCKET PROGRAM ...` becomes the program. A child takes what comes to
127.0.0.1:PORT in the engine's own network, and hands it on to the socket, behind which the search
index listens on the host. The child ends with the program.
"""

import os
import select
import socket
import sys
import threading
from contextlib import suppress

PIECE = 1 << 18  # bytes handed on at a time
OF_THE_HOST = (  # links to the host's, where the engine needs its own
    "/run/docker",
    "/run/containerd",
    "/run/xtables.lock",
)


def hand_on(source: socket.socket, target: socket.socket) -> None:
    """Hand on what one side sends until it has sent all."""
    with suppress(OSError):
        piece = source.recv(PIECE)
        while piece:
            target.sendall(piece)
            piece = source.recv(PIECE)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def join(client: socket.socket, link: str) -> None:
    """Join a connection with the socket, both ways, until both have ended."""
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
    """Take connections until the parent, whose pidfd this is, ends."""
    while True:
        ready, _, _ = select.select([server.fileno(), parent], [], [])
        if parent in ready:
            os._exit(0)  # connections that are still open end with it
        client, _ = server.accept()
        threading.Thread(target=join, args=(client, link), daemon=True).start()


def main() -> None:
    """Make way for the engine's own files, begin to serve, and become the program."""
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

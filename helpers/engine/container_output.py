"""What a container has printed."""

from collections.abc import Iterator
from typing import Any

from .requests import call, get_bytes

HEAD = 8  # bytes before each piece: one for the stream, the last four for the piece's size
STDERR = 2


def output(container: str, **wanted: Any) -> Iterator[tuple[str, bytes]]:
    """Read what a container has printed so far.

    The SDK's own `logs` does not tell the streams apart.

    Parameters:
        container: The container's name.
        wanted: Parameters of `GET /containers/{id}/logs`, such as `tail`.

    Returns:
        Pieces in the order of printing, each with its stream's name.
    """
    terminal = call("inspect_container", container)["Config"]["Tty"]
    params = {"stdout": 1, "stderr": 1, **wanted}
    body = get_bytes("/containers/{0}/logs", container, **params)
    if terminal:  # one stream, and no heads in it
        yield "stdout", body
        return
    yield from _split(body)


def _split(body: bytes) -> Iterator[tuple[str, bytes]]:
    place = 0
    while place < len(body):
        head = body[place : place + HEAD]
        begin = place + HEAD
        end = begin + int.from_bytes(head[4:], "big")
        stream = "stderr" if head[0] == STDERR else "stdout"
        yield stream, body[begin:end]
        place = end

"""Ports of 127.0.0.1: which are free."""

import socket


def is_free(port: int) -> bool:
    """Whether nobody listens on this port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def find_free(first: int, span: int, count: int) -> list[int]:
    """The first `count` free ports of the `span` ports from `first` on, or as many as are free."""
    found: list[int] = []
    for port in range(first, first + span):
        if len(found) == count:
            break
        if is_free(port):
            found.append(port)
    return found

"""Asking a published port for its page, and saying why none came."""

import http.client
from dataclasses import dataclass

WAIT = 5  # seconds
PAGE_LIMIT = 4000  # characters of a page that are shown


@dataclass(frozen=True)
class PublishedPort:
    """A container's port, and where it is reached from here."""

    container: str
    container_port: str  # such as `80/tcp`
    host: str
    host_port: int


@dataclass(frozen=True)
class WebPage:
    """What a server answered."""

    status: str  # such as `HTTP/1.1 200 OK`
    headers: list[tuple[str, str]]
    text: str


def fetch(port: PublishedPort, path: str) -> WebPage:
    """Ask for one page, with no proxy between.

    Raises:
        OSError, http.client.HTTPException: No page came; `explain_failure` says why.
    """
    connection = http.client.HTTPConnection(port.host, port.host_port, timeout=WAIT)
    try:
        connection.request("GET", path or "/", headers={"Connection": "close"})
        response = connection.getresponse()
        text = response.read(4 * PAGE_LIMIT).decode("utf-8", "replace")
        if len(text) > PAGE_LIMIT:
            text = text[:PAGE_LIMIT] + "…"
        status = f"HTTP/{response.version / 10} {response.status} {response.reason}"
        return WebPage(status, response.getheaders(), text)
    finally:
        connection.close()


def explain_failure(error: Exception, port: PublishedPort) -> str:
    """Say in words why no page came: each way to fail points to another cause. Pure."""
    name = port.container
    if isinstance(error, ConnectionRefusedError):
        return (
            f"Refused: nobody listens on the host's port {port.host_port}."
            f" Does {name} still run? dk.ps() tells."
        )
    if isinstance(error, ConnectionResetError | BrokenPipeError | http.client.RemoteDisconnected):
        return (
            f"The host's port {port.host_port} leads into {name}, but nobody listens there on"
            f" {port.container_port}: a wrong container port, a program that is not ready yet, or"
            f' one that listens on 127.0.0.1 only. dk.logs("{name}") may tell.'
        )
    if isinstance(error, http.client.BadStatusLine):
        return (
            f"Something answers behind port {port.host_port}, but it does not speak HTTP:"
            " it is no web server."
        )
    if isinstance(error, TimeoutError):
        return (
            f"No answer within {WAIT} s: the program behind {port.container_port} took the"
            " connection and says nothing."
        )
    return f"No page: {type(error).__name__}: {error}."


def explain_unpublished(name: str, status: str, ports: str) -> str:
    """Say why a container without a published port cannot be reached. Pure.

    `status` and `ports` are as `docker ps` writes them.
    """
    if not status.startswith("Up"):
        return (
            f"{name} is not running ({status or 'gone'}), so no port leads to it:"
            f' dk.start("{name}") starts it.'
        )
    used = f" Its image says that it uses {ports}, but that opens nothing." if ports else ""
    return (
        f"No port of the host leads to {name}: it was run without publish.{used}"
        ' Remove it and run it again with publish="HOST:CONTAINER", such as "18080:80".'
    )

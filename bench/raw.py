"""The limit: a request to the engine with nothing around it, over one kept connection."""

import http.client
import json
import socket
import threading
from typing import Any

VERSION = "/v1.41"


class SocketConnection(http.client.HTTPConnection):
    """An HTTP connection to a Unix socket."""

    def __init__(self, path: str) -> None:
        """Name the socket; the first request connects, and the connection is kept."""
        super().__init__("localhost")
        self.path = path

    def connect(self) -> None:
        """Connect to the socket instead of a host."""
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.path)


class Engine:
    """The engine's API; each thread has a connection of its own."""

    def __init__(self, host: str) -> None:
        """Take the address of an engine, `unix:///...`."""
        self.path = host.removeprefix("unix://")
        self.local = threading.local()

    def request(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | bytes | None = None,
        content_type: str = "application/json",
    ) -> bytes:
        """Make a request and read its answer; an error is raised in the engine's own words."""
        if isinstance(body, dict):
            body = json.dumps(body).encode()
        headers = {"Content-Type": content_type} if body else {}
        connection = self._connection()
        connection.request(method, VERSION + path, body, headers)
        answer = connection.getresponse()
        content = answer.read()
        if answer.status >= 400:
            reason = content.decode(errors="replace")
            raise RuntimeError(f"{method} {path}: {answer.status} {reason}")
        return content

    def get(self, path: str) -> Any:
        """Ask for something and decode the answer."""
        return json.loads(self.request("GET", path))

    def _connection(self) -> SocketConnection:
        if not hasattr(self.local, "connection"):
            self.local.connection = SocketConnection(self.path)
        return self.local.connection

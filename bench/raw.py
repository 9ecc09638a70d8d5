"""The limit: a request to the engine with nothing around it, over one kept connection, its answer decoded as JSON."""

import http.client
import json
import socket
import threading

VERSION = "/v1.41"


class Raw(http.client.HTTPConnection):
    """An HTTP connection to a Unix socket."""

    def __init__(self, path: str):
        """Name the socket; the connection is made with the first request, and kept."""
        super().__init__("localhost")
        self.path = path

    def connect(self) -> None:
        """Connect to the socket instead of a host."""
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.path)


class Engine:
    """The engine's API, each thread with a connection of its own."""

    def __init__(self, host: str):
        """Take the address of an engine, `unix:///...`."""
        self.path, self.local = host.removeprefix("unix://"), threading.local()

    def open(
        self, method: str, path: str, body=None, kind: str = "application/json"
    ) -> http.client.HTTPResponse:
        """Make a request; give the answer, to be read. An answer that is an error is raised, in the engine's words."""
        if not hasattr(self.local, "connection"):
            self.local.connection = Raw(self.path)
        data = json.dumps(body).encode() if isinstance(body, dict) else body
        self.local.connection.request(
            method, VERSION + path, data, {"Content-Type": kind} if data else {}
        )
        answer = self.local.connection.getresponse()
        if answer.status >= 400:
            raise RuntimeError(
                f"{method} {path}: {answer.status} {answer.read().decode(errors='replace')}"
            )
        return answer

    def bytes(self, method: str, path: str, body=None, kind: str = "application/json") -> bytes:
        """Make a request and read its answer."""
        return self.open(method, path, body, kind).read()

    def get(self, path: str):
        """Ask for something and decode the answer."""
        return json.loads(self.bytes("GET", path))

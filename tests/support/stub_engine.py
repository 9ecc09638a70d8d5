"""An engine that answers what a test tells it to, over a socket: one that hangs, dies or lies."""

import json
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingMixIn, UnixStreamServer
from typing import Any


class Request(BaseHTTPRequestHandler):
    """Answers one request to a stub engine."""

    protocol_version = "HTTP/1.1"
    server: "StubServer"

    def address_string(self) -> str:
        """Name the other side: a socket has no name."""
        return "socket"

    def log_message(self, *_: object) -> None:
        """Print nothing."""

    def answer(self, body: object) -> None:
        """Send a whole answer."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self._send_head(("Content-Length", str(len(data))))
        self.wfile.write(data)

    def begin_stream(self) -> None:
        """Begin an answer of which the events come one by one."""
        self._send_head(("Transfer-Encoding", "chunked"))

    def send_event(self, event: dict[str, Any]) -> None:
        """Send one event of a stream."""
        data = json.dumps(event).encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()

    def end_stream(self) -> None:
        """End a stream in good order."""
        self.wfile.write(b"0\r\n\r\n")

    def _send_head(self, *headers: tuple[str, str]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()

    def do_GET(self) -> None:
        """Answer ping and version; leave the rest to the test's script."""
        engine = self.server.engine
        if self.path.endswith("/version"):
            self.answer({"ApiVersion": "1.41", "Version": "stub"})
        elif self.path.endswith("/_ping"):
            while not engine.alive:
                time.sleep(0.1)
            self.answer(b"OK")
        else:
            engine.script(self)

    def do_POST(self) -> None:
        """Leave it to the test's script."""
        self.server.engine.script(self)


class StubEngine:
    """What a test sets: `script` answers requests, and `alive` is false when the ping hangs."""

    def __init__(self, address: str):
        """Be alive, and answer nothing yet."""
        self.address = address
        self.alive = True
        self.script: Callable[[Request], None] = lambda request: None

    def die(self, request: Request) -> None:
        """Break off the connection, and answer no ping from now on."""
        self.alive = False
        request.connection.close()


class StubServer(ThreadingMixIn, UnixStreamServer):
    """Serves a stub engine; its threads do not hold the tests up."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, path: str):
        """Listen at this path."""
        super().__init__(path, Request)
        self.engine = StubEngine(f"unix://{path}")

    def handle_error(self, *_: object) -> None:
        """Print nothing: connections break here on purpose."""


@contextmanager
def stub_engine() -> Iterator[StubEngine]:
    """Serve a stub engine."""
    folder = tempfile.mkdtemp(dir="/tmp")  # short: a socket's path may have some 100 bytes
    server = StubServer(str(Path(folder, "socket")))
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield server.engine
    finally:
        server.engine.alive = True
        server.shutdown()
        server.server_close()
        shutil.rmtree(folder)

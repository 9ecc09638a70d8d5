"""The search index in front of the registry, at one address for both.

The index passes `/v2/...` through to the registry as it is. An engine asks `/v1/_ping` and
`/v1/search` of an index (`docker search HOST:PORT/WORD`); the index makes the answer from what the
registry holds: its catalog and the labels of its images.
"""

import argparse
import http.client
import json
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import ThreadingUnixStreamServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

PIECE = 1 << 20  # bytes that are passed on at a time
LAST_CHUNK = b"0\r\n\r\n"
HOP = {"connection", "keep-alive", "transfer-encoding", "te", "upgrade"}  # of one connection only
OWN = {"date", "server"}  # that the index writes itself
MANIFESTS = (
    "application/vnd.docker.distribution.manifest.v2+json",
    "application/vnd.oci.image.manifest.v1+json",
)
LISTS = (
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.oci.image.index.v1+json",
)
DESCRIPTION = "org.opencontainers.image.description"
NO_PATH = {"message": "this index answers /v2/, /v1/_ping and /v1/search"}
NO_REGISTRY = {
    "errors": [
        {"code": "UNAVAILABLE", "message": "the registry behind the index does not run"},
    ]
}


class Handler(BaseHTTPRequestHandler):
    """Answers the requests on one connection of an engine or of a learner."""

    protocol_version = "HTTP/1.1"
    # The index answers what is no HTTP (a client that tries TLS first) with a status line.
    default_request_version = "HTTP/1.1"
    registry = 0  # the registry's port, set by main()

    def do_GET(self) -> None:
        """Search, or pass the request through."""
        url = urlsplit(self.path)
        if url.path == "/v1/_ping":
            self._answer(200, {"standalone": True}, {"X-Docker-Registry-Version": "0.6.0"})
        elif url.path == "/v1/search":
            self._search(parse_qs(url.query))
        else:
            self._pass_through()

    def do_POST(self) -> None:
        """Pass the request through."""
        self._pass_through()

    do_HEAD = do_PUT = do_PATCH = do_DELETE = do_POST

    def log_message(self, *_: object) -> None:
        """Keep no log of each request."""

    def _search(self, query: dict[str, list[str]]) -> None:
        word = query.get("q", [""])[0]
        limit = int(query.get("n", ["25"])[0])
        found = search(self.registry, word)
        answer = {"num_results": len(found), "query": word, "results": found[:limit]}
        self._answer(200, answer)

    def _answer(
        self, status: int, value: dict[str, Any], headers: Mapping[str, str] | None = None
    ) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, text in (headers or {}).items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(body)

    def _pass_through(self) -> None:
        if not self.path.startswith("/v2/"):
            self._answer(404, NO_PATH)
            return
        onward = http.client.HTTPConnection("127.0.0.1", self.registry, timeout=300)
        try:
            self._send_request(onward)
            self._relay(onward.getresponse())
        except ConnectionRefusedError:
            self._answer(502, NO_REGISTRY)
        finally:
            onward.close()

    def _send_request(self, onward: http.client.HTTPConnection) -> None:
        onward.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, text in self.headers.items():
            if name.lower() not in HOP:
                onward.putheader(name, text)
        if "chunked" in self.headers.get("Transfer-Encoding", ""):
            onward.putheader("Transfer-Encoding", "chunked")
            onward.endheaders()
            for piece in self._read_chunks():
                onward.send(as_chunk(piece))
            onward.send(LAST_CHUNK)
        else:
            onward.endheaders()
            for piece in self._read_pieces(int(self.headers.get("Content-Length", 0))):
                onward.send(piece)

    def _relay(self, answer: http.client.HTTPResponse) -> None:
        """Send the registry's answer to who asked; one of unknown length goes in chunks."""
        has_body = self.command != "HEAD"
        has_length = answer.getheader("Content-Length") is not None
        chunked = has_body and not has_length and answer.status not in (204, 304)
        self.send_response(answer.status)
        for name, text in answer.getheaders():
            if name.lower() not in HOP | OWN:
                self.send_header(name, text)
        if chunked:
            self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        if not has_body:
            return
        while piece := answer.read(PIECE):
            self.wfile.write(as_chunk(piece) if chunked else piece)
        if chunked:
            self.wfile.write(LAST_CHUNK)

    def _read_pieces(self, size: int) -> Iterator[bytes]:
        """Read so many bytes of the request, in pieces."""
        while size > 0:
            piece = self.rfile.read(min(PIECE, size))
            if not piece:
                return
            size -= len(piece)
            yield piece

    def _read_chunks(self) -> Iterator[bytes]:
        """Read the body of a request that comes in chunks, each after a line with its size."""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            yield from self._read_pieces(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass  # trailers


class SocketServer(ThreadingUnixStreamServer):
    """The same index behind a Unix socket."""

    daemon_threads = True


def as_chunk(piece: bytes) -> bytes:
    """Pure: a piece of a body as one chunk."""
    return b"%x\r\n%b\r\n" % (len(piece), piece)


def search(port: int, word: str) -> list[dict[str, Any]]:
    """Find repositories whose name or description holds the word, in the form of an index."""
    wanted = word.removeprefix("library/").lower()
    found = []
    for repository in sorted(ask(port, "/v2/_catalog?n=1000").get("repositories", [])):
        tags = ask(port, f"/v2/{repository}/tags/list").get("tags") or []
        if not tags:
            continue
        tag = "latest" if "latest" in tags else max(tags)
        name = repository.removeprefix("library/")
        text = description(port, repository, tag)
        if wanted in f"{name} {text}".lower():
            row = {
                "name": name,
                "description": text,
                "star_count": 0,  # nobody rates images here
                "is_official": repository.startswith("library/"),
                "is_automated": False,
            }
            found.append(row)
    return sorted(found, key=lambda row: (not row["is_official"], row["name"]))


def description(port: int, repository: str, tag: str) -> str:
    """Read the description of an image, by its label; of one for several platforms, the first's."""
    accepted = ", ".join(MANIFESTS + LISTS)
    manifest = ask(port, f"/v2/{repository}/manifests/{tag}", accepted)
    if "manifests" in manifest:
        digest = manifest["manifests"][0]["digest"]
        manifest = ask(port, f"/v2/{repository}/manifests/{digest}", ", ".join(MANIFESTS))
    if "config" not in manifest:
        return ""
    config = ask(port, f"/v2/{repository}/blobs/{manifest['config']['digest']}")
    labels = (config.get("config") or {}).get("Labels") or {}
    return labels.get(DESCRIPTION, "")


def ask(port: int, path: str, accept: str = "application/json") -> dict[str, Any]:
    """Ask the registry for something; nothing where it has no such."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers={"Accept": accept})
        answer = connection.getresponse()
        body = answer.read()
        return json.loads(body) if answer.status == 200 else {}
    finally:
        connection.close()


def main() -> None:
    """Listen on loopback until ended."""
    parser = argparse.ArgumentParser(description="The search index in front of the registry.")
    parser.add_argument("--listen", type=int, required=True)
    parser.add_argument("--registry", type=int, required=True)
    parser.add_argument("--socket", type=Path, help="listen behind this socket, too")
    arguments = parser.parse_args()
    Handler.registry = arguments.registry
    server = ThreadingHTTPServer(("127.0.0.1", arguments.listen), Handler)
    server.daemon_threads = True
    if arguments.socket:
        arguments.socket.unlink(missing_ok=True)
        behind_socket = SocketServer(str(arguments.socket), Handler)
        threading.Thread(target=behind_socket.serve_forever, daemon=True).start()
    server.serve_forever()


if __name__ == "__main__":
    main()

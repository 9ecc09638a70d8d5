"""The search index in front of the registry, at one address for both.

`/v2/...` is passed through to the registry as it is. `/v1/_ping` and `/v1/search` are what a Docker engine asks of an
index (`docker search HOST:PORT/WORD`); the answer is made from what the registry holds: its catalog and its images'
labels.
"""

import argparse
import http.client
import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

PIECE = 1 << 20  # bytes passed on at a time
HOP = {
    "connection",
    "keep-alive",
    "transfer-encoding",
    "te",
    "upgrade",
}  # headers that concern one connection only
MANIFEST = "application/vnd.docker.distribution.manifest.v2+json, application/vnd.oci.image.manifest.v1+json"
LIST = "application/vnd.docker.distribution.manifest.list.v2+json, application/vnd.oci.image.index.v1+json"


class Index(BaseHTTPRequestHandler):
    """Answers one connection of an engine or of a learner."""

    protocol_version = "HTTP/1.1"
    default_request_version = (
        "HTTP/1.1"  # what is no HTTP (a client that tries TLS first) is answered with a status line
    )
    registry = 0  # the registry's port, set by main()

    def do_GET(self) -> None:
        """Search, or pass through."""
        url = urlsplit(self.path)
        if url.path == "/v1/_ping":
            self._answer(200, {"standalone": True}, {"X-Docker-Registry-Version": "0.6.0"})
        elif url.path == "/v1/search":
            words = parse_qs(url.query)
            found = search(self.registry, words.get("q", [""])[0])
            limit = int(words.get("n", ["25"])[0])
            self._answer(
                200,
                {
                    "num_results": len(found),
                    "query": words.get("q", [""])[0],
                    "results": found[:limit],
                },
            )
        else:
            self._pass()

    def do_POST(self) -> None:
        """Pass through."""
        self._pass()

    do_HEAD = do_PUT = do_PATCH = do_DELETE = do_POST

    def _answer(self, status: int, value: dict, headers: dict | None = None) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        for name, text in (
            {"Content-Type": "application/json", "Content-Length": str(len(body))} | (headers or {})
        ).items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(body)

    def _pass(self) -> None:
        if not self.path.startswith("/v2/"):
            self._answer(404, {"message": "this index answers /v2/, /v1/_ping and /v1/search"})
            return
        onward = http.client.HTTPConnection("127.0.0.1", self.registry, timeout=300)
        try:
            onward.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, text in self.headers.items():
                if name.lower() not in HOP:
                    onward.putheader(name, text)
            chunked = "chunked" in self.headers.get("Transfer-Encoding", "")
            if chunked:
                onward.putheader("Transfer-Encoding", "chunked")
            onward.endheaders()
            for piece in (
                self._chunks()
                if chunked
                else self._pieces(int(self.headers.get("Content-Length", 0)))
            ):
                onward.send(b"%x\r\n%b\r\n" % (len(piece), piece) if chunked else piece)
            if chunked:
                onward.send(b"0\r\n\r\n")
            answer = onward.getresponse()
            self._relay(answer)
        except ConnectionRefusedError:
            self._answer(
                502,
                {
                    "errors": [
                        {
                            "code": "UNAVAILABLE",
                            "message": "the registry behind the index does not run",
                        }
                    ]
                },
            )
        finally:
            onward.close()

    def _relay(self, answer: http.client.HTTPResponse) -> None:
        self.send_response(answer.status)
        for name, text in answer.getheaders():
            if name.lower() not in HOP | {"date", "server"}:
                self.send_header(name, text)
        sized = (
            answer.getheader("Content-Length") is not None
            or self.command == "HEAD"
            or answer.status in (204, 304)
        )
        if not sized:
            self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        while self.command != "HEAD" and (piece := answer.read(PIECE)):
            self.wfile.write(piece if sized else b"%x\r\n%b\r\n" % (len(piece), piece))
        if not sized:
            self.wfile.write(b"0\r\n\r\n")

    def _pieces(self, size: int):
        while size > 0 and (piece := self.rfile.read(min(PIECE, size))):
            size -= len(piece)
            yield piece

    def _chunks(self):
        while size := int(self.rfile.readline().split(b";")[0], 16):
            yield from self._pieces(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass  # trailers

    def log_message(self, *_) -> None:
        """Keep no log of each request."""


class OnSocket(ThreadingHTTPServer):
    """The same behind a Unix socket."""

    address_family = socket.AF_UNIX
    daemon_threads = True

    def server_bind(self) -> None:
        """Take the address as it is: it has no host's name and no port."""
        self.socket.bind(self.server_address)


def search(port: int, word: str) -> list[dict]:
    """What the registry has whose name or description holds the word, in the form an engine expects."""
    found = []
    for repository in sorted(_ask(port, "/v2/_catalog?n=1000")[1].get("repositories", [])):
        tags = _ask(port, f"/v2/{repository}/tags/list")[1].get("tags") or []
        if not tags:
            continue
        official = repository.startswith("library/")
        name = repository.removeprefix("library/")
        text = _description(port, repository, "latest" if "latest" in tags else sorted(tags)[-1])
        if word.removeprefix("library/").lower() in f"{name} {text}".lower():
            # nobody rates images here: the honest number of stars is none
            found.append(
                {
                    "name": name,
                    "description": text,
                    "star_count": 0,
                    "is_official": official,
                    "is_automated": False,
                }
            )
    return sorted(found, key=lambda row: (not row["is_official"], row["name"]))


def _description(port: int, repository: str, tag: str) -> str:
    value = _ask(port, f"/v2/{repository}/manifests/{tag}", f"{MANIFEST}, {LIST}")[1]
    if "manifests" in value:
        value = _ask(
            port, f"/v2/{repository}/manifests/{value['manifests'][0]['digest']}", MANIFEST
        )[1]
    if "config" not in value:
        return ""
    config = _ask(port, f"/v2/{repository}/blobs/{value['config']['digest']}")[1]
    return ((config.get("config") or {}).get("Labels") or {}).get(
        "org.opencontainers.image.description", ""
    )


def _ask(port: int, path: str, accept: str = "application/json") -> tuple[int, dict]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers={"Accept": accept})
        answer = connection.getresponse()
        body = answer.read()
        return answer.status, json.loads(body) if answer.status == 200 else {}
    finally:
        connection.close()


def main() -> None:
    """Listen on loopback until ended."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--listen", type=int, required=True)
    parser.add_argument("--registry", type=int, required=True)
    parser.add_argument("--socket", type=Path, help="listen behind this socket, too")
    arguments = parser.parse_args()
    Index.registry = arguments.registry
    server = ThreadingHTTPServer(("127.0.0.1", arguments.listen), Index)
    server.daemon_threads = True
    if arguments.socket:
        arguments.socket.unlink(missing_ok=True)
        threading.Thread(
            target=OnSocket(str(arguments.socket), Index).serve_forever, daemon=True
        ).start()
    server.serve_forever()


if __name__ == "__main__":
    main()

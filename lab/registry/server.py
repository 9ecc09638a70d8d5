"""The registry that stands in for Docker Hub: Debian's docker-registry, and the search index in front of it."""

import http.client
import json
import shutil
import socket
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

from lab.base import daemon, data_folder, files, paths, rootless
from lab.base.errors import SetupError

FIRST_PORT = 5055


def address() -> str:
    """HOST:PORT of the registry; the port is chosen once, the first free one from 5055 on."""
    return f"127.0.0.1:{_ports()['public']}"


def link() -> Path:
    """The socket behind which the index listens too, for a rootless engine: its 127.0.0.1 is not the host's."""
    return paths.data() / "registry" / "index.sock"


def start() -> None:
    """Start registry and index, where they do not run."""
    ports = _ports()
    folder = data_folder.make() / "registry"
    folder.mkdir(exist_ok=True)
    if not daemon.pid("registry"):
        program = shutil.which("docker-registry")
        if program is None:
            raise SetupError("docker-registry is not installed. `./course setup` installs it.")
        settings = {
            "version": "0.1",
            "log": {"level": "warn", "accesslog": {"disabled": True}},
            "storage": {
                "filesystem": {"rootdirectory": str(folder / "storage")},
                "delete": {"enabled": True},
            },
            "http": {"addr": f"127.0.0.1:{ports['inner']}"},
        }
        files.write(folder / "config.yml", settings)  # JSON is YAML
        daemon.start("registry", [program, "serve", folder / "config.yml"])
    if not daemon.pid("index"):
        where = ["--listen", str(ports["public"]), "--registry", str(ports["inner"])]
        where += ["--socket", str(link())] if rootless.needed() else []
        daemon.start(
            "index", [sys.executable, paths.CLONE / "lab" / "registry" / "search_index.py", *where]
        )
    limit = time.monotonic() + 30
    while not answers():
        for name in ("registry", "index"):
            if not daemon.pid(name) or time.monotonic() > limit:
                raise SetupError(
                    f"The course's {name} did not start. Its last words:\n{daemon.log_tail(name)}"
                )
        time.sleep(0.05)  # the registry has no other sign of being ready than its answer


def stop() -> list[str]:
    """End index and registry; return what was done."""
    return [f"{name} ended" for name in ("index", "registry") if daemon.stop(name)]


def answers() -> bool:
    """Whether the registry answers, through the index."""
    try:
        return ask("GET", "/v2/")[0] == 200
    except OSError:
        return False


def ask(
    method: str, path: str, body: bytes | None = None, headers: dict | None = None
) -> tuple[int, dict, bytes]:
    """One request to the registry: status, headers (lower case), body."""
    connection = http.client.HTTPConnection(address(), timeout=60)
    try:
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def manifest(repository: str, reference: str) -> tuple[str, dict] | None:
    """(digest, manifest) of an image or a list in the registry; None where there is none."""
    types = (
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.docker.distribution.manifest.v2+json",
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.oci.image.manifest.v1+json",
    )
    status, headers, body = ask(
        "GET", f"/v2/{repository}/manifests/{reference}", headers={"Accept": ", ".join(types)}
    )
    return (headers["docker-content-digest"], json.loads(body)) if status == 200 else None


def put_manifest(repository: str, reference: str, value: dict) -> None:
    """Store a manifest or a manifest list under a tag."""
    body = json.dumps(value, indent=1).encode()
    status, _, answer = ask(
        "PUT", f"/v2/{repository}/manifests/{reference}", body, {"Content-Type": value["mediaType"]}
    )
    if status != 201:
        raise SetupError(
            f"The registry refused the manifest {repository}:{reference}: {answer.decode(errors='replace')}"
        )


def put_blob(repository: str, digest: str, data: bytes) -> None:
    """Store a blob (a config, a layer) in a repository."""
    _, headers, _ = ask("POST", f"/v2/{repository}/blobs/uploads/")
    place = urlsplit(headers["location"])
    path = f"{place.path}?{place.query}&digest={digest}"
    status, _, answer = ask("PUT", path, data, {"Content-Type": "application/octet-stream"})
    if status != 201:
        raise SetupError(
            f"The registry refused a blob of {repository}: {answer.decode(errors='replace')}"
        )


def _ports() -> dict:
    file = paths.data() / "registry" / "ports.json"
    ports = files.read(file)
    running = daemon.pid("index") or daemon.pid("registry")
    if not ports or (not running and not all(_free(port) for port in ports.values())):
        free = [port for port in range(FIRST_PORT, FIRST_PORT + 200) if _free(port)][:2]
        if len(free) < 2:
            raise SetupError(
                f"No free port for the registry between {FIRST_PORT} and {FIRST_PORT + 199} on 127.0.0.1."
            )
        ports = {"public": free[0], "inner": free[1]}
        data_folder.make()
        files.write(file, ports)
    return ports


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return probe.connect_ex(("127.0.0.1", port)) != 0

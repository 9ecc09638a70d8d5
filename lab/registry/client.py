"""Requests to the course's registry: what it holds, and what is stored in it."""

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from lab.base.errors import SetupError

MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
MANIFEST_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
MANIFESTS = (
    MANIFEST_LIST,
    MANIFEST,
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.oci.image.manifest.v1+json",
)


@dataclass(frozen=True)
class Answer:
    """The registry's answer to a request; the names of the headers are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Manifest:
    """The manifest of an image, or the list of one for several platforms."""

    digest: str
    content: dict[str, Any]


class RegistryClient:
    """Makes requests to the registry at one address."""

    def __init__(self, address: str) -> None:
        """Take the address, HOST:PORT."""
        self.address = address

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Make one request."""
        connection = http.client.HTTPConnection(self.address, timeout=60)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            names = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, names, answer.read())
        finally:
            connection.close()

    def answers(self) -> bool:
        """Whether the registry answers, through the search index in front of it."""
        try:
            return self.ask("GET", "/v2/").status == 200
        except OSError:
            return False

    def manifest(self, repository: str, reference: str) -> Manifest | None:
        """Read the manifest behind a tag or a digest; None where there is none."""
        path = f"/v2/{repository}/manifests/{reference}"
        answer = self.ask("GET", path, headers={"Accept": ", ".join(MANIFESTS)})
        if answer.status != 200:
            return None
        return Manifest(answer.headers["docker-content-digest"], json.loads(answer.body))

    def require_manifest(self, repository: str, reference: str) -> Manifest:
        """Read a manifest that has just been pushed."""
        found = self.manifest(repository, reference)
        if found is None:
            raise SetupError(f"The registry does not hold {repository}:{reference}.")
        return found

    def size(self, repository: str, digest: str) -> int:
        """Ask how many bytes a manifest has."""
        path = f"/v2/{repository}/manifests/{digest}"
        return len(self.ask("GET", path, headers={"Accept": "*/*"}).body)

    def blob(self, repository: str, digest: str) -> bytes:
        """Read a blob (a config, a layer) of a repository."""
        return self.ask("GET", f"/v2/{repository}/blobs/{digest}").body

    def put_manifest(self, repository: str, reference: str, content: dict[str, Any]) -> None:
        """Store a manifest or a manifest list under a tag."""
        path = f"/v2/{repository}/manifests/{reference}"
        body = json.dumps(content, indent=1).encode()
        answer = self.ask("PUT", path, body, {"Content-Type": content["mediaType"]})
        if answer.status != 201:
            reason = answer.body.decode(errors="replace")
            raise SetupError(
                f"The registry refused the manifest {repository}:{reference}: {reason}"
            )

    def put_blob(self, repository: str, digest: str, content: bytes) -> None:
        """Store a blob (a config, a layer) in a repository."""
        begun = self.ask("POST", f"/v2/{repository}/blobs/uploads/")
        upload = urlsplit(begun.headers["location"])
        path = f"{upload.path}?{upload.query}&digest={digest}"
        answer = self.ask("PUT", path, content, {"Content-Type": "application/octet-stream"})
        if answer.status != 201:
            reason = answer.body.decode(errors="replace")
            raise SetupError(f"The registry refused a blob of {repository}: {reason}")

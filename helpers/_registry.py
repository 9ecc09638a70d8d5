"""Questions to an image registry over its own HTTP API (`/v2/`), without the engine."""

import json
from dataclasses import dataclass
from typing import Any

import requests

from . import engine
from .errors import CourseError, NotFound, PullError, brief
from .references import HUB, Reference

LIST_TYPES = (
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.oci.image.index.v1+json",
)
IMAGE_TYPES = (
    "application/vnd.docker.distribution.manifest.v2+json",
    "application/vnd.oci.image.manifest.v1+json",
)
HEADERS = {"Accept": ", ".join(LIST_TYPES + IMAGE_TYPES)}
DIGEST_HEADER = "Docker-Content-Digest"
TIMEOUT = 8  # seconds


@dataclass(frozen=True)
class Layer:
    """A layer as the registry keeps it: its digest, and its size in bytes, compressed."""

    digest: str
    size: int

    @property
    def short_digest(self) -> str:
        """The digest's first twelve digits, as `docker pull` shows a layer."""
        return self.digest.removeprefix("sha256:")[:12]


@dataclass(frozen=True)
class Repository:
    """A repository in a registry: what `/v2/REPOSITORY/...` is asked of."""

    address: str
    name: str

    @property
    def is_plain_http(self) -> bool:
        """Whether the registry speaks plain HTTP: the course's, or another on this machine."""
        host = self.address.partition(":")[0]
        return host in ("localhost", "127.0.0.1") or self.address == engine.registry()

    def get(self, path: str) -> requests.Response:
        """Ask for `/v2/REPOSITORY/path`."""
        scheme = "http" if self.is_plain_http else "https"
        return _get(scheme, self.address, f"/v2/{self.name}/{path}")


def _get(scheme: str, address: str, path: str) -> requests.Response:
    session = requests.Session()
    session.trust_env = scheme == "https"  # no proxy stands before a registry on this machine
    try:
        return session.get(f"{scheme}://{address}{path}", headers=HEADERS, timeout=TIMEOUT)
    except requests.RequestException as error:
        raise PullError("registry-unavailable", kind="registry", address=address) from error


def repository_of(image: Reference) -> Repository:
    """Name where an image is kept: the course's registry stands for Docker Hub."""
    address = image.registry
    if address == HUB:
        address = engine.registry()
    return Repository(address, image.repository)


def course_repositories() -> list[Repository]:
    """List the repositories of the course's registry."""
    address = engine.registry()
    names = _get("http", address, "/v2/_catalog?n=1000").json()["repositories"]
    return [Repository(address, name) for name in names]


def names() -> set[str]:
    """Name all that the course's registry holds as `docker pull` does, such as `nginx:1.26`."""
    found = set()
    for repository in course_repositories():
        short_name = repository.name.removeprefix("library/")
        for tag in repository.get("tags/list").json().get("tags") or []:
            found.add(f"{short_name}:{tag}")
    return found


def whole_name(image: Reference) -> str:
    """Name an image with its registry, for the `docker` command: a mirror serves engines only."""
    repository = repository_of(image)
    separator = "@" if image.digest else ":"
    return f"{repository.address}/{repository.name}{separator}{image.digest_or_tag}"


def has(image: Reference) -> bool:
    """Tell whether the registry answers with a manifest of this image."""
    return repository_of(image).get(f"manifests/{image.digest_or_tag}").ok


def manifest(image: Reference) -> requests.Response:
    """Get an image's manifest, its bytes as they are stored.

    Raises:
        NotFound: There is no such repository, tag or digest; the error says what there is.
    """
    answer = repository_of(image).get(f"manifests/{image.digest_or_tag}")
    if answer.status_code == 404:
        raise missing(image)
    answer.raise_for_status()
    return answer


def digest(image: Reference) -> str:
    """Tell the digest of the manifest that the registry has under an image's name."""
    return manifest(image).headers[DIGEST_HEADER]


def missing(image: Reference, cause: CourseError | None = None) -> CourseError:
    """Say what the registry has instead of the image that it has not.

    `cause` is what the engine said. It stays the error if the registry knows nothing better.
    """
    answer = repository_of(image).get("tags/list")
    tags = []
    if answer.ok:
        tags = sorted(answer.json().get("tags") or [])
    if cause and not image.digest and image.tag_or_latest in tags:
        return cause
    if not tags:
        shown = brief(image.displayed.removesuffix(f"@{image.digest}"))
        return cause or NotFound("not-in-registry", kind="image", name=shown)
    name = image.repository.removeprefix("library/")
    tag_list = ", ".join(tags)
    if image.digest:
        begin = f"{image.digest[:19]}…"
        code = "digest-not-in-registry"
        return NotFound(code, kind="image", name=name, digest=begin, tags=tag_list)
    tag = image.tag_or_latest
    return NotFound("tag-not-in-registry", kind="image", name=name, tag=tag, tags=tag_list)


def ids(image: Reference) -> set[str]:
    """Tell the image IDs that a name stands for in the registry.

    They are the digests of each platform's config. With the containerd store an engine takes the
    digest of the manifest, or of the list of all platforms.
    """
    answer = manifest(image)
    content = json.loads(answer.content)
    found = {answer.headers[DIGEST_HEADER]}
    if "manifests" not in content:
        return found | {content["config"]["digest"]}
    for platform in content["manifests"]:
        found |= ids(image.with_digest(platform["digest"]))
    return found


def holds(image_id: str) -> bool:
    """Tell whether the course's registry has an image, by the digest of its config or manifest."""
    for repository in course_repositories():
        if repository.get(f"blobs/{image_id}").ok or repository.get(f"manifests/{image_id}").ok:
            return True
    return False


def layers(image: Reference, known: set[str], architecture: str = "") -> list[Layer]:
    """List an image's layers in the manifest's order.

    Of a list of platforms it is the one whose layers the engine told, `known` by twelve digits; if
    it told none, the one of this `architecture`.
    """
    content = json.loads(manifest(image).content)
    if "manifests" not in content:
        return [Layer(layer["digest"], layer["size"]) for layer in content["layers"]]
    for platform in content["manifests"]:
        found = layers(image.with_digest(platform["digest"]), known)
        if _is_wanted(platform, found, known, architecture):
            return found
    return []


def _is_wanted(
    platform: dict[str, Any], found: list[Layer], known: set[str], architecture: str
) -> bool:
    if known:
        return known <= {layer.short_digest for layer in found}
    return bool(platform["platform"]["architecture"] == architecture)

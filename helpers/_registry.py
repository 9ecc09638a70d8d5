"""Questions to an image registry over its own HTTP API (`/v2/`), without the engine."""

import json

import requests

from . import engine, references
from .errors import NotFound, PullError, brief

LISTS = (
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.oci.image.index.v1+json",
)
SINGLES = (
    "application/vnd.docker.distribution.manifest.v2+json",
    "application/vnd.oci.image.manifest.v1+json",
)


def ask(name: str, path: str) -> requests.Response:
    """Get `/v2/REPOSITORY/path` from the registry of an image: the course's, unless the name tells another."""
    address, repository = place(name)
    return _get(f"{'http' if plain(name) else 'https'}://{address}", f"/v2/{repository}/{path}")


def _get(address: str, path: str) -> requests.Response:
    session = requests.Session()
    session.trust_env = address.startswith(
        "https"
    )  # no proxy stands before a registry on this machine
    try:
        return session.get(
            address + path, headers={"Accept": ", ".join(LISTS + SINGLES)}, timeout=8
        )
    except requests.RequestException as error:
        where = address.partition("//")[2]
        raise PullError("registry-unavailable", kind="registry", address=where) from error


def names() -> set[str]:
    """Name all that the course's registry holds as `docker pull` does: `nginx:1.26`, `academy/nginx-hello:latest`."""
    found = set()
    for repository in _get(f"http://{engine.registry()}", "/v2/_catalog?n=1000").json()[
        "repositories"
    ]:
        tags = ask(repository, "tags/list").json().get("tags") or []
        found |= {f"{repository.removeprefix('library/')}:{tag}" for tag in tags}
    return found


def place(name: str) -> tuple[str, str]:
    """Tell the registry's address and the repository of an image."""
    parts = references.parse(name)
    return (
        engine.registry() if parts.registry == references.HUB else parts.registry
    ), parts.repository


def plain(name: str) -> bool:
    """Tell whether an image's registry speaks plain HTTP: the course's, or another on this machine."""
    address, _ = place(name)
    return address.partition(":")[0] in ("localhost", "127.0.0.1") or address == engine.registry()


def whole(name: str) -> str:
    """Name an image with its registry, as the `docker` command must be told: a mirror serves engines only."""
    return str(references.parse(name)._replace(registry=place(name)[0]))


def manifest(name: str) -> requests.Response:
    """Get an image's manifest, its bytes as they are stored.

    A name or a tag that is not there is a `NotFound` that says what there is.
    """
    parts = references.parse(name)
    answer = ask(name, f"manifests/{parts.digest or parts.tag or 'latest'}")
    if answer.status_code == 404:
        raise missing(name)
    answer.raise_for_status()
    return answer


def missing(name: str, cause: NotFound | None = None) -> NotFound:
    """Say what the registry has instead of the image that it has not."""
    parts = references.parse(name)
    shown = brief(references.display_name(name, engine.prefix()).partition("@")[0])
    answer = ask(name, "tags/list")
    tags = sorted((answer.json().get("tags") or []) if answer.ok else [])
    if not tags or (cause and (parts.tag or "latest") in tags and not parts.digest):
        return cause or NotFound("not-in-registry", kind="image", name=shown)
    bare = references.display_name(f"{parts.registry}/{parts.repository}", parts.registry)
    there = ", ".join(tags)
    if parts.digest:
        return NotFound(
            "digest-not-in-registry",
            kind="image",
            name=bare,
            digest=f"{parts.digest[:19]}…",
            tags=there,
        )
    tag = parts.tag or "latest"
    return NotFound("tag-not-in-registry", kind="image", name=bare, tag=tag, tags=there)


def ids(name: str) -> set[str]:
    """Tell the image IDs that a name stands for in the registry: the digest of each platform's config.

    With the containerd store an engine takes the digest of the manifest, or of the list of all platforms.
    """
    answer = manifest(name)
    body, own = json.loads(answer.content), {answer.headers["Docker-Content-Digest"]}
    if "manifests" not in body:
        return own | {body["config"]["digest"]}
    return own.union(
        *(ids(f"{name.rpartition(':')[0]}@{child['digest']}") for child in body["manifests"])
    )


def holds(image: str) -> bool:
    """Tell whether the course's registry has the image of this ID: the digest of its config, or of its manifest."""
    repositories = _get(f"http://{engine.registry()}", "/v2/_catalog?n=1000").json()["repositories"]
    here = engine.registry()
    return any(
        ask(f"{here}/{name}", f"{kind}/{image}").ok
        for name in repositories
        for kind in ("blobs", "manifests")
    )


def layers(name: str, seen: set[str], machine: str = "") -> list[tuple[str, int]]:
    """List the digest and size of an image's layers in the manifest's order.

    Of a list, the platform with the layers that were `seen`; were none, the one for this `machine`.
    """
    body = json.loads(manifest(name).content)
    if "manifests" not in body:
        return [(one["digest"], one["size"]) for one in body["layers"]]
    bare = name.partition("@")[0]
    for child in body["manifests"]:
        found = layers(f"{bare}@{child['digest']}", seen)
        known = {digest.removeprefix("sha256:")[:12] for digest, _ in found}
        if seen <= known if seen else child["platform"]["architecture"] == machine:
            return found
    return []

"""Images in a registry: `docker search`, `docker push`, `docker manifest inspect`."""

import json
import re

from .. import _registry, engine, references
from .._command_line import line, show
from .._ownership import guard
from .._progress import Progress
from ..errors import CourseError, PullError, PushError
from ..errors.engine_words import translate
from ..tables import Table, make_table, payloads


def search(term: str, *, limit: int | None = None) -> Table:
    """Search the course's registry for images (`docker search`).

    Columns: NAME, DESCRIPTION, STARS (int), OFFICIAL (bool); most stars first.
    Errors: PullError when the registry does not answer.
    https://docs.docker.com/reference/cli/docker/search/
    """
    known = references.has_registry(f"{term}/") or references.has_registry(term)
    asked = term if known else f"{engine.registry()}/{term}"
    command = show(line("search", asked, limit=limit))
    answer = engine.call("search", asked, limit=limit, subject=term, default=PullError)
    return make_table(*payloads.read_search(answer, engine.prefix()), command)


def sizes_of(name: str, seen: set[str], machine: str = "") -> dict[str, int]:
    """Ask the registry for the layers' order and sizes; without its answer keep the engine's order, sizes unknown."""
    try:
        found = _registry.layers(name, seen, machine)
    except (CourseError, OSError):
        found = []
    return {digest.removeprefix("sha256:")[:12]: size for digest, size in found} or dict.fromkeys(
        seen, 0
    )


def push(image: str) -> Table:
    """Bring an image to the registry that its name tells (`docker push`), printing what docker prints.

    To `library/` of the course's registry nobody pushes, as on Docker Hub: what the lessons pull is there.
    Columns: LAYER, STATUS; `attrs` has `digest`, the SHA-256 of the manifest that the registry now has.
    Errors: NotFound (no such image here), PushError.
    https://docs.docker.com/reference/cli/docker/image/push/
    """
    name = engine.wire(image)
    command = show(line("push", name))
    guard.check("image", name, "pushed")
    parts, status, closing = references.parse(name), {}, {}
    if parts.registry == engine.registry() and parts.repository.startswith("library/"):
        raise PushError(
            "push-to-library",
            kind="image",
            name=image,
            repository=parts.repository,
            registry=engine.registry(),
        )
    with Progress() as bars:
        for event in engine.stream(
            "push", name, stream=True, decode=True, subject=image, default=PushError
        ):
            if event.get("error"):
                raise _not_pushed(
                    image, parts.registry, translate(event["error"], image, PushError)
                )
            if event.get("id"):
                status[event["id"]] = event["status"]
                bars.update(event)
            closing = event.get("aux") or _told(event.get("status", "")) or closing
    if not closing:
        raise PushError("push-incomplete", kind="image", name=image)
    print(f"The push refers to repository [{parts.registry}/{parts.repository}]")
    print(f"{closing['Tag']}: digest: {closing['Digest']} size: {closing['Size']}")
    return make_table(["LAYER", "STATUS"], list(status.items()), command, digest=closing["Digest"])


def _told(status: str) -> dict[str, str]:
    """Read what an engine with the containerd store says at the end of a push in words only."""
    found = re.fullmatch(r"(\S+): digest: (\S+) size: (\d+)", status)
    return dict(zip(("Tag", "Digest", "Size"), found.groups(), strict=True)) if found else {}


def _not_pushed(image: str, registry: str, error: CourseError) -> CourseError:
    """Say the same whether Docker Hub cannot be reached or does not let in: what is meant is another registry."""
    if registry != references.HUB:
        return error
    made = PushError("push-to-hub", kind="image", name=image, registry=engine.registry())
    made.__cause__ = error
    return made


def manifest(image: str) -> Table:
    """Read an image's manifest from its registry (`docker manifest inspect`).

    Columns: PLATFORM, DIGEST, SIZE of a list; MEDIA TYPE, DIGEST, SIZE of one image (its config, then its layers).
    `attrs` has `raw`, the manifest's exact bytes, and `digest`, the SHA-256 of them that the registry tells.
    Errors: NotFound (says which tags there are), PullError. https://docs.docker.com/reference/cli/docker/manifest/inspect/
    """
    name = engine.wire(image)
    command = show(line("manifest inspect", _registry.whole(name), insecure=_registry.plain(name)))
    answer = _registry.manifest(name)
    body, about = (
        json.loads(answer.content),
        {"raw": answer.content, "digest": answer.headers["Docker-Content-Digest"]},
    )
    if "manifests" in body:
        kinds = [one.get("platform", {}) for one in body["manifests"]]
        names = [
            "/".join(kind[key] for key in ("os", "architecture", "variant") if kind.get(key))
            for kind in kinds
        ]
        rows = [
            [name, one["digest"], one["size"]]
            for name, one in zip(names, body["manifests"], strict=True)
        ]
        return make_table(["PLATFORM", "DIGEST", "SIZE"], rows, command, **about)
    rows = [
        [one["mediaType"], one["digest"], one["size"]] for one in [body["config"], *body["layers"]]
    ]
    return make_table(["MEDIA TYPE", "DIGEST", "SIZE"], rows, command, **about)

"""Images between a registry and the engine: search, pull, push, manifest."""

import json
import re

from . import _owner, _registry, engine, references, tables
from ._progress import Progress
from .commands import line, show
from .errors import CourseError, NotFound, PullError, PushError, translate
from .tables import Table, table


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
    return table(*tables.search(answer, engine.prefix()), command)


def pull(image: str, *, platform: str | None = None) -> Table:
    """Fetch an image from its registry (`docker pull`), printing what docker prints.

    Columns: LAYER (12 digits of its digest), STATUS, SIZE (bytes, compressed); `attrs` has `digest` and `status`.
    Errors: NotFound (the image or the tag: says which tags there are), PullError.
    https://docs.docker.com/reference/cli/docker/image/pull/
    """
    name = engine.wire(image)
    command = show(line("pull", name, platform=platform))
    parts = references.parse(name)
    if not parts.tag and not parts.digest:
        print("Using default tag: latest")
    made = fetch(name, platform, command)
    print(str(parts))
    return made


def fetch(name: str, platform: str | None, command: str) -> Table:
    """Pull an image and print the lines that do not depend on timing: layers in the manifest's order, when done."""
    shown = references.without(name, engine.prefix())
    parts, status, closing, digest, last = references.parse(name), {}, "", "", ""
    _owner.check_not_yours(name, "pulled anew")
    try:
        with Progress() as bars:
            for event in engine.stream(
                "pull",
                name,
                stream=True,
                decode=True,
                platform=platform,
                subject=shown,
                default=PullError,
            ):
                if event.get("error"):
                    raise translate(event["error"], shown, PullError)
                text, layer = event.get("status", ""), event.get("id")
                last = layer or last
                if text.startswith("Digest: "):
                    digest = text.removeprefix("Digest: ")
                elif text.startswith("Status: "):
                    closing = text
                elif layer and not text.startswith("Pulling from"):
                    status[layer] = text
                    bars.update(event)
    except NotFound as error:
        raise _registry.missing(name, error) from error
    except PullError as error:
        if parts.registry == references.HUB:
            raise _registry.missing(name, error_if_there(name, error)) from error
        raise
    if not closing:
        digest = _landed(name, last)
        status.pop(last, None)
    if not closing and not digest:
        raise PullError(f"The pull of {shown} ended before it was complete: pull it again.")
    silent = _silent(name, digest) if "Downloaded" in closing else ""
    sizes = (
        sizes_of(f"{name.partition('@')[0]}@{digest}", set(status), silent)
        if status or silent
        else {}
    )
    rows = [
        [layer, status.get(layer, "Already exists"), sizes[layer]]
        for layer in sizes
        if silent or layer in status
    ]
    print(f"{parts.digest or parts.tag or 'latest'}: Pulling from {parts.repository}")
    for layer, text, _ in rows:
        print(f"{layer}: {text}")
    print("\n".join([f"Digest: {digest}", *([closing] if closing else [])]))
    return table(
        ["LAYER", "STATUS", "SIZE"],
        rows,
        command,
        digest=digest,
        status=closing.removeprefix("Status: "),
    )


def error_if_there(name: str, error: PullError) -> CourseError | None:
    """Tell the engine's error from a plain `not there`: the engine asks Docker Hub for what the mirror lacks."""
    parts = references.parse(name)
    reply = _registry.ask(name, f"manifests/{parts.digest or parts.tag or 'latest'}")
    return error if reply.ok else None


def _landed(name: str, last: str) -> str:
    """Tell the digest of an image whose ID was the last word of its pull: so end Podman's, which tell no more."""
    try:
        here = engine.call("inspect_image", name)
    except NotFound:
        return ""
    if not last or not here.get("Id", "").removeprefix("sha256:").startswith(last):
        return ""
    digests = [
        one.partition("@")[2] for one in here["RepoDigests"] or []
    ]  # the list's and the manifest's
    told = _registry.manifest(name).headers["Docker-Content-Digest"]
    return told if told in digests else next(iter(digests), "")


def _silent(name: str, digest: str) -> str:
    """Tell whether the engine was silent about layers that it had, as with the containerd store: the CPU, or nothing.

    There an image's ID is its manifest's digest. Of an image that was here under another name no engine tells layers.
    """
    here = engine.call("inspect_image", name)
    return here["Architecture"] if here["Id"] == digest and len(here["RepoTags"] or []) < 2 else ""


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
    _owner.check("image", name, "pushed")
    parts, status, closing = references.parse(name), {}, {}
    if parts.registry == engine.registry() and parts.repository.startswith("library/"):
        raise PushError(
            f"{parts.repository} is for official images, on the course's registry as on Docker Hub: give yours another"
            f' name first, dk.tag("{image}", "{engine.registry()}/team/...").'
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
        raise PushError(f"The push of {image} ended before it was complete: push it again.")
    print(f"The push refers to repository [{parts.registry}/{parts.repository}]")
    print(f"{closing['Tag']}: digest: {closing['Digest']} size: {closing['Size']}")
    return table(["LAYER", "STATUS"], list(status.items()), command, digest=closing["Digest"])


def _told(status: str) -> dict[str, str]:
    """Read what an engine with the containerd store says at the end of a push in words only."""
    found = re.fullmatch(r"(\S+): digest: (\S+) size: (\d+)", status)
    return dict(zip(("Tag", "Digest", "Size"), found.groups(), strict=True)) if found else {}


def _not_pushed(image: str, registry: str, error: CourseError) -> CourseError:
    """Say the same whether Docker Hub cannot be reached or does not let in: what is meant is another registry."""
    if registry != references.HUB:
        return error
    said = f'{image} would go to Docker Hub: give it a name in the course\'s registry first, dk.tag("{image}", '
    made = PushError(f'{said}"{engine.registry()}/...").')
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
        return table(["PLATFORM", "DIGEST", "SIZE"], rows, command, **about)
    rows = [
        [one["mediaType"], one["digest"], one["size"]] for one in [body["config"], *body["layers"]]
    ]
    return table(["MEDIA TYPE", "DIGEST", "SIZE"], rows, command, **about)

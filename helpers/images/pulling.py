"""Bring an image from its registry: `docker pull`."""

from .. import _registry, engine, references
from .._command_line import line, show
from .._ownership import guard
from .._progress import Progress
from ..errors import CourseError, NotFound, PullError
from ..errors.engine_words import translate
from ..tables import Table, make_table
from .transfer import sizes_of


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
    shown = references.display_name(name, engine.prefix())
    parts, status, closing, digest, last = references.parse(name), {}, "", "", ""
    guard.check_not_yours(name, "pulled anew")
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
        raise PullError("pull-incomplete", kind="image", name=shown)
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
    return make_table(
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

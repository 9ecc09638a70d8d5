"""Bring an image from its registry: `docker pull`."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .. import _registry, engine
from .._command_line import line, show
from .._ownership import image_guard
from .._progress import Progress
from ..errors import CourseError, NotFound, PullError
from ..errors.engine_words import translate
from ..references import HUB, Reference
from ..tables import Table, make_table

DIGEST = "Digest: "
STATUS = "Status: "


def pull(image: str, *, platform: str | None = None) -> Table:
    """Fetch an image from its registry (`docker pull`), printing what docker prints.

    Parameters:
        image (str): Its name: `nginx`, `nginx:1.26`, `nginx@sha256:...`; without a tag, `latest`.
        platform (str | None): The platform to take of an image for several, such as `linux/arm64`
            (`--platform`); not given, this machine's.

    Returns:
        A table of the layers, the lowest first: LAYER (text, 12 digits of its digest), STATUS
        (text), SIZE (bytes, compressed). `attrs["digest"]` is the manifest's digest,
        `attrs["status"]` tells whether the image is newer than the one that was here.

    Raises:
        NotFound: The registry has no such image; the error says which tags there are.
        PullError: The registry does not answer, or the pull broke off.
        Refused: An image of this name is here and not the course's.

    https://docs.docker.com/reference/cli/docker/image/pull/
    """
    reference = engine.reference(image)
    command = show(line("pull", reference.qualified, platform=platform))
    if not reference.tag and not reference.digest:
        print("Using default tag: latest")
    table = fetch(reference, platform, command)
    print(str(reference))
    return table


def fetch(image: Reference, platform: str | None, command: str) -> Table:
    """Pull an image; print the lines that do not depend on timing when it is done.

    The lines of layers come in the manifest's order.
    """
    image_guard.check_not_yours(image, "pulled anew")
    report = _pull(image, platform)
    if not report.status:
        _complete_report_of_podman(report, image)
    rows = _layer_rows(image, report)
    print(f"{image.digest_or_tag}: Pulling from {image.repository}")
    for layer, status, _ in rows:
        print(f"{layer}: {status}")
    print(f"{DIGEST}{report.digest}")
    if report.status:
        print(f"{STATUS}{report.status}")
    return make_table(
        ["LAYER", "STATUS", "SIZE"], rows, command, digest=report.digest, status=report.status
    )


@dataclass
class PullReport:
    """What an engine tells while it pulls an image.

    Attributes:
        layers: The latest status of each layer, by the first twelve digits of its digest.
        digest: The digest of the image's manifest.
        status: Whether the image is newer than the one that was here; Podman does not say.
        last_id: The ID that was told last; Podman ends with the image's.
    """

    layers: dict[str, str] = field(default_factory=dict)
    digest: str = ""
    status: str = ""
    last_id: str = ""

    def add(self, event: dict[str, Any]) -> None:
        """Take in one event."""
        text = event.get("status", "")
        event_id = event.get("id") or ""
        if event_id:
            self.last_id = event_id
        if text.startswith(DIGEST):
            self.digest = text.removeprefix(DIGEST)
        elif text.startswith(STATUS):
            self.status = text.removeprefix(STATUS)
        elif event_id and not text.startswith("Pulling from"):
            self.layers[event_id] = text


def _pull(image: Reference, platform: str | None) -> PullReport:
    """Pull an image, with bars; if the registry has it not, the error says what it has."""
    report = PullReport()
    try:
        with Progress() as bars:
            for event in _events(image, platform):
                report.add(event)
                if event.get("id") in report.layers:
                    bars.update(event)
    except NotFound as error:
        raise _registry.missing(image, error) from error
    except PullError as error:
        if image.registry != HUB:
            raise
        # The engine asks Docker Hub for what the course's registry has not, and fails offline.
        cause = error if _registry.has(image) else None
        raise _registry.missing(image, cause) from error
    return report


def _events(image: Reference, platform: str | None) -> Iterator[dict[str, Any]]:
    events = engine.stream(
        "pull",
        image.qualified,
        stream=True,
        decode=True,
        platform=platform,
        subject=image.displayed,
        default=PullError,
    )
    for event in events:
        if event.get("error"):
            raise translate(event["error"], image.displayed, PullError)
        yield event


def _complete_report_of_podman(report: PullReport, image: Reference) -> None:
    """Find the digest that Podman does not tell: its pull ends with the image's ID, and no more.

    Raises:
        PullError: The pull broke off.
    """
    report.digest = _digest_here(image, report.last_id)
    report.layers.pop(report.last_id, None)
    if not report.digest:
        raise PullError("pull-incomplete", kind="image", name=image.displayed)


def _digest_here(image: Reference, image_id: str) -> str:
    """Tell the digest of the image on the engine, if it has this ID."""
    try:
        found = engine.call("inspect_image", image.qualified, subject=image.displayed)
    except NotFound:
        return ""
    if not image_id or not found.get("Id", "").removeprefix("sha256:").startswith(image_id):
        return ""
    digests = []  # the manifest's, and the list's if there is one
    for name in found["RepoDigests"] or []:
        digests.append(name.partition("@")[2])
    current = _registry.digest(image)
    if current in digests:
        return current
    return digests[0] if digests else ""


def _layer_rows(image: Reference, report: PullReport) -> list[tuple[str, str, int]]:
    """List digest, status and size of each layer that the engine told, in the manifest's order.

    The containerd store tells no layers that it had already: then they are the registry's.
    """
    architecture = ""
    if report.status.startswith("Downloaded"):
        architecture = _architecture_of_silent_pull(image, report.digest)
    if not report.layers and not architecture:
        return []
    layers = layer_sizes(image.with_digest(report.digest), list(report.layers), architecture)
    rows = []
    for layer, size in layers.items():
        if layer in report.layers:
            rows.append((layer, report.layers[layer], size))
        elif architecture:
            rows.append((layer, "Already exists", size))
    return rows


def _architecture_of_silent_pull(image: Reference, digest: str) -> str:
    """Tell the CPU of an image of whose layers the engine may be silent; empty for any other.

    The containerd store is silent about layers that it had. There an image's ID is its manifest's
    digest. Of an image that was here under another name no engine tells layers.
    """
    found = engine.call("inspect_image", image.qualified, subject=image.displayed)
    names = found["RepoTags"] or []
    if found["Id"] == digest and len(names) < 2:
        architecture: str = found["Architecture"]
        return architecture
    return ""


def layer_sizes(image: Reference, known: list[str], architecture: str) -> dict[str, int]:
    """Ask the registry for the layers' order and sizes, by their short digests.

    Without the registry's answer the layers are those that the engine told, their sizes unknown.
    """
    try:
        layers = _registry.layers(image, set(known), architecture)
    except (CourseError, OSError):
        layers = []
    if not layers:
        return dict.fromkeys(known, 0)
    return {layer.short_digest: layer.size for layer in layers}

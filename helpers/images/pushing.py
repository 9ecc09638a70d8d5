"""Bring an image to a registry: `docker push`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .. import engine
from .._command_line import line, show
from .._ownership import image_guard
from .._progress import Progress
from ..errors import CourseError, PushError
from ..errors.engine_words import translate
from ..references import HUB, Reference
from ..tables import Table, make_table

# What an engine with the containerd store says at the end of a push, in words only.
PUSHED = re.compile(r"(?P<tag>\S+): digest: (?P<digest>\S+) size: (?P<size>\d+)")


def push(image: str) -> Table:
    """Bring an image to the registry of its name (`docker push`), printing what docker prints.

    Nobody pushes to `library/` of the course's registry, as on Docker Hub: what the lessons pull is
    there.

    Parameters:
        image (str): Its name, which begins with the registry's address.

    Returns:
        A table of the layers: LAYER (text, 12 digits), STATUS (text). `attrs["digest"]` is the
        SHA-256 of the manifest that the registry has now.

    Raises:
        NotFound: There is no such image on this engine.
        PushError: The registry does not take it.
        Refused: The image is not the course's.

    https://docs.docker.com/reference/cli/docker/image/push/
    """
    reference = engine.reference(image)
    command = show(line("push", reference.qualified))
    image_guard.check(reference, "pushed")
    _check_not_official(reference)
    report = PushReport()
    with Progress() as bars:
        for event in _events(reference):
            report.add(event)
            bars.update(event)
    if report.pushed is None:
        raise PushError("push-incomplete", kind="image", name=reference.displayed)
    pushed = report.pushed
    print(f"The push refers to repository [{reference.registry}/{reference.repository}]")
    print(f"{pushed.tag}: digest: {pushed.digest} size: {pushed.size}")
    rows = list(report.layers.items())
    return make_table(["LAYER", "STATUS"], rows, command, digest=pushed.digest)


def _check_not_official(image: Reference) -> None:
    """Refuse to push to `library/` of the course's registry."""
    registry = engine.registry()
    if image.registry == registry and image.repository.startswith("library/"):
        raise PushError(
            "push-to-library",
            kind="image",
            name=image.displayed,
            repository=image.repository,
            registry=registry,
        )


@dataclass(frozen=True)
class Pushed:
    """What the registry has after a push: the manifest's digest and size in bytes, under a tag."""

    tag: str
    digest: str
    size: int


@dataclass
class PushReport:
    """What an engine tells while it pushes an image.

    Attributes:
        layers: The latest status of each layer, by the first twelve digits of its digest.
        pushed: What the registry has now; None as long as the push is not complete.
    """

    layers: dict[str, str] = field(default_factory=dict)
    pushed: Pushed | None = None

    def add(self, event: dict[str, Any]) -> None:
        """Take in one event."""
        if event.get("id"):
            self.layers[event["id"]] = event["status"]
        pushed = _read_end(event)
        if pushed is not None:
            self.pushed = pushed


def _read_end(event: dict[str, Any]) -> Pushed | None:
    """Read the event that ends a push; None for any other."""
    end = event.get("aux")
    if end:
        return Pushed(end["Tag"], end["Digest"], end["Size"])
    words = PUSHED.fullmatch(event.get("status", ""))
    if words is None:
        return None
    return Pushed(words["tag"], words["digest"], int(words["size"]))


def _events(image: Reference) -> Iterator[dict[str, Any]]:
    events = engine.stream(
        "push",
        image.qualified,
        stream=True,
        decode=True,
        subject=image.displayed,
        default=PushError,
    )
    for event in events:
        if event.get("error"):
            raise _push_error(image, translate(event["error"], image.displayed, PushError))
        yield event


def _push_error(image: Reference, error: CourseError) -> CourseError:
    """Say the same whether Docker Hub cannot be reached or refuses: another registry is meant."""
    if image.registry != HUB:
        return error
    push_error = PushError(
        "push-to-hub", kind="image", name=image.displayed, registry=engine.registry()
    )
    push_error.__cause__ = error
    return push_error

"""What a failed build leaves on an engine: its steps, which have no label to be found by.

An engine that died keeps them. Then they are noted, so that `reset` removes them later. The engine
is asked which of them the build made: what the build printed is not believed.
"""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .. import engine
from .._files.writing import written_by_owner_only
from ..errors import CourseError, EngineUnavailable
from .build_steps import ClaimedStep, ConfirmedStep, confirm, confirm_containers
from .image_guard import names_of


@dataclass(frozen=True)
class FailedBuild:
    """A build that did not come to its end.

    Attributes:
        host: The engine.
        since: When it began, by the engine's clock, in seconds since 1970.
        known: The IDs of images that were there before.
        steps: Its steps, as they were printed.
    """

    host: str
    since: float
    known: tuple[str, ...]
    steps: tuple[ClaimedStep, ...]


def failed_build(since: float, known: set[str], steps: list[ClaimedStep]) -> FailedBuild:
    """Describe a build on this engine; of the images before it only those matter that it told."""
    claims: list[str] = []
    for step in steps:
        claims += step.images
    told = [image for image in known if image.startswith(tuple(claims))]
    return FailedBuild(engine.host(), since, tuple(told), tuple(steps))


def remove_steps(build: FailedBuild) -> None:
    """Remove the images that a build made; note them if the engine cannot be asked."""
    try:
        _remove_images(build, confirm(build.steps))
    except CourseError:
        _write([*_read(), build])


def remove_noted() -> list[list[str]]:
    """Remove what was noted of this engine; returns what went, as `[kind, id]`.

    What the engine cannot be asked about stays noted.
    """
    noted = _read()
    if not noted:
        return []
    host = engine.host()
    gone: list[list[str]] = []
    kept = []
    for build in noted:
        if build.host != host:
            kept.append(build)
            continue
        try:
            steps = confirm(build.steps)
            gone += _remove_containers(build, steps)
            gone += _remove_images(build, steps)
        except CourseError:
            kept.append(build)
    _write(kept)
    return gone


def _remove_containers(build: FailedBuild, steps: list[ConfirmedStep]) -> list[list[str]]:
    gone = []
    for container in confirm_containers(build.steps, steps, build.since):
        if _remove("container", container):
            gone.append(["container", container[:12]])
    return gone


def _remove_images(build: FailedBuild, steps: list[ConfirmedStep]) -> list[list[str]]:
    """Remove the images that the build made, a child before its parent.

    What the cache had may be a step of another build that runs now.
    """
    made: list[str] = []
    for claimed, step in zip(build.steps, steps, strict=True):
        if not claimed.is_cached:
            made += step.made
    gone = []
    for image in reversed(made):
        if image not in build.known and _remove("image", image, noprune=True):
            gone.append(["image", image[:12]])
    return gone


def _remove(kind: str, id: str, **options: Any) -> bool:
    """Remove one object by its whole ID, unless it has got a name; returns whether it went."""
    try:
        if kind == "image" and names_of(engine.call("inspect_image", id)):
            return False
        engine.call(f"remove_{kind}", id, **options)
    except EngineUnavailable:
        raise
    except CourseError:  # it is gone, or somebody uses it by now
        return False
    return True


def _file() -> Path:
    return engine.data_folder() / "remains.json"


def _read() -> list[FailedBuild]:
    try:
        content = json.loads(_file().read_text())
        return [_from_json(entry) for entry in content]
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return []  # nothing is removed of which this file does not tell all


def _from_json(entry: Mapping[str, Any]) -> FailedBuild:
    steps = []
    for step in entry["steps"]:
        instruction = _text(step["instruction"])
        images = _texts(step["images"])
        containers = _texts(step["containers"])
        steps.append(ClaimedStep(instruction, images, containers, bool(step["is_cached"])))
    return FailedBuild(
        host=_text(entry["host"]),
        since=float(entry["since"]),
        known=_texts(entry["known"]),
        steps=tuple(steps),
    )


def _texts(values: list[Any]) -> tuple[str, ...]:
    return tuple(_text(value) for value in values)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("a text was expected")
    return value


def _write(builds: list[FailedBuild]) -> None:
    with suppress(OSError), written_by_owner_only():  # there is no data folder where no lab is
        new = _file().with_suffix(".new")
        new.write_text(json.dumps([asdict(build) for build in builds]))
        os.replace(new, _file())

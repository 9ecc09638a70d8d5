"""Bring what a task begins with: images and containers, each noted in what the task is given."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from .. import engine
from .._ownership import guard
from ..containers import run
from ..containers.changing import wait_until_listed
from ..errors import CourseError
from ..images.building import build
from ..images.pulling import pull
from ..images.tagging import tag
from . import probes
from .given import LABEL, BroughtContainer, Given
from .inspected import Container, Image

TRIES = 5  # an engine under load may miss why a container was killed that had only just begun


def image(name: str) -> Image:
    """Have an image on this engine, pulled where it is not here."""
    here = probes.image(name)
    if here is not None:
        return here
    pull(name)
    return present_image(name)


def named_image(given: Given, source: str, name: str) -> Image:
    """Have an image under a name of the task as well, wherever that name pointed before."""
    image(source)
    tag(source, name)
    return note_image(given, name)


def built_image(
    given: Given,
    name: str,
    dockerfile: str,
    *,
    files: Mapping[str, str] | None = None,
    more_names: Iterable[str] = (),
    labelled: bool = False,
) -> Image:
    """Build an image from the text of a Dockerfile and of the files beside it."""
    with TemporaryDirectory() as folder:
        Path(folder, "Dockerfile").write_text(dockerfile)
        for file_name, text in (files or {}).items():
            Path(folder, file_name).write_text(text)
        label = {LABEL: given.key} if labelled else None
        image_id = build(folder, tag=[name, *more_names], label=label).attrs["image"]
    built = present_image(image_id)
    given.images[name] = built.id
    return built


def container(
    given: Given,
    name: str,
    image: str,
    command: str | list[str] | None = None,
    *,
    labels: Iterable[str] = (),
    start: bool = True,
    **options: Any,
) -> Container:
    """Make a container with the task's label and start it in the background.

    One that an earlier try left under this name makes room. Errors: Refused (on a borrowed engine
    it is the learner's own), Conflict (a port in use).
    """
    if probes.container(name) is not None:
        guard.check("container", name, "replaced")
        engine.call("remove_container", name, force=True, v=True)
    label = [given.label, *labels]
    if start:
        run.run(image, command, name=name, label=label, detach=True, **options)
    else:
        run.create(image, command, name=name, label=label, **options)
    return note_container(given, name)


def ended_container(
    given: Given,
    name: str,
    image: str,
    command: str | list[str] | None = None,
    *,
    labels: Iterable[str] = (),
    **options: Any,
) -> Container:
    """Make a container whose command ends, and wait for that."""
    begun = container(given, name, image, command, labels=labels, **options)
    engine.call("wait", begun.id)
    wait_until_listed(begun.id)
    return note_container(given, name)


def container_out_of_memory(
    given: Given, name: str, image: str, command: str | list[str], *, memory: str
) -> Container:
    """Make a container that is killed because it needs more memory than it may have.

    Errors: CourseError where an engine does not keep to a limit at all.
    """
    engine.require("memory")
    for _ in range(TRIES):
        ended = ended_container(given, name, image, command, memory=memory)
        if ended.was_killed_for_memory:
            return ended
    raise CourseError("memory-limit-not-kept", name=name, memory=memory)


def note_container(given: Given, name: str) -> Container:
    """Note the state of a container as the one in which the learner finds it."""
    found = present_container(name)
    given.containers[name] = BroughtContainer(found.id, found.status, found.started_at)
    return found


def note_image(given: Given, name: str) -> Image:
    """Note which image a name stands for when the learner finds it."""
    found = present_image(name)
    given.images[name] = found.id
    return found


def present_container(name: str) -> Container:
    """Read a container that has just been made. Errors: NotFound (somebody removed it)."""
    return Container(engine.call("inspect_container", name))


def present_image(name: str) -> Image:
    """Read an image that has just been made or pulled. Errors: NotFound (somebody removed it)."""
    return Image(engine.call("inspect_image", engine.qualify(name)))

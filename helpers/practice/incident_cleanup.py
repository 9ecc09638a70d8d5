"""What stands under an incident's names: its trace, and taking all of it away."""

from contextlib import suppress
from dataclasses import dataclass

from .. import engine
from .._ownership import guard
from ..errors import CourseError
from . import probes
from .faults.fault import Fault, Injection
from .task_cleanup import remove_brought


@dataclass(frozen=True)
class ContainerTrace:
    """What changes of a container when a person does something to it, not by itself."""

    id: str
    networks: tuple[str, ...]
    status: str
    started_at: str


@dataclass(frozen=True)
class Trace:
    """What stood under an incident's names: of each container, and the IDs of the images."""

    containers: tuple[ContainerTrace | None, ...] = ()
    images: tuple[str | None, ...] = ()

    @property
    def has_the_reported_container(self) -> bool:
        """Whether the container that was reported was there."""
        return bool(self.containers) and self.containers[0] is not None


def take_away(fault: Fault, injection: Injection) -> None:
    """Remove what carries the incident's names or its label, and what was pulled for it."""
    for name in fault.containers:
        container = probes.container(name)
        if container is not None and guard.is_course_object("container", container.id):
            engine.call("remove_container", container.id, force=True, v=True)
    if fault.undo is not None:
        fault.undo(injection)
    remove_brought(fault.key)
    for image in injection.pulled:
        with suppress(CourseError):  # gone with another, or a container of the learner's uses it
            engine.call("remove_image", engine.qualify(image))


def trace(fault: Fault) -> Trace:
    """Look at what stands under the incident's names."""
    containers = tuple(_container_trace(name) for name in fault.containers)
    images = tuple(_image_id(name) for name in fault.image_names)
    return Trace(containers, images)


def _container_trace(name: str) -> ContainerTrace | None:
    container = probes.container(name)
    if container is None:
        return None
    networks = tuple(container.networks)
    if container.is_restarted_at_each_exit:  # its state changes by itself
        return ContainerTrace(container.id, networks, "", "")
    return ContainerTrace(container.id, networks, container.status, container.started_at)


def _image_id(name: str) -> str | None:
    image = probes.image(name)
    return None if image is None else image.id

"""Bring what a task begins with: images under names of the task, containers with the task's label."""

from .. import engine
from .._ownership import guard
from ..containers import lifecycle, run
from ..errors import CourseError
from ..images.pulling import pull
from ..images.tagging import tag
from . import probes


def image(name: str) -> str:
    """Have an image on this engine, pulled where it is not here, and give its ID."""
    if probes.image(name) is None:
        pull(name)
    return probes.image(name)["Id"]


def named(source: str, target: str) -> str:
    """Have an image under a name of the task as well, wherever that name pointed before, and give its ID."""
    image(source)
    tag(source, target)
    return probes.image(target)["Id"]


def container(label, name: str, image: str, command=None, *, start: bool = True, **options) -> str:
    """Make a container with the task's label, start it in the background, and give its id.

    One that an earlier try left under this name makes room. Errors: Refused (on a borrowed engine it is the learner's
    own), Conflict (a port in use).
    """
    if probes.container(name):
        guard.check("container", name, "replaced")
        engine.call("remove_container", name, force=True, v=True)
    if start:
        run.run(image, command, name=name, label=label, detach=True, **options)
    else:
        run.create(image, command, name=name, label=label, **options)
    return probes.container(name)["Id"]


def ended(label, name: str, image: str, command, **options) -> str:
    """Make a container whose command ends, wait for that, and give its id."""
    made = container(label, name, image, command, **options)
    engine.call("wait", made)
    lifecycle.settled(made)
    return made


def out_of_memory(label, name: str, image: str, command, *, memory: str) -> str:
    """Make a container that is killed because it needs more memory than it may have, and give its id.

    An engine under load can miss why a container was killed that had only just begun: it is made anew then. Errors:
    CourseError where an engine does not keep to a limit at all.
    """
    engine.require("memory")
    for _ in range(5):
        made = ended(label, name, image, command, memory=memory)
        if probes.container(made)["State"]["OOMKilled"]:
            return made
    raise CourseError(
        f"This engine does not keep to a limit of memory: {name} has not been killed at {memory}."
    )

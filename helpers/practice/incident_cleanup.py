"""What stands under an incident's names: its trace, and taking all of it away."""

from contextlib import suppress

from .. import engine
from .._ownership import guard
from ..errors import CourseError
from . import exercises, probes
from .faults.fault import Fault


def take_away(fault: Fault, given: dict) -> None:
    """Remove what carries the incident's names and its label, take back what has no label, and what was fetched."""
    for name in fault.boxes:
        if (box := probes.container(name)) and guard.is_course_object("container", box["Id"]):
            engine.call("remove_container", box["Id"], force=True, v=True)
    if fault.undo:
        fault.undo(given)
    exercises.clear(fault.key)
    for image in given.get("brought", []):
        with suppress(CourseError):  # gone with another, or a container of the learner's uses it
            engine.call("remove_image", engine.qualify(image))


def trace(fault: Fault) -> tuple:
    """What stands under the incident's names: it changes when a person changes something, not by itself."""
    boxes = []
    for name in fault.boxes:
        box = probes.container(name)
        if box is None:
            boxes.append(None)
            continue
        loop = box["HostConfig"]["RestartPolicy"]["Name"] in (
            "always",
            "unless-stopped",
            "on-failure",
        )
        state = () if loop else (box["State"]["Status"], box["State"]["StartedAt"])
        boxes.append((box["Id"], *sorted(box["NetworkSettings"]["Networks"]), *state))
    return (*boxes, *((probes.image(name) or {}).get("Id") for name in fault.tags))

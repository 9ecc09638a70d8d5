"""What stands under an incident's names: its trace, and taking all of it away."""

from .. import engine
from ..errors import CourseError
from . import exercises, look
from .exercises import LABEL
from .faults.fault import Fault


def take_away(fault: Fault, given: dict) -> None:
    """Remove what carries the incident's names and its label, and take back what has no label."""
    for name in fault.boxes:
        _remove_container(name)
    exercises.clear(fault.key)
    if fault.undo:
        fault.undo(given)
    _remove_images(fault.key, given.get("brought", []))


def trace(fault: Fault) -> tuple:
    """What stands under the incident's names: it changes when a person changes something, not by itself."""
    boxes = []
    for name in fault.boxes:
        box = look.container(name)
        if box is None:
            boxes.append(None)
            continue
        loop = box["HostConfig"]["RestartPolicy"]["Name"] in ("always", "unless-stopped", "on-failure")
        state = () if loop else (box["State"]["Status"], box["State"]["StartedAt"])
        boxes.append((box["Id"], *sorted(box["NetworkSettings"]["Networks"]), *state))
    return (*boxes, *((look.image(name) or {}).get("Id") for name in fault.tags))


def _remove_container(name: str) -> None:
    """Remove the container of this name, whoever made it - on a borrowed engine only if it is the course's."""
    box = look.container(name)
    owned = box and (engine.kind() == "private" or (box["Config"]["Labels"] or {}).get(engine.LABEL) == "1")
    if owned:
        engine.call("remove_container", box["Id"], force=True, v=True)


def _remove_images(key: str, brought: list[str]) -> None:
    """Remove the images that the incident built (they have its label) or fetched, as far as nothing uses them."""
    built = engine.call("images", all=True, filters={"label": [f"{LABEL}={key}"]})
    for name in [*(one["Id"] for one in built), *map(engine.wire, brought)]:
        try:
            engine.call("remove_image", name, force=name.startswith("sha256:"))
        except CourseError:  # gone with another, or a container of the learner's uses it
            continue

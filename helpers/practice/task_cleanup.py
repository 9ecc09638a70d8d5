"""Take away what a task or an incident brought along: what carries its label, and nothing else."""

from contextlib import suppress

from .. import engine
from .._ownership import guard, image_guard
from ..errors import Conflict
from .given import LABEL


def remove_brought(key: str) -> None:
    """Remove all that carries a task's label.

    A volume, network or image stays while another container uses it, the learner's answer:
    `prepare` begins with it.
    """
    task_label = f"{LABEL}={key}"
    of_this_learner = {"label": [task_label, engine.course_label()]}
    _remove_containers(of_this_learner)
    _remove_volumes(of_this_learner)
    _remove_networks(of_this_learner)
    _remove_images({"label": [task_label]})


def _remove_containers(filters: dict[str, list[str]]) -> None:
    for container in engine.call("containers", all=True, filters=filters):
        container_id = container["Id"]
        if guard.is_course_object("container", container_id):  # docker commit copies labels
            engine.call("remove_container", container_id, force=True, v=True)


def _remove_volumes(filters: dict[str, list[str]]) -> None:
    for volume in engine.call("volumes", filters=filters)["Volumes"] or []:
        with suppress(Conflict):
            engine.call("remove_volume", volume["Name"], force=True)


def _remove_networks(filters: dict[str, list[str]]) -> None:
    for network in engine.call("networks", filters=filters):
        with suppress(Conflict):
            engine.call("remove_network", network["Id"])


def _remove_images(filters: dict[str, list[str]]) -> None:
    for image in engine.call("images", filters=filters):
        if image_guard.is_course_build(image["Id"]):
            with suppress(Conflict):
                engine.call("remove_image", image["Id"], force=True)

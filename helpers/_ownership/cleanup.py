"""What `reset` removes, and `prune` on a borrowed engine: what is the course's, one by one."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from .. import engine
from .._batch import WORKERS
from ..errors import CourseError
from . import guard

ENDED_STATES = ("created", "exited", "dead")


@dataclass(frozen=True)
class _Container:
    """A container to remove: its ID, the name that a learner reads, and the bytes that it wrote."""

    id: str
    shown: str
    size: int


class Cleanup:
    """Removes what it is told to, if it is the course's.

    Attributes:
        rows: What went: rows of kind and name.
        left: What is the course's and could not go: rows of kind and name.
        reclaimed: How many bytes the removed containers had written.
    """

    def __init__(self, filters: dict[str, Any], quiet: bool = False) -> None:
        """Look only at containers, networks and volumes that match these filters of the engine.

        A `quiet` one neither tells nor keeps what was left.
        """
        self.filters = filters
        self.quiet = quiet
        self.rows: list[list[str]] = []
        self.left: list[list[str]] = []
        self.reclaimed = 0

    def remove_containers(self) -> None:
        """Remove containers with their anonymous volumes, running ones too."""
        containers = []
        for found in engine.call("containers", all=True, filters=self.filters):
            name = found["Names"][0].lstrip("/")
            containers.append(_Container(found["Id"], name, 0))
        self._remove_side_by_side(containers, force=True, v=True)

    def remove_ended_containers(self) -> None:
        """Remove containers that do not run; tell them by their IDs, as the engine's prune does."""
        containers = []
        for found in engine.call("containers", all=True, size=True, filters=self.filters):
            if found["State"] in ENDED_STATES:
                containers.append(_Container(found["Id"], found["Id"], found.get("SizeRw", 0)))
        self._remove_side_by_side(containers, force=False, v=False)

    def _remove_side_by_side(self, containers: list[_Container], **options: Any) -> None:
        def remove(container: _Container) -> bool:
            return self._remove("container", container.id, container.shown, **options)

        with ThreadPoolExecutor(WORKERS) as pool:
            results = list(pool.map(remove, containers))
        for container, is_gone in zip(containers, results, strict=True):
            if is_gone:
                self.rows.append(["container", container.shown])
                self.reclaimed += container.size

    def remove_volumes(self) -> None:
        """Remove volumes that no container uses."""
        for volume in engine.call("volumes", filters=self.filters)["Volumes"] or []:
            if self._remove("volume", volume["Name"], volume["Name"]):
                self.rows.append(["volume", volume["Name"]])

    def remove_networks(self) -> None:
        """Remove networks that no container is on."""
        for network in engine.call("networks", filters=self.filters):
            if self._remove("network", network["Id"], network["Name"]):
                self.rows.append(["network", network["Name"]])

    def remove_images(self, names: list[str]) -> None:
        """Remove names and IDs of images that `course_images` found to be the course's.

        One that stays is no news: it is gone with an earlier name, or a container uses it.
        """
        for name in names:
            try:
                engine.call("remove_image", name)
            except CourseError:
                continue
            self.rows.append(["image", engine.reference(name).displayed])

    def _remove(self, kind: str, name: str, shown: str, **options: Any) -> bool:
        """Remove one object; tell whether it went.

        What is not surely the course's is passed over; what cannot be removed is told.
        """
        if not guard.is_course_object(kind, name):
            return False
        try:
            if kind == "container":
                guard.check_not_shared(name, "removed")
            if kind == "network":
                guard.check_network_unused(name, "removed")
            engine.call(f"remove_{kind}", name, **options)
        except CourseError as error:
            if not self.quiet:
                print(f"{kind} {shown} was left: {error}")
                self.left.append([kind, shown])
            return False
        return True

"""Conditions on what a task brought along: it is still there, still the same, or gone.

Each is given the key of its diagnosis, for its text is the task's own. The facts are `name`, the
first container that is meant, and `names`, all of them.
"""

from dataclasses import dataclass

from .. import probes
from ..given import Given
from ..inspected import Container
from ..verdict import Diagnosis, unmet


def brought_container(given: Given, name: str) -> Container | None:
    """Find a container that the task brought, whatever its name is now; None if it is gone."""
    return probes.container(given.containers[name].id)


def is_as_brought(given: Given, name: str) -> bool:
    """Tell whether the container of this name is the one that was brought, in the state of then."""
    container = probes.container(name)
    brought = given.containers[name]
    if container is None:
        return False
    return container.id == brought.id and container.status == brought.status


@dataclass(frozen=True)
class Changed:
    """At least one of these containers is not as the task brought it."""

    names: tuple[str, ...]
    key: str

    def __call__(self, given: Given) -> Diagnosis | None:
        """Compare the containers with what was brought."""
        if all(is_as_brought(given, name) for name in self.names):
            return unmet(self.key)
        return None


@dataclass(frozen=True)
class Kept:
    """These containers are still there, the very same ones."""

    names: tuple[str, ...]
    key: str

    def __call__(self, given: Given) -> Diagnosis | None:
        """Name those that are gone."""
        gone = [name for name in self.names if brought_container(given, name) is None]
        if not gone:
            return None
        return unmet(self.key, name=gone[0], names=", ".join(gone))


@dataclass(frozen=True)
class IsTheSame:
    """The container of this name is the very one that was brought, not one that took its place."""

    name: str
    key: str

    def __call__(self, given: Given) -> Diagnosis | None:
        """Compare the containers' IDs."""
        container = probes.container(self.name)
        if container is not None and container.id == given.containers[self.name].id:
            return None
        return unmet(self.key, name=self.name)


@dataclass(frozen=True)
class KeptRunning:
    """A container is still there, the very same one, and runs."""

    name: str
    key: str

    def __call__(self, given: Given) -> Diagnosis | None:
        """Name the state that it is in instead."""
        container = brought_container(given, self.name)
        if container is not None and container.is_running:
            return None
        status = "-" if container is None else container.status
        return unmet(self.key, name=self.name, names=self.name, status=status)


@dataclass(frozen=True)
class NeverStopped:
    """A container was not started anew since the task brought it, if it runs."""

    name: str
    key: str

    def __call__(self, given: Given) -> Diagnosis | None:
        """Compare the times of its start."""
        container = brought_container(given, self.name)
        if container is None or not container.is_running:
            return None
        if container.started_at == given.containers[self.name].started_at:
            return None
        return unmet(self.key, name=self.name, names=self.name)


@dataclass(frozen=True)
class Removed:
    """These containers are gone; the diagnosis names those that are left, with their states."""

    names: tuple[str, ...]
    key: str

    def __call__(self, given: Given) -> Diagnosis | None:
        """Name those that are left."""
        left = []
        for name in self.names:
            container = brought_container(given, name)
            if container is not None:
                left.append((name, container.status))
        if not left:
            return None
        name, status = left[0]
        names = ", ".join(f"{name}({status})" for name, status in left)
        return unmet(self.key, name=name, status=status, names=names, count=len(left))

"""Conditions on what a container does: it is there, it runs, it has ended, it wrote something."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

from ..._wait import until
from .. import probes
from ..given import Given
from ..inspected import Container
from ..listeners import listeners
from ..verdict import Diagnosis, unmet


@dataclass(frozen=True)
class ContainerCondition(ABC):
    """A condition on one container, by its name; without the container it is not met."""

    name: str

    def __call__(self, given: Given) -> Diagnosis | None:
        """Look for the container, then at it."""
        container = probes.container(self.name)
        if container is None:
            return unmet("no_container", name=self.name)
        return self.diagnose(container)

    @abstractmethod
    def diagnose(self, container: Container) -> Diagnosis | None:
        """Say what is the matter with a container that is there."""


@dataclass(frozen=True)
class ContainerExists:
    """A container of this name was made, running or not."""

    name: str
    key: str = "no_container"

    def __call__(self, given: Given) -> Diagnosis | None:
        """Look for the container."""
        if probes.container(self.name) is None:
            return unmet(self.key, name=self.name)
        return None


@dataclass(frozen=True)
class ContainerRuns(ContainerCondition):
    """A container runs, at one look: for one that shows by something else that it lives."""

    def diagnose(self, container: Container) -> Diagnosis | None:
        """Name the state that it is in instead."""
        return _not_running(self.name, container)


@dataclass(frozen=True)
class ContainerKeepsRunning:
    """A container runs and stays up: a crash loop is seen through."""

    name: str

    def __call__(self, given: Given) -> Diagnosis | None:
        """Look at the container twice."""
        container = probes.look_twice(self.name)
        if container is None:
            return unmet("no_container", name=self.name)
        return _not_running(self.name, container)


def _not_running(name: str, container: Container) -> Diagnosis | None:
    if container.is_running:
        return None
    if container.status == "created":
        return _not_started(name, container)
    return unmet(
        container.status,
        name=name,
        code=container.exit_code,
        log=probes.last_line(name),
        restarts=container.restart_count,
    )


def _not_started(name: str, container: Container) -> Diagnosis:
    """Tell a start that failed from a container that was only created."""
    return unmet("created" if container.start_error else "never_started", name=name)


@dataclass(frozen=True)
class ContainerWasStarted(ContainerCondition):
    """A container was started, whatever became of it."""

    def diagnose(self, container: Container) -> Diagnosis | None:
        """Say whether its start failed, or was never tried."""
        return _not_started(self.name, container) if container.status == "created" else None


@dataclass(frozen=True)
class ContainerListens(ContainerCondition):
    """A program in a running container waits for connections, as a server does."""

    def diagnose(self, container: Container) -> Diagnosis | None:
        """Quote what the container runs instead; a server that was just started is waited for."""
        if until(lambda: listeners(self.name), seconds=2):
            return None
        return unmet("not_listening", name=self.name, has=container.command)


@dataclass(frozen=True)
class ContainerEnded(ContainerCondition):
    """A container was run and has ended with this exit code."""

    exit_code: int = 0

    def diagnose(self, container: Container) -> Diagnosis | None:
        """Name the state or the exit code that it has instead."""
        if container.status == "created":
            return _not_started(self.name, container)
        if container.status != "exited":
            return unmet("not_ended", name=self.name, status=container.status)
        if container.exit_code != self.exit_code:
            return unmet(
                "wrong_code",
                name=self.name,
                code=container.exit_code,
                wanted=self.exit_code,
                log=probes.last_line(self.name),
            )
        return None


@dataclass(frozen=True)
class ContainerIs(ContainerCondition):
    """A container is in this state: `created`, `running`, `paused`, `exited`."""

    status: str

    def diagnose(self, container: Container) -> Diagnosis | None:
        """Name the state that it is in instead."""
        if container.status == self.status:
            return None
        return unmet("wrong_state", name=self.name, status=container.status, wanted=self.status)


@dataclass(frozen=True)
class ContainerPrinted(ContainerCondition):
    """A container wrote this text, running or ended."""

    text: str

    def diagnose(self, container: Container) -> Diagnosis | None:
        """Quote the last line that it wrote instead."""
        if self.text in probes.log(self.name, tail=100):
            return None
        has = probes.last_line(self.name)
        return unmet("wrong_output", name=self.name, wanted=self.text, has=has)

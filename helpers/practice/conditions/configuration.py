"""Conditions on what a container was made with: image, command, ports, mounts, labels, policy."""

from dataclasses import dataclass

from .. import probes
from ..inspected import Container
from ..verdict import Diagnosis, unmet
from .containers import ContainerCondition
from .images import with_tag


@dataclass(frozen=True)
class MadeOfImage(ContainerCondition):
    """A container was made of this image, by whatever name or digest."""

    image: str

    def diagnose(self, container: Container) -> Diagnosis | None:
        """Name the image that it was made of instead."""
        if probes.is_image(container.image_id, self.image):
            return None
        has = probes.image_name(container)
        return unmet("wrong_image", name=self.name, image=has, wanted=with_tag(self.image))


@dataclass(frozen=True)
class MadeOfRegistryImage(ContainerCondition):
    """A container was made of what the registry has under this name, whatever the tag is here."""

    image: str

    def diagnose(self, container: Container) -> Diagnosis | None:
        """Say that the tag was moved by hand."""
        if container.image_id in probes.registry_image_ids(self.image):
            return None
        return unmet("moved_tag", name=self.name, wanted=self.image)


@dataclass(frozen=True)
class IsShownWithImage(ContainerCondition):
    """`docker ps` shows a container with this text in its column IMAGE."""

    image: str

    def diagnose(self, container: Container) -> Diagnosis | None:
        """Quote what it shows instead."""
        has = probes.displayed_image(container)
        if has == self.image:
            return None
        return unmet("shown_image", name=self.name, has=has, wanted=self.image)


@dataclass(frozen=True)
class HasCommandOfImage(ContainerCondition):
    """A container runs the command that its image has."""

    def diagnose(self, container: Container) -> Diagnosis | None:
        """Quote both commands."""
        image = probes.image(container.image_id)
        wanted = " ".join(image.argv) if image else ""
        if container.command == wanted:
            return None
        return unmet("wrong_command", name=self.name, has=container.command, wanted=wanted)


@dataclass(frozen=True)
class HasCommand(ContainerCondition):
    """A container was made with this command, however it was written."""

    command: str

    def diagnose(self, container: Container) -> Diagnosis | None:
        """Quote the command that it has instead."""
        if container.command == self.command:
            return None
        has = container.command
        return unmet("wrong_command", name=self.name, has=has, wanted=self.command)


@dataclass(frozen=True)
class HasLabel(ContainerCondition):
    """A container has a label with this value."""

    label: str
    value: str

    def diagnose(self, container: Container) -> Diagnosis | None:
        """Say whether the label is missing, or which value it has instead."""
        if self.label not in container.labels:
            return unmet("no_label", name=self.name, label=self.label)
        has = container.labels[self.label]
        if has == self.value:
            return None
        return unmet("wrong_label", name=self.name, label=self.label, has=has, wanted=self.value)


@dataclass(frozen=True)
class HasRestartPolicy(ContainerCondition):
    """A container has this restart policy, written as `--restart` takes it."""

    policy: str

    def diagnose(self, container: Container) -> Diagnosis | None:
        """Name the policy that it has instead."""
        has = container.restart_policy
        if has == self.policy:
            return None
        return unmet("wrong_policy", name=self.name, has=has, wanted=self.policy)


@dataclass(frozen=True)
class PublishesPort(ContainerCondition):
    """A port of the host leads to a TCP port of the container."""

    host: int
    container_port: int

    def diagnose(self, container: Container) -> Diagnosis | None:
        """Name the ports that it publishes instead."""
        published = container.published_ports
        if not published:
            return unmet("no_port", name=self.name, host=self.host, inside=self.container_port)
        for port in published:
            if port.host == self.host and port.container == f"{self.container_port}/tcp":
                return None
        has = ", ".join(str(port) for port in published)
        wanted = f"{self.host}:{self.container_port}"
        return unmet("wrong_port", name=self.name, has=has, wanted=wanted)


@dataclass(frozen=True)
class PublishesAt(ContainerCondition):
    """A port of the host leads into the container, to whatever port of it."""

    host: int

    def diagnose(self, container: Container) -> Diagnosis | None:
        """Name the ports that it publishes instead."""
        published = container.published_ports
        if any(port.host == self.host for port in published):
            return None
        has = ", ".join(str(port) for port in published) or "-"
        return unmet("other_port", name=self.name, has=has, wanted=self.host)


@dataclass(frozen=True)
class PublishesNothingElse(ContainerCondition):
    """A container publishes no other port of the host than these."""

    hosts: tuple[int, ...] = ()

    def diagnose(self, container: Container) -> Diagnosis | None:
        """Name the ports that are too many."""
        others = [port for port in container.published_ports if port.host not in self.hosts]
        if not others:
            return None
        return unmet("port_too_many", name=self.name, has=", ".join(str(port) for port in others))


@dataclass(frozen=True)
class HasMount(ContainerCondition):
    """A container has a mount at a path: of this kind, from this source, writable or not.

    The kind is `bind`, `volume` or `tmpfs`; without a source any will do.
    """

    target: str
    kind: str
    source: str = ""
    writable: bool = True

    def diagnose(self, container: Container) -> Diagnosis | None:
        """Say how the mount differs, or where others are."""
        mount = container.mount_at(self.target)
        where = {"name": self.name, "target": self.target}
        if mount is None:
            has = ", ".join(other.target for other in container.mounts) or "-"
            return unmet("no_mount", **where, has=has)
        if mount.kind != self.kind:
            return unmet("mount_kind", **where, kind=mount.kind, wanted=self.kind)
        if self.source and mount.source != self.source:
            return unmet("mount_source", **where, source=mount.source, wanted=self.source)
        if mount.writable and not self.writable:
            return unmet("mount_writable", **where)
        if self.writable and not mount.writable:
            return unmet("mount_read_only", **where)
        return None

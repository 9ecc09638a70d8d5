"""Containers and images as the engine reports them (`docker inspect`), by plain names. Pure."""

from dataclasses import dataclass
from typing import Any

RESTARTED_AT_EACH_EXIT = ("always", "unless-stopped", "on-failure")


@dataclass(frozen=True)
class Mount:
    """One mount of a container; `source` is a volume's name, or else a path of the host."""

    target: str
    kind: str
    source: str
    writable: bool


@dataclass(frozen=True)
class PublishedPort:
    """One port of the host that a container asks for; `container` is such as `80/tcp`."""

    host: int
    container: str

    def __str__(self) -> str:
        """Write it as `--publish` takes it: `8080:80`."""
        return f"{self.host}:{self.container.removesuffix('/tcp')}"


@dataclass(frozen=True)
class Container:
    """A container as the engine reports it."""

    report: dict[str, Any]

    @property
    def id(self) -> str:
        """Its whole ID."""
        return self.report["Id"]

    @property
    def name(self) -> str:
        """Its name."""
        return self.report["Name"].removeprefix("/")

    @property
    def status(self) -> str:
        """Its state in one word: `created`, `running`, `paused`, `restarting`, `exited`, `dead`."""
        return self.report["State"]["Status"]

    @property
    def is_running(self) -> bool:
        """Whether it runs now, not paused and not between two runs."""
        return self.status == "running"

    @property
    def exit_code(self) -> int:
        """The exit code of its last run."""
        return self.report["State"]["ExitCode"]

    @property
    def was_killed_for_memory(self) -> bool:
        """Whether the kernel ended its last run because it needed too much memory."""
        return self.report["State"]["OOMKilled"]

    @property
    def start_error(self) -> str:
        """What the engine says of its last start; empty if that went well."""
        return self.report["State"]["Error"]

    @property
    def started_at(self) -> str:
        """The time of its last start, as the engine writes it."""
        return self.report["State"]["StartedAt"]

    @property
    def restart_count(self) -> int:
        """How often the engine has started it over."""
        return self.report["RestartCount"]

    @property
    def restart_policy(self) -> str:
        """Its restart policy as `--restart` takes it: `no`, `always`, `on-failure:3`."""
        policy = self.report["HostConfig"]["RestartPolicy"]
        name = policy["Name"] or "no"
        tries = policy["MaximumRetryCount"]
        return f"{name}:{tries}" if tries else name

    @property
    def is_restarted_at_each_exit(self) -> bool:
        """Whether its state changes by itself: it ends and is started over."""
        return self.report["HostConfig"]["RestartPolicy"]["Name"] in RESTARTED_AT_EACH_EXIT

    @property
    def image_id(self) -> str:
        """The ID of the image that it was made of."""
        return self.report["Image"]

    @property
    def image_reference(self) -> str:
        """The name, digest or ID by which its image was named when it was made."""
        return self.report["Config"]["Image"]

    @property
    def argv(self) -> list[str]:
        """Its program and arguments."""
        return [self.report["Path"], *self.report["Args"]]

    @property
    def command(self) -> str:
        """Its program and arguments in one line, as `docker ps` shows them."""
        return " ".join(self.argv)

    @property
    def hostname(self) -> str:
        """The name that it knows itself by."""
        return self.report["Config"]["Hostname"]

    @property
    def labels(self) -> dict[str, str]:
        """Its labels."""
        return self.report["Config"]["Labels"] or {}

    @property
    def environment(self) -> dict[str, str]:
        """Its environment variables."""
        variables = {}
        for line in self.report["Config"]["Env"] or []:
            name, _, value = line.partition("=")
            variables[name] = value
        return variables

    @property
    def memory_limit(self) -> int:
        """How many bytes of memory it may use; 0 without a limit."""
        return self.report["HostConfig"]["Memory"]

    @property
    def network_mode(self) -> str:
        """Which network it was made on: `bridge`, `host`, `container:ID`, a network's name."""
        return self.report["HostConfig"]["NetworkMode"]

    @property
    def networks(self) -> list[str]:
        """The names of the networks that it is on, sorted."""
        return sorted(self.report["NetworkSettings"]["Networks"])

    @property
    def mounts(self) -> list[Mount]:
        """Its mounts."""
        mounts = []
        for mount in self.report["Mounts"]:
            source = mount.get("Name") if mount["Type"] == "volume" else mount.get("Source")
            mounts.append(Mount(mount["Destination"], mount["Type"], source or "", mount["RW"]))
        return mounts

    def mount_at(self, target: str) -> Mount | None:
        """Give the mount at a path of the container; None where nothing is mounted."""
        for mount in self.mounts:
            if mount.target == target:
                return mount
        return None

    @property
    def published_ports(self) -> list[PublishedPort]:
        """The ports of the host that it asks for, whether it runs or not."""
        bindings = self.report["HostConfig"].get("PortBindings") or {}
        ports = []
        for container_port, hosts in bindings.items():
            for binding in hosts or []:
                host = int(binding["HostPort"] or 0) or self._chosen_port(container_port)
                ports.append(PublishedPort(host, container_port))
        return ports

    def _chosen_port(self, container_port: str) -> int:
        """Name the port that docker chose where none was asked for; 0 before it has."""
        in_use = self.report["NetworkSettings"].get("Ports") or {}
        for binding in in_use.get(container_port) or []:
            return int(binding["HostPort"])
        return 0


@dataclass(frozen=True)
class Image:
    """An image as the engine reports it."""

    report: dict[str, Any]

    @property
    def id(self) -> str:
        """Its whole ID."""
        return self.report["Id"]

    @property
    def architecture(self) -> str:
        """The CPU that it is for: `amd64`, `arm64`."""
        return self.report["Architecture"]

    @property
    def layers(self) -> list[str]:
        """The digests of its layers, the lowest first."""
        return self.report["RootFS"]["Layers"]

    @property
    def labels(self) -> dict[str, str]:
        """Its labels."""
        return self.report["Config"].get("Labels") or {}

    @property
    def argv(self) -> list[str]:
        """The program and arguments that a container of it runs."""
        config = self.report["Config"]
        return [*(config.get("Entrypoint") or []), *(config.get("Cmd") or [])]

    @property
    def names(self) -> list[str]:
        """Its names with tags, as the engine knows them."""
        return self.report["RepoTags"] or []

    @property
    def digests(self) -> list[str]:
        """Its names with digests, as the engine knows them."""
        return self.report["RepoDigests"] or []

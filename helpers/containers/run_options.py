"""The options of `docker run` and `docker create`: each has its one place here.

The command line shows them in this order.
"""
# ruff: noqa: RUF009 - `option` makes a field, as dataclasses.field does

from dataclasses import dataclass
from typing import Any

from .._command_line import key_values, parse_key_values
from .._environment import environment_settings
from .mounts import parse_mounts, parse_tmpfs, parse_volumes
from .option_table import option
from .resources import nano_cpus, parse_memory

ONLY_OF_RUN = ("detach",)


def _entrypoint(program: str) -> list[str]:
    return [program]


def _labels(given: Any) -> dict[str, str]:
    return parse_key_values(key_values(given))


@dataclass(frozen=True, kw_only=True)
class RunOptions:
    """The options of one call. `configuration` writes those that are not simply a field."""

    detach: bool = option(False, "Run it in the background, and print no output")
    publish: str | int | list[str] | None = option(
        None,
        "Ports to reach from the host: `8080:80` (host port, container port), `80` (the engine"
        " chooses the host port), `127.0.0.1:8080:80`, `53:53/udp`, `8000-8002:80-82`. On the"
        " course's own engine, a port without an address is published on 127.0.0.1 alone",
    )
    publish_all: bool = option(
        False,
        "Publish each port that the image exposes, on a host port that the engine chooses",
        api_field="HostConfig.PublishAllPorts",
        convert=bool,
    )
    restart: str | None = option(
        None,
        "When the engine starts it again by itself: `no` (also by default), `on-failure`,"
        " `on-failure:3` (three tries), `always`, `unless-stopped`",
    )
    env: dict[str, Any] | list[str] | str | None = option(
        None,
        'Environment variables: `{"KEY": "value"}` or `KEY=value`. `KEY` alone, or `{"KEY": None}`,'
        " takes the value that it has in this notebook",
        api_field="Env",
        convert=environment_settings,
        as_words=key_values,
    )
    volume: str | list[str] | None = option(
        None,
        "Volumes and paths to mount: `name:/there` (a named volume, made if it is missing),"
        " `/here:/there`, `./here:/there`, each also with `:ro` (read-only) behind it",
        api_field="HostConfig.Binds",
        convert=parse_volumes,
    )
    mount: str | list[str] | None = option(
        None,
        "The same, key by key: `type=bind,source=/here,target=/there,readonly`. The type is"
        " `volume`, unless `bind` or `tmpfs` is given; `tmpfs-size=64m` limits the latter",
        api_field="HostConfig.Mounts",
        convert=parse_mounts,
    )
    tmpfs: str | list[str] | None = option(
        None,
        "Paths that are kept in memory and lost at the end: `/run`, `/run:size=64m`",
        api_field="HostConfig.Tmpfs",
        convert=parse_tmpfs,
    )
    network: str | None = option(
        None,
        "The network that it is on: a name of `dk.networks()`, `bridge` (also by default), `host`,"
        " `none`, or `container:NAME` for that of another container",
    )
    network_alias: str | list[str] | None = option(
        None, "More names under which containers on that network find it"
    )
    ipc: str | None = option(
        None,
        "Whose shared memory it uses: `private`, `shareable`, `host`, `container:NAME`",
        api_field="HostConfig.IpcMode",
    )
    pid: str | None = option(
        None,
        "Whose processes it sees: `host` or `container:NAME`; only its own by default",
        api_field="HostConfig.PidMode",
    )
    memory: str | int | None = option(
        None,
        "The most memory that it may use: bytes, or `512k`, `64m`, `1g`",
        api_field="HostConfig.Memory",
        convert=parse_memory,
    )
    cpus: float | str | None = option(
        None,
        "The most processors that it may use: `0.5` is half of one",
        api_field="HostConfig.NanoCpus",
        convert=nano_cpus,
    )
    rm: bool = option(
        False,
        "Remove it when it ends, and its unnamed volumes",
        api_field="HostConfig.AutoRemove",
        convert=bool,
    )
    label: dict[str, Any] | list[str] | str | None = option(
        None,
        'Labels: `{"key": "value"}` or `key=value`. The course adds its own',
        api_field="Labels",
        convert=_labels,
        as_words=key_values,
    )
    entrypoint: str | None = option(
        None,
        "The program to run in place of the image's entrypoint",
        api_field="Entrypoint",
        convert=_entrypoint,
    )
    user: str | None = option(
        None,
        "Who runs the program: `name`, a number, or `user:group`",
        api_field="User",
    )
    workdir: str | None = option(
        None, "The folder that the program begins in", api_field="WorkingDir", convert=str
    )
    hostname: str | None = option(
        None, "What it calls itself; its short ID by default", api_field="Hostname"
    )
    read_only: bool = option(
        False,
        "Let nothing be written but to what is mounted",
        api_field="HostConfig.ReadonlyRootfs",
        convert=bool,
    )
    init: bool = option(
        False,
        "Run a small init as its first process, which hands on signals and clears away ended"
        " processes",
        api_field="HostConfig.Init",
        convert=bool,
    )
    platform: str | None = option(None, "The platform, where the image has several: `linux/arm64`")
    name: str | None = option(None, "Its name; the engine makes one up by default")

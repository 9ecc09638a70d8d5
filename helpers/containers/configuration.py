"""What `docker run` and `docker create` make of their options: the Engine API's container configuration."""

import csv
import re
from pathlib import Path

from .. import engine
from .._command_line import as_list, key_values, parse_key_values, split_command
from .._files.extract import fits
from .._ownership import guard
from ..errors import CourseError, NotFound

OPTIONS = [
    "detach", "publish", "publish_all", "restart", "env", "volume", "mount", "tmpfs", "network", "network_alias", "ipc",
    "pid", "memory", "cpus", "rm", "label", "entrypoint", "user", "workdir", "hostname", "read_only", "init",
    "platform", "name",
]  # fmt: skip


def checked(options: dict) -> dict:
    """Refuse an option that `run` does not have; bring settings to the form KEY=VALUE."""
    for name in options:
        if name not in OPTIONS:
            raise TypeError(f"There is no option {name}: there are {', '.join(sorted(OPTIONS))}.")
    publish = [
        _here(str(one), options.get("network") or "default")
        for one in as_list(options.get("publish"))
    ]
    return {
        **options,
        "env": key_values(options.get("env")),
        "label": key_values(options.get("label")),
        "publish": publish,
    }


def _here(spec: str, network: str) -> str:
    """Publish on this machine only, also for a network of one's own: the engine's setting is for `bridge` alone."""
    if (
        engine.kind() == "borrowed"
        or _built_in(network)
        or not re.fullmatch(r"([\d-]*:)?[\d-]+(/\w+)?", spec)
    ):
        return spec
    return f"127.0.0.1:{spec}" if ":" in spec else f"127.0.0.1::{spec}"


def _built_in(network: str) -> bool:
    return network in ("default", "bridge", "host", "none") or network.startswith("container:")


def printed(options: dict) -> dict:
    """Give the options in the order of a command line: the name last, next to the image."""
    return {name: options.get(name) for name in OPTIONS}


def config(image: str, command, options: dict) -> dict:
    """Build the body of `POST /containers/create`."""
    has = options.get
    bindings: dict[str, list] = {}
    for one in as_list(has("publish")):
        for inside, outside in published(str(one)):
            bindings.setdefault(inside, []).append(outside)
    name, _, tries = (has("restart") or "no").partition(":")
    if tries and not tries.isdigit():
        raise CourseError("not-a-number-of-tries", value=tries)
    network = has("network") or "default"
    plain = _built_in(network)
    aliases = {"Aliases": as_list(has("network_alias"))} if has("network_alias") else {}
    for mode in (network, has("ipc") or "", has("pid") or ""):
        if mode.startswith("container:"):
            guard.check("container", mode.partition(":")[2], "joined")
    if not plain:
        guard.check("network", network, "joined")
    labels = parse_key_values(has("label"))
    body = {
        "Image": image,
        "Cmd": split_command(command) or None,
        "Entrypoint": [has("entrypoint")] if has("entrypoint") is not None else None,
        "Env": has("env") or None,
        "User": has("user"),
        "WorkingDir": str(has("workdir")) if has("workdir") else None,
        "Hostname": has("hostname"),
        "Labels": {**labels, **engine.creation_labels()},
        "ExposedPorts": {port: {} for port in bindings},
        "AttachStdout": not has("detach"),
        "AttachStderr": not has("detach"),
        "HostConfig": {
            "Binds": [bind(one) for one in as_list(has("volume"))] or None,
            "Mounts": [mount(one) for one in as_list(has("mount"))] or None,
            "Tmpfs": dict(str(one).partition(":")[::2] for one in as_list(has("tmpfs"))) or None,
            "PortBindings": bindings,
            "PublishAllPorts": bool(has("publish_all")),
            "RestartPolicy": {"Name": name, "MaximumRetryCount": int(tries or 0)},
            "NetworkMode": network,
            "IpcMode": has("ipc") or "",
            "PidMode": has("pid") or "",
            "Memory": bytes_of(has("memory")),
            "NanoCpus": int(float(has("cpus") or 0) * 1e9),
            "AutoRemove": bool(has("rm")),
            "ReadonlyRootfs": bool(has("read_only")),
            "Init": True if has("init") else None,
        },
        "NetworkingConfig": {"EndpointsConfig": {} if plain else {network: aliases}},
    }
    return {key: value for key, value in body.items() if value is not None}


def published(spec: str) -> list[tuple[str, dict]]:
    """Read one `--publish [[IP:]HOST:]CONTAINER[/PROTOCOL]`."""
    found = re.fullmatch(
        r"(?:(?:\[?([\d.:a-f]+)\]?:)?(\d*(?:-\d+)?):)?(\d+(?:-\d+)?)(/(?:tcp|udp|sctp))?", spec
    )
    inside, outside = (_span(found[3]), _span(found[2])) if found else ([], [])
    if not inside or (outside and len(outside) != len(inside)):
        raise CourseError("not-a-port", value=spec)
    outside = outside or [""] * len(inside)
    kind = found[4] or "/tcp"
    return [
        (port + kind, {"HostIp": found[1] or "", "HostPort": at})
        for port, at in zip(inside, outside, strict=True)
    ]


def _span(text: str | None) -> list[str]:
    first, _, last = (text or "").partition("-")
    return [str(port) for port in range(int(first), int(last or first) + 1)] if first else []


def bind(spec) -> str:
    """Read one `--volume SOURCE:TARGET[:ro]`: a path on the host becomes a whole one, as newer docker does."""
    source, colon, rest = str(spec).partition(":")
    if colon and source.startswith((".", "~")):
        source = str(Path(source).expanduser().resolve())
    return f"{source}{colon}{rest}"


def mount(spec: str) -> dict:
    """Read one `--mount type=bind,source=/here,target=/there,readonly`."""
    kinds = {
        "source": "Source",
        "src": "Source",
        "target": "Target",
        "dst": "Target",
        "destination": "Target",
    }
    made: dict = {"Type": "volume"}
    for field in next(csv.reader([spec])):
        key, _, value = field.partition("=")
        if key == "type":
            made["Type"] = value
        elif key in kinds:
            made[kinds[key]] = value
        elif key in ("readonly", "ro"):
            made["ReadOnly"] = value.lower() not in ("false", "0")
        elif key == "tmpfs-size":
            made["TmpfsOptions"] = {"SizeBytes": bytes_of(value)}
        else:
            raise CourseError("not-a-mount-key", value=key)
    if made["Type"] == "bind" and made.get("Source", "").startswith((".", "~")):
        fits(made["Source"])
        if (
            not Path(made["Source"]).expanduser().exists()
        ):  # said here, the name is the one that was typed
            raise NotFound("no-path-on-host", kind="file", path=made["Source"])
        made["Source"] = str(Path(made["Source"]).expanduser().resolve())
    return made


def bytes_of(text) -> int:
    """Read an amount of memory as docker does: `64m` is 64 x 1024 x 1024."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?) ?([kmgt]?)(?:i?b)?", str(text or 0).lower())
    if not found:
        raise CourseError("not-an-amount-of-memory", value=text)
    return int(float(found[1]) * 1024 ** " kmgt".index(found[2] or " "))


def prepare_volumes(body: dict) -> None:
    """Make the named volumes that are not there yet, with the course's label; refuse the learner's own.

    Docker makes them by itself, but without a label that tells whose they are.
    """
    names = [one.partition(":")[0] for one in body["HostConfig"]["Binds"] or [] if ":" in one]
    names += [
        one.get("Source", "")
        for one in body["HostConfig"]["Mounts"] or []
        if one["Type"] == "volume"
    ]
    for name in names:
        if not name or name.startswith("/"):
            continue
        made = engine.call(
            "create_volume", name, labels=engine.creation_labels()
        )  # one that is there is given back as it is
        guard.check("volume", made["Name"], "used")

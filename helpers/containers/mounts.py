"""What is mounted into a container, as `--volume`, `--mount` and `--tmpfs` have it."""

import csv
from pathlib import Path
from typing import Any

from .._command_line import as_list
from .._files.limits import check_file_name
from ..errors import CourseError, NotFound
from .resources import parse_memory

RELATIVE_TO_LEARNER = (".", "~")  # how a path begins that only this program can make whole
FALSE = ("false", "0")
KEYS_OF_SOURCE = ("source", "src")
KEYS_OF_TARGET = ("target", "dst", "destination")
KEYS_OF_READ_ONLY = ("readonly", "ro")


def parse_volumes(specifications: Any) -> list[str]:
    """Read each `--volume SOURCE:TARGET[:ro]`."""
    return [_parse_volume(str(specification)) for specification in as_list(specifications)]


def _parse_volume(specification: str) -> str:
    """Make a path on the host whole, as newer docker does; the engine reads the rest."""
    source, colon, rest = specification.partition(":")
    if colon and source.startswith(RELATIVE_TO_LEARNER):
        source = _whole_path(source)
    return f"{source}{colon}{rest}"


def _whole_path(path: str) -> str:
    return str(Path(path).expanduser().resolve())


def parse_tmpfs(specifications: Any) -> dict[str, str]:
    """Read each `--tmpfs TARGET[:OPTIONS]` into the options of each target."""
    options_of = {}
    for specification in as_list(specifications):
        target, _, options = str(specification).partition(":")
        options_of[target] = options
    return options_of


def parse_mounts(specifications: Any) -> list[dict[str, Any]]:
    """Read each `--mount type=bind,source=/here,target=/there,readonly`."""
    return [_parse_mount(str(specification)) for specification in as_list(specifications)]


def _parse_mount(specification: str) -> dict[str, Any]:
    mount: dict[str, Any] = {"Type": "volume"}
    for field in next(csv.reader([specification])):
        key, _, value = field.partition("=")
        _add_mount_field(mount, key, value)
    if mount["Type"] == "bind":
        mount["Source"] = _path_on_host(mount.get("Source", ""))
    return mount


def _add_mount_field(mount: dict[str, Any], key: str, value: str) -> None:
    if key == "type":
        mount["Type"] = value
    elif key in KEYS_OF_SOURCE:
        mount["Source"] = value
    elif key in KEYS_OF_TARGET:
        mount["Target"] = value
    elif key in KEYS_OF_READ_ONLY:
        mount["ReadOnly"] = value.lower() not in FALSE
    elif key == "tmpfs-size":
        mount["TmpfsOptions"] = {"SizeBytes": parse_memory(value)}
    else:
        raise CourseError("not-a-mount-key", value=key)


def _path_on_host(path: str) -> str:
    """Make a path on the host whole.

    A path that is not there is an error here, which names it as the learner wrote it.
    """
    if not path.startswith(RELATIVE_TO_LEARNER):
        return path
    check_file_name(path)
    if not Path(path).expanduser().exists():
        raise NotFound("no-path-on-host", kind="file", path=path)
    return _whole_path(path)

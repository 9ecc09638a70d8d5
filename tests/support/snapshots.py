"""How objects are at a moment: what the engine knows of them, and their files byte for byte."""

import hashlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

from helpers import engine

# The engine sets this when it is first asked for a log, even that of one that never ran.
NOTED_WHEN_ASKED = "LogPath"

# The kind and the name of an object, or of its files -> what there is to know.
Snapshot = dict[tuple[str, str], Any]


class File(NamedTuple):
    """One file: nobody may change any of this."""

    mode: int
    owner: int
    group: int
    modified: int
    content: str


def of_objects(
    *,
    containers: Iterable[str],
    volumes: Iterable[str],
    networks: Iterable[str],
    images: Iterable[str],
) -> Snapshot:
    """Describe these objects."""
    api = engine.client().api
    found: Snapshot = {}
    for name in containers:
        container = answer(api.inspect_container, name)
        container.pop(NOTED_WHEN_ASKED, None)
        written = container.get("GraphDriver", {}).get("Data", {}).get("UpperDir")
        found["container", name] = container
        found["files in", name] = files(written)
    for name in volumes:
        volume = answer(api.inspect_volume, name)
        found["volume", name] = volume
        found["files in volume", name] = files(volume.get("Mountpoint"))
    for name in networks:
        found["network", name] = answer(api.inspect_network, name)
    for name in images:
        found["image", name] = answer(api.inspect_image, name)
    return found


def answer(ask: Callable[[str], dict[str, Any]], name: str) -> dict[str, Any]:
    """Return the engine's answer; where there is none, that it is gone, and why."""
    try:
        return ask(name)
    except Exception as error:
        return {"gone": str(error)}


def files(folder: str | None) -> dict[str, File]:
    """Describe each file in a folder of the engine's."""
    if not folder:
        return {}
    found = {}
    for path in sorted(Path(folder).rglob("*")):
        status = path.lstat()
        content = ""
        if path.is_file() and not path.is_symlink():
            content = hashlib.sha256(path.read_bytes()).hexdigest()
        found[str(path.relative_to(folder))] = File(
            status.st_mode, status.st_uid, status.st_gid, status.st_mtime_ns, content
        )
    return found


def changes(before: Snapshot, after: Snapshot) -> list[str]:
    """Name what is not as it was, each with the fields that differ."""
    found = []
    for key, old in before.items():
        new = after[key]
        if old != new:
            found.append(f"{' '.join(key)}: {', '.join(_differences(old, new))}")
    return found


def _differences(old: Any, new: Any) -> list[str]:
    if not isinstance(old, dict) or not isinstance(new, dict):
        return [f"{old} -> {new}"]
    return [field for field in old | new if old.get(field) != new.get(field)]

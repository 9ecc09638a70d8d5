"""What a build could not remove because the engine died: noted, so that `reset` removes it later.

A step's container and image have no label by which they could be told from the learner's own.
"""

import json
import os
from contextlib import suppress
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from .. import engine
from .._files.writing import written_by_owner_only
from ..errors import CourseError, EngineUnavailable

REMOVE_OPTIONS: dict[str, dict[str, Any]] = {
    "container": {"force": True},
    "image": {"noprune": True},
}


@dataclass(frozen=True)
class Leftover:
    """A container or an image that a build left on an engine, by the first digits of its ID."""

    host: str
    kind: str
    id: str


def take_back(found: list[list[str]]) -> None:
    """Remove containers and images, as `[kind, id]`; note those that an engine keeps."""
    host = engine.host()
    leftovers = [Leftover(host, kind, id) for kind, id in found]
    _, kept = _remove(leftovers)
    if kept:
        _write(_read() + kept)


def take_noted() -> list[list[str]]:
    """Remove what was noted of this engine; returns what went, as `[kind, id]`.

    What is not sure to be gone stays noted.
    """
    noted = _read()
    if not noted:
        return []
    host = engine.host()
    gone, kept = _remove([leftover for leftover in noted if leftover.host == host])
    elsewhere = [leftover for leftover in noted if leftover.host != host]
    _write(elsewhere + kept)
    return [[leftover.kind, leftover.id] for leftover in gone]


def _remove(leftovers: list[Leftover]) -> tuple[list[Leftover], list[Leftover]]:
    """Remove what can be removed; returns what went, and what a silent engine keeps."""
    gone = []
    for number, leftover in enumerate(leftovers):
        try:
            if _remove_one(leftover):
                gone.append(leftover)
        except EngineUnavailable:  # it is not asked again for the others
            return gone, leftovers[number:]
        except CourseError:  # it is gone, or somebody uses it by now
            continue
    return gone, []


def _remove_one(leftover: Leftover) -> bool:
    """Remove one object, unless the ID is a name that looks like one, or it has a name by now."""
    found = engine.call(f"inspect_{leftover.kind}", leftover.id)
    has_this_id = found["Id"].removeprefix("sha256:").startswith(leftover.id)
    if not has_this_id or _image_names(found):
        return False
    engine.call(f"remove_{leftover.kind}", found["Id"], **REMOVE_OPTIONS[leftover.kind])
    return True


def _image_names(found: dict[str, Any]) -> list[str]:
    return [name for name in found.get("RepoTags") or [] if not name.startswith("<none>")]


def _file() -> Path:
    return engine.data_folder() / "remains.json"


def _read() -> list[Leftover]:
    try:
        content = json.loads(_file().read_text())
    except (OSError, ValueError):
        return []
    if not isinstance(content, list):
        return []
    return [Leftover(*entry) for entry in content if _is_leftover(entry)]


def _is_leftover(entry: object) -> bool:
    if not isinstance(entry, list) or len(entry) != 3:
        return False
    return all(isinstance(word, str) for word in entry) and entry[1] in REMOVE_OPTIONS


def _write(leftovers: list[Leftover]) -> None:
    with suppress(OSError), written_by_owner_only():  # there is no data folder where no lab is
        new = _file().with_suffix(".new")
        new.write_text(json.dumps([astuple(leftover) for leftover in leftovers]))
        os.replace(new, _file())

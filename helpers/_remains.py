"""What a build could not take back because the engine died: noted by its ids, so that `reset` can take it later.

A step's container and image have no label by which they could be told from the learner's own.
"""

import json
from contextlib import suppress
from pathlib import Path

from . import engine
from ._disk import own_files
from .errors import CourseError, EngineUnavailable


def take_back(found: list[list[str]]) -> list[list[str]]:
    """Remove containers and images, as `[kind, id]`; give those that went, and note those that an engine keeps."""
    gone, kept = [], []
    for kind, name in found:
        if kept:
            kept.append([kind, name])
            continue
        try:
            whole = engine.call(f"inspect_{kind}", name)["Id"]
            if whole.removeprefix("sha256:").startswith(name):  # an id, and not a name that looks like one
                engine.call(f"remove_{kind}", whole, **({"force": True} if kind == "container" else {"noprune": True}))
                gone.append([kind, name])
        except EngineUnavailable:
            kept.append([kind, name])
        except CourseError:  # it is gone, or somebody uses it by now
            continue
    if kept:
        _write([*_read(), *([engine.host(), *one] for one in kept)])
    return gone


def take_noted() -> list[list[str]]:
    """Remove what was noted of this engine; give what went."""
    noted, here = _read(), engine.host()
    if not noted:
        return []
    _write([one for one in noted if one[0] != here])
    return take_back([one[1:] for one in noted if one[0] == here])


def _file() -> Path:
    return engine.data_folder() / "remains.json"


def _read() -> list[list[str]]:
    try:
        return json.loads(_file().read_text())
    except (OSError, ValueError):
        return []


def _write(noted: list[list[str]]) -> None:
    with suppress(OSError), own_files():  # there is no data folder where no lab is
        _file().write_text(json.dumps(noted))

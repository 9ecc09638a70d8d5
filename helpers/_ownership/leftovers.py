"""What a build could not take back because the engine died: noted by its ids, so that `reset` can take it later.

A step's container and image have no label by which they could be told from the learner's own.
"""

import json
import os
from contextlib import suppress
from pathlib import Path

from .. import engine
from .._files.writing import written_by_owner_only
from ..errors import CourseError, EngineUnavailable

FORCE = {"container": {"force": True}, "image": {"noprune": True}}


def take_back(found: list[list[str]]) -> list[list[str]]:
    """Remove containers and images, as `[kind, id]`; give those that went, and note those that an engine keeps."""
    gone, kept = _remove(found)
    if kept:
        _write(_read() + kept)
    return gone


def take_noted() -> list[list[str]]:
    """Remove what was noted of this engine; give what went. What is not sure to be gone stays noted."""
    noted, here = _read(), engine.host()
    if not noted:
        return []
    gone, kept = _remove([one[1:] for one in noted if one[0] == here])
    _write([one for one in noted if one[0] != here] + kept)
    return gone


def _remove(found: list[list[str]]) -> tuple[list[list[str]], list[list[str]]]:
    gone, kept = [], []
    for kind, name in found:
        try:
            if kept:  # the engine is gone: it is not asked again
                raise EngineUnavailable(address=engine.host())
            about = engine.call(f"inspect_{kind}", name)
            named = [tag for tag in about.get("RepoTags") or [] if not tag.startswith("<none>")]
            # An id, and not a name that looks like one; nor an image that somebody has given a name by now.
            if about["Id"].removeprefix("sha256:").startswith(name) and not named:
                engine.call(f"remove_{kind}", about["Id"], **FORCE[kind])
                gone.append([kind, name])
        except EngineUnavailable:
            kept.append([engine.host(), kind, name])
        except CourseError:  # it is gone, or somebody uses it by now
            continue
    return gone, kept


def _file() -> Path:
    return engine.data_folder() / "remains.json"


def _read() -> list[list[str]]:
    try:
        found = json.loads(_file().read_text())
    except (OSError, ValueError):
        return []
    return [one for one in found if _is_note(one)] if isinstance(found, list) else []


def _is_note(one) -> bool:
    return (
        isinstance(one, list)
        and len(one) == 3
        and all(isinstance(word, str) for word in one)
        and one[1] in FORCE
    )


def _write(noted: list[list[str]]) -> None:
    with suppress(OSError), written_by_owner_only():  # there is no data folder where no lab is
        new = _file().with_suffix(".new")
        new.write_text(json.dumps(noted))
        os.replace(new, _file())

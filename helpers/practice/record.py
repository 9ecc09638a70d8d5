"""The learner's record: one readable file that keeps what was passed, predicted and hinted."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

from .. import engine
from .._files.writing import written_by_owner_only
from . import texts


def file() -> Path:
    """Name the file: COURSE_RECORD, else record.json in the course's data folder."""
    return Path(os.environ.get("COURSE_RECORD") or engine.data_folder() / "record.json")


def read() -> dict:
    """Read the record; a file that can't be read is kept beside, and said, so that nothing is lost."""
    try:
        found = json.loads(file().read_text())
        if isinstance(found, dict):
            return found
    except FileNotFoundError:
        return {}
    except ValueError:
        pass
    kept = file().with_suffix(f".broken-{datetime.now(UTC):%Y%m%d%H%M%S}.json")
    file().rename(kept)
    print(texts.common("record", "broken", file=kept.name))
    return {}


def note(kind: str, key: str, **what) -> None:
    """Note something of an exercise, a prediction or an incident; `hints=1` is added to what is there."""
    found = read()
    entry = found.setdefault(kind, {}).setdefault(key, {})
    for name, value in what.items():
        entry[name] = entry.get(name, 0) + value if name == "hints" else value
    entry["when"] = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    write(file(), found)


def write(path: Path, value: dict) -> None:
    """Write so that a reader sees the old file or the new one, never half of one."""
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    with written_by_owner_only():
        path.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n")
    new.replace(path)

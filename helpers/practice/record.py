"""The learner's record: one readable file that keeps what was passed, predicted and hinted."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .. import engine
from .._files.writing import written_by_owner_only
from . import texts

Record = dict[str, Any]  # kind -> key -> what was noted: {"exercises": {"run-web": {...}}}


def file() -> Path:
    """Name the file: COURSE_RECORD, else record.json in the course's data folder."""
    return Path(os.environ.get("COURSE_RECORD") or engine.data_folder() / "record.json")


def read() -> Record:
    """Read the record; a file that cannot be read is kept beside, and said: nothing is lost."""
    try:
        found = json.loads(file().read_text())
    except FileNotFoundError:
        return {}
    except ValueError:
        found = None
    if isinstance(found, dict):
        return found
    _keep_broken_file()
    return {}


def _keep_broken_file() -> None:
    kept = file().with_suffix(f".broken-{datetime.now(UTC):%Y%m%d%H%M%S}.json")
    file().rename(kept)
    print(texts.common("record", "broken", file=kept.name))


def note(kind: str, key: str, **values: object) -> None:
    """Note something of an exercise, a prediction or an incident."""
    found = read()
    entry = _entry(found, kind, key)
    entry.update(values)
    _write_entry(found, entry)


def count_hint(kind: str, key: str) -> None:
    """Note that one more hint was seen."""
    found = read()
    entry = _entry(found, kind, key)
    entry["hints"] = entry.get("hints", 0) + 1
    _write_entry(found, entry)


def _entry(found: Record, kind: str, key: str) -> Record:
    entry: Record = found.setdefault(kind, {}).setdefault(key, {})
    return entry


def _write_entry(found: Record, entry: Record) -> None:
    entry["when"] = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    write(file(), found)


def write(path: Path, value: Record) -> None:
    """Write so that a reader sees the old file or the new one, never half of one."""
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    text = json.dumps(value, ensure_ascii=False, indent=1, default=str)
    with written_by_owner_only():
        path.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(text + "\n")
    new.replace(path)

"""The learner's record: what was passed, predicted and hinted, in one readable file that can be handed in."""

import json
import os
import re
from datetime import UTC, datetime
from pathlib import Path

from .. import engine
from .._files.extract import own_files
from ..errors import CourseError
from ..tables import Table, make_table
from . import catalog

COLUMNS = ["LESSON", "EXERCISES", "PASSED", "HINTS", "SOLUTIONS", "PREDICTIONS", "ANSWERED", "SAME"]
COLUMNS += ["INCIDENTS", "SOLVED"]


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
    print(catalog.common("record", "broken", file=kept.name))
    return {}


def note(kind: str, key: str, **what) -> None:
    """Note something of an exercise, a prediction or an incident; `hints=1` is added to what is there."""
    found = read()
    entry = found.setdefault(kind, {}).setdefault(key, {})
    for name, value in what.items():
        entry[name] = entry.get(name, 0) + value if name == "hints" else value
    entry["when"] = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    _write(file(), found)


def progress() -> Table:
    """Show what was passed, predicted and hinted, lesson by lesson; no `docker` command does this.

    Columns: LESSON, EXERCISES (how many there are), PASSED, HINTS and SOLUTIONS (seen), PREDICTIONS (there are),
    ANSWERED, SAME (as the engine), INCIDENTS (there are), SOLVED.
    """
    done, rows = read(), []
    for lesson, found in catalog.texts(catalog.language()).items():
        keys = {kind: found.get(kind, {}) for kind in ("exercises", "predictions", "incidents")}
        if not any(keys.values()):
            continue
        tried, guessed, solved = (
            [done.get(kind, {}).get(key, {}) for key in keys[kind]] for kind in keys
        )
        row = [
            lesson,
            len(tried),
            _count(tried, "passed"),
            sum(one.get("hints", 0) for one in tried),
        ]
        row += [
            _count(tried, "solution"),
            len(guessed),
            _count(guessed, "answered"),
            _count(guessed, "same"),
        ]
        rows.append([*row, len(solved), _count(solved, "passed")])
    return make_table(COLUMNS, rows)


def hand_in(name: str) -> Path:
    """Write the record with your name to a file in this folder, to hand in: plain JSON, nothing else of you in it.

    Errors: CourseError (no name; the file is there already).
    """
    plain = re.sub(r"[^\w-]+", "-", name).strip("-")
    if not plain:
        raise CourseError("A record is handed in under a name: dk.hand_in('your name').")
    path = Path(f"record-{plain}.json")
    if path.exists():
        raise CourseError(
            f"There is a file {path} already: move it away, or hand in under another name."
        )
    _write(path, {"name": name, **read()})
    return path


def _count(entries: list[dict], key: str) -> int:
    return sum(bool(one.get(key)) for one in entries)


def _write(path: Path, value: dict) -> None:
    """Write so that a reader sees the old file or the new one, never half of one."""
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    with own_files():
        path.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n")
    new.replace(path)

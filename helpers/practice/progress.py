"""What a learner has done so far, as a table and as a file to hand in."""

import re
from pathlib import Path

from ..errors import CourseError
from ..tables import Table, make_table
from . import record, texts

COLUMNS = ["LESSON", "EXERCISES", "PASSED", "HINTS", "SOLUTIONS", "PREDICTIONS", "ANSWERED", "SAME"]
COLUMNS += ["INCIDENTS", "SOLVED"]


def progress() -> Table:
    """Show what was passed, predicted and hinted, lesson by lesson; no `docker` command does this.

    Columns: LESSON, EXERCISES (how many there are), PASSED, HINTS and SOLUTIONS (seen), PREDICTIONS (there are),
    ANSWERED, SAME (as the engine), INCIDENTS (there are), SOLVED.
    """
    done, rows = record.read(), []
    for lesson, found in texts.of_language(texts.language()).items():
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
    record.write(path, {"name": name, **record.read()})
    return path


def _count(entries: list[dict], key: str) -> int:
    return sum(bool(one.get(key)) for one in entries)

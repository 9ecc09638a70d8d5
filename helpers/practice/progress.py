"""What a learner has done so far, as a table and as a file to hand in."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import CourseError
from ..tables import Table, make_table
from . import record, texts
from .record import Record


@dataclass(frozen=True)
class Noted:
    """What the record has of the exercises, predictions or incidents of one lesson."""

    entries: list[Record]

    def __len__(self) -> int:
        """Count how many there are, noted or not."""
        return len(self.entries)

    def count(self, key: str) -> int:
        """Count those of which this is noted as true."""
        return len([entry for entry in self.entries if entry.get(key)])

    def sum(self, key: str) -> int:
        """Add up a number that is noted."""
        return sum(entry.get(key, 0) for entry in self.entries)


COLUMNS = [
    "LESSON", "EXERCISES", "PASSED", "HINTS", "SOLUTIONS", "PREDICTIONS", "ANSWERED", "SAME",
    "INCIDENTS", "SOLVED",
]  # fmt: skip


def progress() -> Table:
    """Show what was passed, predicted and hinted, lesson by lesson; no `docker` command does this.

    Returns:
        A table: LESSON (text), EXERCISES (int, how many there are), PASSED, HINTS and SOLUTIONS
        (int, seen), PREDICTIONS (int, how many there are), ANSWERED, SAME (int, as the engine),
        INCIDENTS (int, how many there are), SOLVED (int).
    """
    found = record.read()
    rows = []
    for lesson, sections in texts.of_language(texts.language()).items():
        exercises = _noted(found, sections, "exercises")
        predictions = _noted(found, sections, "predictions")
        incidents = _noted(found, sections, "incidents")
        if not exercises and not predictions and not incidents:
            continue
        rows.append(
            [
                lesson,
                len(exercises),
                exercises.count("passed"),
                exercises.sum("hints"),
                exercises.count("solution"),
                len(predictions),
                predictions.count("answered"),
                predictions.count("same"),
                len(incidents),
                incidents.count("passed"),
            ]
        )
    return make_table(COLUMNS, rows)


def _noted(found: Record, sections: dict[str, Any], kind: str) -> Noted:
    noted = found.get(kind, {})
    return Noted([noted.get(key, {}) for key in sections.get(kind, {})])


def hand_in(name: str) -> Path:
    """Write the record with your name to a file in this folder, to hand in.

    It is plain JSON, and nothing else of you is in it.

    Parameters:
        name (str): Your name; the file is called after it.

    Returns:
        The path of the file, such as `record-your-name.json`.

    Raises:
        CourseError: The name is empty, or the file is there already.
    """
    plain = re.sub(r"[^\w-]+", "-", name).strip("-")
    if not plain:
        raise CourseError("record-needs-a-name")
    path = Path(f"record-{plain}.json")
    if path.exists():
        raise CourseError("record-is-there", path=path)
    record.write(path, {"name": name, **record.read()})
    return path

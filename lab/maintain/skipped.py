"""What was skipped and why, of several runs of pytest: a plug-in that notes it in one file."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # ./course reads what was noted before pytest is installed
    import pytest

VARIABLE = "COURSE_SKIPPED"  # names the file; without it nothing is noted


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Note the reason of a test that was skipped."""
    _note(report.skipped, report.longrepr)


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """Note the reason of a file that was skipped as a whole."""
    _note(report.skipped, report.longrepr)


def _note(was_skipped: bool, longrepr: object) -> None:
    file = os.environ.get(VARIABLE)
    if not file or not was_skipped or not isinstance(longrepr, tuple):
        return
    _, _, reason = longrepr
    with open(file, "a") as notes:
        notes.write(str(reason).removeprefix("Skipped: ").replace("\n", " ") + "\n")


def read(file: Path) -> list[str]:
    """A line for each reason, with the number of tests, and one before them; nothing if none."""
    if not file.exists():
        return []
    reasons = Counter(file.read_text().splitlines())
    listed = [f"  {number} x {reason}" for reason, number in sorted(reasons.items())]
    return ["\nSkipped:", *listed]

"""The report of a run: a line for each figure as it comes, then the files in `results`."""

import dataclasses
import json
import os
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

import helpers as dk

from . import chart
from .figures import IN_MILLISECONDS, Figure

RESULTS = Path(__file__).with_name("results")
HEAD = (
    f"{'part':<9}{'what':<14}{'size':>7}  {'peer':<22}"
    f"{'ours':>10}{'peer':>10} {'unit':<6}{'ratio':>8}  spread, rounds"
)
VERDICTS = {None: "", True: "met", False: "MISSED"}


class Report:
    """The figures of a run, in the order in which they were measured."""

    def __init__(self) -> None:
        """Begin without a figure."""
        self.figures: list[Figure] = []

    def add(self, figures: Iterable[Figure]) -> None:
        """Print figures, and keep them."""
        for figure in figures:
            print(line(figure), flush=True)
            self.figures.append(figure)

    def count(self, met: bool) -> int:
        """Count the figures whose goal is met, or is missed."""
        return sum(figure.met is met for figure in self.figures)

    def write(self, name: str, seconds: float) -> None:
        """Write the results and the chart into `results`; `seconds` is how long the run took."""
        rows = [row(figure) for figure in self.figures]
        results = {"about": about(seconds), "lines": rows}
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"{name}.json").write_text(json.dumps(results, indent=1) + "\n")
        (RESULTS / f"{name}.svg").write_text(chart.svg(self.figures))
        print(f"\nWritten: bench/results/{name}.json and {name}.svg")


def line(figure: Figure) -> str:
    """Pure: a figure as one line of the report."""
    scale = 1
    unit = figure.unit
    if unit == IN_MILLISECONDS:
        scale = 1000
        unit = "ms"
    size = figure.size or ""
    subject = f"{figure.part:<9}{figure.what:<14}{size:>7}  {figure.peer:<22}"
    values = f"{figure.ours * scale:>10.2f}{figure.theirs * scale:>10.2f} {unit:<6}"
    spread = f"{figure.low:.2f} to {figure.high:.2f}, {figure.rounds}"
    verdict = VERDICTS[figure.met]
    return f"{subject}{values}{figure.ratio:>7.2f}x  {spread:<17}{figure.goal:<14}{verdict}"


def row(figure: Figure) -> dict[str, Any]:
    """Pure: a figure as a row of the results, its numbers rounded."""
    values = dataclasses.asdict(figure)
    for name, value in values.items():
        if isinstance(value, float):
            values[name] = round(value, 6)
    return values


def about(seconds: float) -> dict[str, Any]:
    """Describe the run: when it was, and on what."""
    version = dk.client().version()
    return {
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(seconds),
        "cpus": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "python": sys.version.split()[0],
        "pandas": pd.__version__,
        "engine": version["Version"],
        "kernel": version["KernelVersion"],
    }

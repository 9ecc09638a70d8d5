"""Record lessons: run each in a fresh kernel and keep what the engine said.

A lesson whose outputs all equal the recorded ones after sanitising keeps those, so recording twice
changes nothing.
"""

import argparse
import math
import os
import re
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbval.plugin import coalesce_streams, get_sanitize_patterns

from lab.base import console, paths
from lab.base.errors import SetupError
from lab.engine import choose
from lab.engine.client import Engine
from lab.maintain import replay

TIMES = r"(\*\*걸리는 시간\*\*: 읽기 )\d+(분, 실행 )\d+(초)"
# A live view: its state is never kept, nor compared.
VIEW = "application/vnd.jupyter.widget-view+json"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}

Output = dict[str, Any]  # of a cell, as nbformat has it
Rule = tuple[str, str]  # of sanitising: a pattern, and what takes its place


@dataclass(frozen=True)
class Recording:
    """How many cells have a new output, and the seconds that the lesson took."""

    changed: int
    seconds: float


def record(path: Path) -> Recording:
    """Run one lesson and write it back."""
    book = nbformat.read(path, 4)
    recorded = {cell.id: cell.get("outputs", []) for cell in code_cells(book)}
    seconds = _execute(book, path.parent)
    changed = _tidy(book, recorded)
    if not changed:  # else all is of this run: sizes and IDs of two would contradict each other
        for number, cell in enumerate(code_cells(book), 1):
            cell.outputs = [_plain(output, number) for output in recorded[cell.id]]
    book.metadata = METADATA
    nbformat.validate(book)
    _write(book, path)
    return Recording(changed, seconds)


def code_cells(book: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    """The cells of a notebook that have code."""
    return [cell for cell in book.cells if cell.cell_type == "code"]


def reading(book: nbformat.NotebookNode) -> int:
    """Minutes to read a lesson, in steps of five.

    A minute has 350 Korean letters, and each cell takes a quarter of a minute.
    """
    texts = [cell.source for cell in book.cells if cell.cell_type == "markdown"]
    letters = len(re.sub(r"\s", "", "".join(texts)))
    minutes = letters / 350 + len(code_cells(book)) / 4
    return 5 * math.ceil(minutes / 5)


def write_times(path: Path, took: float) -> None:
    """Write at the head of a lesson how long it takes to read, and to run in steps of 5 s."""
    book = nbformat.read(path, 4)
    head = book.cells[0]
    seconds = 5 * math.ceil(took / 5)
    head.source = re.sub(TIMES, rf"\g<1>{reading(book)}\g<2>{seconds}\g<3>", head.source)
    _write(book, path)


def require_empty_engine(engine: Engine) -> None:
    """Refuse on an engine that holds what no lesson made: a recording would show it."""
    replay.reset_engine()
    shown = "{{.Repository}}:{{.Tag}}"
    found = engine.docker("images", "--format", shown, why="Listing images").split()
    shown = "{{.Names}}"
    found += engine.docker("ps", "--all", "--format", shown, why="Listing containers").split()
    if found:
        raise SetupError(
            "The engine holds what no lesson made, and a recording would show it: "
            f"{', '.join(found[:5])}. Nothing was recorded. "
            "Remove it, or set COURSE_DATA to a new folder, and do this again."
        )


def main() -> int:
    """Record the lessons that are named, or all."""
    parser = argparse.ArgumentParser(prog="./course record")
    parser.add_argument("lessons", nargs="*")
    parser.add_argument("--times", action="store_true")
    arguments = parser.parse_args()
    try:
        notebooks = replay.lessons(arguments.lessons)
        require_empty_engine(choose.choose())
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    os.environ |= replay.unattended()
    for path in notebooks:
        recording = record(path)
        if arguments.times:
            write_times(path, recording.seconds)
        console.say(
            f"{path.relative_to(paths.CLONE)}: {recording.changed} cells with a new output, "
            f"{recording.seconds:.0f} s"
        )
    return 0


def _execute(book: nbformat.NotebookNode, folder: Path) -> float:
    """Run the cells in a fresh kernel that works in this folder; return the seconds it took."""
    resources = {"metadata": {"path": str(folder)}}
    client = NotebookClient(book, timeout=300, kernel_name="python3", resources=resources)
    begun = time.monotonic()
    client.execute()
    return time.monotonic() - begun


def _tidy(book: nbformat.NotebookNode, recorded: Mapping[str, list[Output]]) -> int:
    """Bring the cells that have run into their plain form; return how many differ from before."""
    rules = get_sanitize_patterns(replay.SANITIZE.read_text())
    changed = 0
    for number, cell in enumerate(code_cells(book), 1):
        cell.outputs = [_plain(output, number) for output in coalesce_streams(cell.outputs)]
        cell.execution_count = number
        cell.metadata.pop("execution", None)
        if _compared(cell.outputs, rules) != _compared(recorded[cell.id], rules):
            changed += 1
    return changed


def _plain(output: Output, number: int) -> Output:
    """Give an output the count of its cell, and an error no traceback."""
    if "execution_count" in output:
        output["execution_count"] = number
    if output["output_type"] == "error":
        output["traceback"] = [f"{output['ename']}: {output['evalue']}"]
    return output


def _compared(outputs: list[Output], rules: list[Rule]) -> list[dict[str, str]]:
    """What nbval compares of these outputs, sanitised."""
    found = []
    for output in outputs:
        texts: dict[str, object] = {}
        for key in ("name", "text", "ename", "evalue"):
            if key in output:
                texts[key] = output[key]
        for kind, content in output.get("data", {}).items():
            if kind != VIEW:
                texts[kind] = content
        found.append({key: _sanitised(str(text), rules) for key, text in texts.items()})
    return found


def _sanitised(text: str, rules: list[Rule]) -> str:
    for pattern, replacement in rules:
        text = re.sub(pattern, replacement, text)
    return text


def _write(book: nbformat.NotebookNode, path: Path) -> None:
    path.write_text(nbformat.writes(book, version=4) + "\n")


if __name__ == "__main__":
    sys.exit(main())

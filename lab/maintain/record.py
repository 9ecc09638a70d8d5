"""Record lessons: run each in a fresh kernel and keep what the engine said.

A lesson whose outputs all equal the recorded ones after sanitising keeps those, so recording twice changes nothing.
"""

import argparse
import math
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbval.plugin import coalesce_streams, get_sanitize_patterns

from lab.base import console, paths
from lab.base.errors import SetupError
from lab.engine import choose
from lab.engine.client import Engine
from lab.maintain import replay

TIMES = r"(\*\*걸리는 시간\*\*: 읽기 )\d+(분, 실행 )\d+(초)"
VIEW = (
    "application/vnd.jupyter.widget-view+json"  # a live view: its state is never kept, nor compared
)


def record(path: Path) -> tuple[int, float]:
    """Run one lesson and write it back; return how many cells have a new output, and the seconds it took."""
    book = nbformat.read(path, 4)
    before = {cell.id: cell.get("outputs", []) for cell in book.cells if cell.cell_type == "code"}
    begun = time.monotonic()
    client = NotebookClient(
        book, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
    )
    client.execute()
    took = time.monotonic() - begun
    rules = get_sanitize_patterns(replay.SANITIZE.read_text())
    changed = 0
    for number, cell in enumerate((c for c in book.cells if c.cell_type == "code"), 1):
        cell.outputs = [_plain(output, number) for output in coalesce_streams(cell.outputs)]
        cell.execution_count = number
        cell.metadata.pop("execution", None)
        changed += _compared(cell.outputs, rules) != _compared(before[cell.id], rules)
    if not changed:  # else all is of this run: sizes and ids of two would contradict each other
        for number, cell in enumerate((c for c in book.cells if c.cell_type == "code"), 1):
            cell.outputs = [_plain(output, number) for output in before[cell.id]]
    book.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    nbformat.validate(book)
    path.write_text(nbformat.writes(book, version=4) + "\n")
    return changed, took


def reading(book: nbformat.NotebookNode) -> int:
    """Minutes to read a lesson, in steps of five: 350 Korean letters a minute, a quarter of a minute for each cell."""
    prose = "".join(cell.source for cell in book.cells if cell.cell_type == "markdown")
    cells = sum(cell.cell_type == "code" for cell in book.cells)
    return 5 * math.ceil((len(re.sub(r"\s", "", prose)) / 350 + cells / 4) / 5)


def write_times(path: Path, took: float) -> None:
    """Write at the head of a lesson how long it takes: to read, counted; to run, as this run took, in steps of 5 s."""
    book = nbformat.read(path, 4)
    head, seconds = book.cells[0], 5 * math.ceil(took / 5)
    head.source = re.sub(TIMES, rf"\g<1>{reading(book)}\g<2>{seconds}\g<3>", head.source)
    path.write_text(nbformat.writes(book, version=4) + "\n")


def _plain(output: dict, number: int) -> dict:
    if "execution_count" in output:
        output["execution_count"] = number
    if output["output_type"] == "error":
        output["traceback"] = [f"{output['ename']}: {output['evalue']}"]
    return output


def _compared(outputs: list[dict], rules: list[tuple[str, str]]) -> list:
    """What nbval compares of these outputs, sanitised."""
    found = []
    for output in outputs:
        texts = {key: output[key] for key in ("name", "text", "ename", "evalue") if key in output}
        texts |= {kind: data for kind, data in output.get("data", {}).items() if kind != VIEW}
        found.append({key: _sanitised(str(text), rules) for key, text in texts.items()})
    return found


def _sanitised(text: str, rules: list[tuple[str, str]]) -> str:
    for pattern, put in rules:
        text = re.sub(pattern, put, text)
    return text


def need_empty_engine(engine: Engine) -> None:
    """Refuse on an engine that holds what no lesson made: a recording would show it."""
    subprocess.run([sys.executable, "-c", replay.RESET], capture_output=True, cwd=paths.CLONE)
    found = engine.docker(
        "images", "--format", "{{.Repository}}:{{.Tag}}", why="Listing images"
    ).split()
    found += engine.docker(
        "ps", "--all", "--format", "{{.Names}}", why="Listing containers"
    ).split()
    if found:
        raise SetupError(
            f"The engine holds what no lesson made, and a recording would show it: {', '.join(found[:5])}. Nothing was "
            "recorded. Remove it, or set COURSE_DATA to a new folder, and do this again."
        )


def main() -> int:
    """Record the lessons that are named, or all."""
    parser = argparse.ArgumentParser(prog="./course record")
    parser.add_argument("lessons", nargs="*")
    parser.add_argument("--times", action="store_true")
    arguments = parser.parse_args()
    try:
        notebooks = replay.lessons(arguments.lessons)
        need_empty_engine(choose.choose())
    except SetupError as stop:
        print(stop, file=sys.stderr)
        return 1
    os.environ |= replay.nobody()
    for path in notebooks:
        changed, took = record(path)
        if arguments.times:
            write_times(path, took)
        console.say(
            f"{path.relative_to(paths.CLONE)}: {changed} cells with a new output, {took:.0f} s"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())

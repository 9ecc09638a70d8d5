"""The lessons and the ledger, read as files: every claim has an executed cell, every lesson has
its parts."""

import re
from pathlib import Path

import nbformat
import pytest
import yaml

from lab.base import paths
from lab.maintain import record

LESSONS = sorted(paths.LESSONS.glob("*.ipynb"))
CLAIMS = yaml.safe_load((paths.CLONE / "notebooks" / "claims.yml").read_text())
OPENING = ["**배울 내용**", "**필요한 것**", "**걸리는 시간**"]
CLOSING = ["## 직접 해 보기", "## 정리", "## 치우기"]


def read(path: Path) -> nbformat.NotebookNode:
    """One lesson."""
    return nbformat.read(path, 4)


def code(path: Path) -> list[nbformat.NotebookNode]:
    """The code cells of one lesson."""
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def tags(cell: nbformat.NotebookNode) -> list[str]:
    """The tags of a cell."""
    return cell.metadata.get("tags", [])


every_lesson = pytest.mark.parametrize("path", LESSONS, ids=[path.stem for path in LESSONS])


def test_there_are_lessons_and_claims():
    """The tests below have something to look at."""
    assert len(LESSONS) >= 4
    assert len(CLAIMS) >= 14


def test_each_claim_stands_once():
    """No claim twice, none without its sentences, its lesson and a verdict; a correction says why."""
    ids = [row["id"] for row in CLAIMS]
    assert ids == sorted(set(ids))
    for row in CLAIMS:
        assert {"id", "ko", "en", "lesson", "verdict"} <= set(row), row["id"]
        assert row["verdict"] in ("holds", "corrected"), row["id"]
        assert ("why" in row) == (row["verdict"] == "corrected"), row["id"]


@pytest.mark.parametrize("row", CLAIMS, ids=[row["id"] for row in CLAIMS])
def test_each_claim_has_evidence(row):
    """The lesson that the ledger names has cells of that claim, executed, and one of them has an
    output."""
    cells = [
        cell
        for cell in code(paths.LESSONS / f"{row['lesson']}.ipynb")
        if f"claim-{row['id']}" in tags(cell)
    ]
    assert cells
    assert all(cell.execution_count for cell in cells)
    assert any(
        output.get("data", {}).get("text/plain", "").strip() or output.get("text")
        for output in cells[-1].outputs
    )


def test_each_tag_is_in_the_ledger():
    """A claim that a cell names is a row of the ledger, and that lesson's."""
    known = {(row["id"], row["lesson"]) for row in CLAIMS}
    for path in LESSONS:
        for cell in code(path):
            for tag in tags(cell):
                assert (
                    tag == "raises-exception" or (tag.removeprefix("claim-"), path.stem) in known
                ), (path.name, tag)


@every_lesson
def test_a_correction_is_said_plainly(path):
    """Each corrected claim of the lesson has its box: what the text says, what the engine says."""
    corrected = [
        row for row in CLAIMS if row["lesson"] == path.stem and row["verdict"] == "corrected"
    ]
    text = "\n".join(cell.source for cell in read(path).cells)
    assert text.count("**교재의 말**") == text.count("**엔진의 말**") == len(corrected)


@every_lesson
def test_lesson_has_its_parts(path):
    """Title, one sentence, goals, needs, minutes; sections; practice, summary, clean up - in this
    order."""
    book = read(path)
    first = book.cells[0].source
    assert first.startswith("# ")
    assert all(part in first for part in OPENING)
    assert 3 <= len(re.findall(r"^- ", first, re.MULTILINE)) <= 5
    assert "(../glossary.ko.md)" in first
    assert (path.parent / "../glossary.ko.md").exists()
    text = "\n".join(cell.source for cell in book.cells if cell.cell_type == "markdown")
    assert 3 <= len(re.findall(r"^## \d\. ", text, re.MULTILINE)) <= 7
    places_ = [text.index(part) for part in CLOSING]
    assert places_ == sorted(places_)


@every_lesson
def test_head_says_how_long_it_takes(path):
    """The reading time is the one counted from the text; the run time was written by a run
    (`record --times`)."""
    found = re.search(r"읽기 (\d+)분, 실행 (\d+)초", read(path).cells[0].source)
    assert int(found[1]) == record.reading(read(path))
    assert re.search(record.TIMES, read(path).cells[0].source)


@every_lesson
def test_cells_are_short_and_explained(path):
    """Code cells have at most six lines of work, and never more than three stand in a row without
    prose."""
    row = 0
    for cell in read(path).cells:
        row = row + 1 if cell.cell_type == "code" else 0
        assert row <= 3, cell.id
        if cell.cell_type == "code":
            work = [
                line
                for line in cell.source.splitlines()
                if line and not line.startswith(("import ", "from "))
            ]
            assert len(work) <= 6, cell.id


@every_lesson
def test_every_cell_was_run(path):
    """Counts run from 1 to n, so replay compares every cell; no output is ignored; an error is one
    that was meant."""
    cells = code(path)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    for cell in cells:
        assert not {"nbval-ignore-output", "nbval-skip"} & set(tags(cell)), cell.id
        assert "NBVAL_" not in cell.source, cell.id
        meant = "raises-exception" in tags(cell)
        assert any(output.output_type == "error" for output in cell.outputs) == meant, cell.id


@every_lesson
def test_lesson_says_nothing_of_the_machine_it_was_recorded_on(path):
    """No path of this machine, no user's name, no folder for temporary files is in a recorded
    output."""
    for cell in code(path):
        text = str(cell.outputs)
        assert str(paths.CLONE) not in text, cell.id
        assert str(Path.home()) + "/" not in text, cell.id
        assert not re.search(r"/tmp/|/var/folders/", text), cell.id


@every_lesson
def test_lesson_is_written_in_korean(path):
    """The prose is Korean, in the polite plain style: sentences end in 다, 요 or 까."""
    text = "\n".join(cell.source for cell in read(path).cells if cell.cell_type == "markdown")
    ends = re.findall(r"([가-힣])[.?!]", text)
    assert len(ends) > 40
    assert sum(end in "다요까" for end in ends) / len(ends) > 0.95

"""A learner takes all lessons in a copy of their own, with Run All in a real browser, and saves."""

import shutil
from datetime import UTC, datetime

import nbformat
import pytest

import helpers as dk
from lab.base import paths
from lab.workspace.copies import Workspace
from tests.support import browser

LESSONS = sorted(path.name for path in paths.LESSONS.glob("*.ipynb"))
TODAY = datetime(2026, 3, 4, tzinfo=UTC)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A copy of the clone's notebooks, in which a lesson may change."""
    copy = tmp_path_factory.mktemp("clone") / "notebooks"
    shutil.copytree(paths.LESSONS.parent, copy)
    return copy


@pytest.fixture(scope="module")
def workspace(course, tmp_path_factory):
    """The learner's copies of these lessons."""
    made = Workspace(tmp_path_factory.mktemp("work"), course, TODAY)
    made.update()
    return made


@pytest.fixture(scope="module")
def page(workspace, tmp_path_factory):
    """JupyterLab on the learner's copies."""
    with browser.jupyterlab(workspace.work, tmp_path_factory.mktemp("own")) as opened:
        yield opened


@pytest.fixture(scope="module", autouse=True)
def engine():
    """An engine without anything of the course's, before and after."""
    dk.reset(images=True)
    yield
    dk.reset(images=True)


def bytes_of(folder) -> dict[str, bytes]:
    """Read all files of a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.timeout(300)  # lesson 06 restarts the engine, 09 starts a database
@pytest.mark.parametrize("name", LESSONS)
def test_run_all_and_save_leave_the_recording_alone(page, workspace, course, name):
    """After Run All and save the learner's copy has outputs; no file of the course's has changed."""
    before = bytes_of(course)
    file = workspace.work / "ko" / name
    browser.open_notebook(page, f"ko/{name}")
    browser.run_all(page)
    browser.save(page, file)
    saved = nbformat.read(file, 4)
    assert all(cell.execution_count for cell in saved.cells if cell.cell_type == "code")
    meant = [cell for cell in saved.cells if "raises-exception" in cell.metadata.get("tags", [])]
    failed = [
        cell
        for cell in saved.cells
        if any(output.output_type == "error" for output in cell.get("outputs", []))
    ]
    assert [cell.id for cell in failed] == [cell.id for cell in meant]
    assert bytes_of(course) == before


def test_a_changed_lesson_arrives_and_no_answer_is_lost(workspace, course):
    """A lesson that changes afterwards is merged into the saved copy: the answer and outputs stay."""
    name = "07-status.ipynb"
    copy = workspace.work / "ko" / name
    answered = nbformat.read(copy, 4)
    codes = [cell for cell in answered.cells if cell.cell_type == "code"]
    codes[-1].source = "# my answer"
    nbformat.write(answered, copy)
    changed = nbformat.read(course / "ko" / name, 4)
    changed.cells[0].source += "\nA new sentence."
    nbformat.write(changed, course / "ko" / name)
    (news,) = workspace.update()
    merged = nbformat.read(copy, 4)
    assert name in news.text
    assert merged.cells[0].source.endswith("A new sentence.")
    assert [cell.source for cell in merged.cells if cell.id == codes[-1].id] == ["# my answer"]
    kept = {cell.id: cell.get("outputs") for cell in merged.cells}
    assert all(kept[cell.id] == cell.outputs for cell in codes[:-1])

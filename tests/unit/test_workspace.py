"""The learner's own copies: nothing of the learner's is lost, what changed arrives."""

import shutil
import subprocess
from contextlib import suppress
from copy import deepcopy
from datetime import UTC, datetime

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import lab.workspace
from lab.base import paths
from lab.base.errors import SetupError
from lab.workspace import copies
from lab.workspace.copies import Workspace
from lab.workspace.merge import NotMerged, merge, without_outputs

TODAY = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
LESSONS = sorted(paths.LESSONS.glob("*.ipynb"))
TEXTS = st.text("ab\n가=", max_size=12)
EDITS = st.lists(
    st.tuples(
        st.sampled_from(["change", "remove", "add", "run", "move"]), st.integers(0, 9), TEXTS
    ),
    max_size=6,
)


def lesson(count: int = 5):
    """Make a lesson of some cells without outputs."""
    cells = []
    for number in range(count):
        kind = new_code_cell if number % 2 else new_markdown_cell
        cells.append(kind(f"cell {number}\nof the lesson", id=f"cell{number}"))
    return new_notebook(cells=cells)


def edited(notebook, edits, who):
    """Play edits on a copy: change, remove, add, run or move a cell."""
    copy = deepcopy(notebook)
    for number, (what, place, text) in enumerate(edits):
        if not copy.cells:
            break
        cell = copy.cells[place % len(copy.cells)]
        if what == "change":
            cell.source = f"{who} {text}"
        elif what == "remove":
            copy.cells.remove(cell)
        elif what == "add":
            copy.cells.insert(place, new_code_cell(text, id=f"{who}{number}"))
        elif what == "move":
            copy.cells.remove(cell)
            copy.cells.insert(place, cell)
        elif cell.cell_type == "code" and who == "learner":
            cell.outputs = [new_output("stream", text=text)]
            cell.execution_count = number
    return copy


def sources(notebook) -> dict[str, str]:
    """Tell the text of each cell by its id."""
    return {cell.id: cell.source for cell in notebook.cells}


@settings(max_examples=300, deadline=None)
@given(EDITS, EDITS)
def test_whatever_both_sides_did_nothing_of_the_learners_is_lost(theirs, ours):
    """The learner's own and changed cells stay to the letter, or the merge says it cannot."""
    base = lesson()
    learners = edited(base, theirs, "learner")
    new = without_outputs(edited(base, ours, "course"))
    try:
        merged = merge(base, learners, new)
    except NotMerged:
        return
    nbformat.validate(merged.notebook)
    before = sources(base)
    after = sources(merged.notebook)
    for name, text in sources(learners).items():
        if text != before.get(name):
            assert after[name] == text


@settings(max_examples=200, deadline=None)
@given(EDITS)
def test_what_changed_in_the_clone_arrives_where_the_learner_changed_nothing(ours):
    """A learner who only ran cells gets the new lesson, cell by cell in its order."""
    base = lesson()
    learners = edited(base, [("run", number, "out") for number in range(5)], "learner")
    new = without_outputs(edited(base, ours, "course"))
    merged = merge(base, learners, new)
    assert list(sources(merged.notebook).items()) == list(sources(new).items())
    assert merged.conflicts == []


@settings(max_examples=200, deadline=None)
@given(EDITS, EDITS)
def test_an_output_stays_with_its_text_only(theirs, ours):
    """A cell has the learner's outputs where its text is the learner's, else none."""
    base = lesson()
    learners = edited(base, theirs, "learner")
    new = without_outputs(edited(base, ours, "course"))
    try:
        merged = merge(base, learners, new).notebook
    except NotMerged:
        return
    written = {cell.id: cell for cell in learners.cells}
    for cell in merged.cells:
        if cell.cell_type == "code" and cell.outputs:
            assert cell.source == written[cell.id].source
            assert cell.outputs == written[cell.id].outputs


def test_a_cell_that_both_changed_keeps_the_learners_and_is_named():
    """Where both changed a cell the learner's stays, and the merge names the cell."""
    base = lesson()
    learners = edited(base, [("change", 1, "answer")], "learner")
    new = edited(base, [("change", 1, "question")], "course")
    merged = merge(base, learners, new)
    assert merged.conflicts == ["cell1"]
    assert merged.notebook.cells[1].source == "learner answer"


def test_both_add_cells_in_one_place():
    """Cells that both sides add in one place are all there."""
    base = lesson()
    learners = edited(base, [("add", 2, "mine")], "learner")
    new = edited(base, [("add", 2, "new")], "course")
    merged = merge(base, learners, new)
    assert {"learner0", "course0"} <= sources(merged.notebook).keys()


@pytest.fixture
def clone(tmp_path):
    """A clone's notebooks with one lesson, which has outputs, a picture and a glossary."""
    source = tmp_path / "notebooks"
    for folder in ("ko", "pictures"):
        (source / folder).mkdir(parents=True)
    recorded = lesson()
    recorded.cells[1].outputs = [new_output("stream", text="recorded")]
    recorded.cells[1].execution_count = 1
    nbformat.write(recorded, source / "ko" / "06-run.ipynb")
    (source / "pictures" / "board.png").write_bytes(b"picture")
    (source / "glossary.ko.md").write_text("words")
    return source


@pytest.fixture
def workspace(tmp_path, clone):
    """The learner's copies of that clone."""
    return Workspace(tmp_path / "work", clone, TODAY)


def read(path):
    """Read a lesson."""
    return nbformat.read(path, as_version=4)


def change(path, cell: int, text: str) -> None:
    """Change one cell of a lesson on the disk."""
    notebook = read(path)
    notebook.cells[cell].source = text
    nbformat.write(notebook, path)


def test_a_lesson_is_put_without_outputs_and_the_clone_is_left_alone(workspace, clone):
    """The first update puts each lesson without outputs and counts, with what it links to."""
    before = (clone / "ko" / "06-run.ipynb").read_bytes()
    assert workspace.update() == []
    copy = read(workspace.work / "ko" / "06-run.ipynb")
    assert [cell.outputs for cell in copy.cells if cell.cell_type == "code"] == [[], []]
    assert (workspace.work / "pictures" / "board.png").read_bytes() == b"picture"
    assert (workspace.work / "glossary.ko.md").read_text() == "words"
    assert (clone / "ko" / "06-run.ipynb").read_bytes() == before


def test_an_update_without_news_changes_nothing(workspace):
    """A second update leaves what the learner saved as it is, byte for byte."""
    workspace.update()
    copy = workspace.work / "ko" / "06-run.ipynb"
    change(copy, 1, "mine")
    before = copy.read_bytes()
    assert workspace.update() == []
    assert copy.read_bytes() == before


def test_a_changed_lesson_arrives_and_an_answer_stays(workspace, clone):
    """A changed lesson is merged into the learner's, and that is said."""
    workspace.update()
    copy = workspace.work / "ko" / "06-run.ipynb"
    change(copy, 1, "my answer")
    change(clone / "ko" / "06-run.ipynb", 4, "a better end")
    (news,) = workspace.update()
    assert "06-run.ipynb" in news.text
    assert [read(copy).cells[number].source for number in (1, 4)] == ["my answer", "a better end"]


def test_what_cannot_be_merged_is_kept_beside_dated_and_said(workspace, clone):
    """Of a cell that both changed the new one is in a file beside, with the day in its name."""
    workspace.update()
    copy = workspace.work / "ko" / "06-run.ipynb"
    change(copy, 1, "my answer")
    change(clone / "ko" / "06-run.ipynb", 1, "another question")
    (news,) = workspace.update()
    beside = workspace.work / "ko" / "06-run.2026-03-04.ipynb"
    assert beside.name in news.text
    assert read(copy).cells[1].source == "my answer"
    assert read(beside).cells[1].source == "another question"
    assert workspace.update() == []


@pytest.mark.parametrize("text", ["", "{", "[]", '{"cells": 3}'])
def test_a_broken_file_of_the_learners_is_left_alone(workspace, clone, text):
    """A file that is no notebook stays as it is; the changed lesson is put beside it."""
    workspace.update()
    copy = workspace.work / "ko" / "06-run.ipynb"
    copy.write_text(text)
    change(clone / "ko" / "06-run.ipynb", 4, "a better end")
    (news,) = workspace.update()
    assert copy.read_text() == text
    assert "06-run.2026-03-04.ipynb" in news.text


def test_a_lesson_begun_anew_keeps_the_older_file(workspace):
    """`--fresh` puts the clone's lesson and keeps what the learner had, twice on one day too."""
    workspace.update()
    copy = workspace.work / "ko" / "06-run.ipynb"
    for answer in ("first", "second"):
        change(copy, 1, answer)
        news = workspace.begin_anew(workspace.lesson("06"))
        assert "kept as" in news.text
        assert read(copy).cells[1].source == "cell 1\nof the lesson"
    kept = {read(path).cells[1].source for path in copy.parent.glob("06-run.*.ipynb")}
    assert kept == {"first", "second"}


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_each_lesson_can_be_merged_with_itself(path):
    """A learner who ran a lesson and answered in it keeps all of it when another cell changes."""
    base = without_outputs(read(path))
    learners = read(path)
    codes = [cell for cell in learners.cells if cell.cell_type == "code"]
    codes[0].source += "\n# mine"
    new = deepcopy(base)
    new.cells[-1].source += "\nnew"
    merged = merge(base, learners, new)
    assert merged.conflicts == []
    assert merged.notebook.cells[-1].source.endswith("\nnew")
    texts = {cell.id: cell.source for cell in merged.notebook.cells}
    assert texts[codes[0].id].endswith("# mine")
    outputs = {cell.id: cell.get("outputs") for cell in merged.notebook.cells}
    assert all(outputs[cell.id] == cell.outputs for cell in codes[1:-1])


class PowerCut(Exception):
    """The machine goes off."""


@pytest.mark.parametrize("change_the_same_cell", [False, True])
@pytest.mark.parametrize("last", range(4))
def test_an_update_that_is_cut_off_is_made_good(
    workspace, clone, monkeypatch, last, change_the_same_cell
):
    """Cut off after any of its writes, an update goes on: what changed arrives, answers stay."""
    workspace.update()
    copy = workspace.work / "ko" / "06-run.ipynb"
    change(copy, 1, "my answer")
    change(clone / "ko" / "06-run.ipynb", 4, "a better end")
    if change_the_same_cell:
        change(clone / "ko" / "06-run.ipynb", 1, "another question")
    write = copies.files.write_text
    written = []

    def write_until_the_cut(path, text, mode=0o644):
        if len(written) == last:
            raise PowerCut
        written.append(path)
        write(path, text, mode)

    with monkeypatch.context() as cut:
        cut.setattr(copies.files, "write_text", write_until_the_cut)
        with suppress(PowerCut):
            workspace.update()
    workspace.update()
    assert [read(copy).cells[number].source for number in (1, 4)] == ["my answer", "a better end"]
    beside = [read(path) for path in copy.parent.glob("06-run.*.ipynb")]
    assert bool(beside) is change_the_same_cell
    assert all(kept.cells[1].source == "another question" for kept in beside)


@pytest.mark.parametrize("text", [None, "", "{", "[]"])
def test_a_lost_or_spoilt_base_is_no_traceback(workspace, clone, text):
    """Where it is not known what the learner began with, the learner's stays; the new is beside."""
    workspace.update()
    copy = workspace.work / "ko" / "06-run.ipynb"
    change(copy, 1, "my answer")
    base = workspace.work / ".course" / "ko" / "06-run.ipynb"
    if text is None:
        base.unlink()
    else:
        base.write_text(text)
    (news,) = workspace.update()
    assert "06-run.2026-03-04.ipynb" in news.text
    assert read(copy).cells[1].source == "my answer"
    assert workspace.update() == []


def test_what_the_learner_wrote_into_the_glossary_stays(workspace, clone):
    """A glossary that the learner changed is kept; the course's new one is put beside it."""
    workspace.update()
    glossary = workspace.work / "glossary.ko.md"
    glossary.write_text("words, and mine")
    assert workspace.update() == []
    (clone / "glossary.ko.md").write_text("better words")
    (news,) = workspace.update()
    assert glossary.read_text() == "words, and mine"
    assert (workspace.work / "glossary.ko.2026-03-04.md").read_text() == "better words"
    assert "glossary.ko.2026-03-04.md" in news.text
    assert workspace.update() == []


def test_what_the_learner_left_alone_is_renewed(workspace, clone):
    """A picture that has changed in the course replaces one that the learner did not touch."""
    workspace.update()
    (clone / "pictures" / "board.png").write_bytes(b"new picture")
    assert workspace.update() == []
    assert (workspace.work / "pictures" / "board.png").read_bytes() == b"new picture"


def git(folder, *words) -> None:
    """Run git as somebody with a name."""
    name = ["-c", "user.name=A", "-c", "user.email=a@b"]
    subprocess.run(["git", *name, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def fork(tmp_path, monkeypatch):
    """A clone of a repository, which the course takes for its own."""
    origin = tmp_path / "origin"
    origin.mkdir()
    git(origin, "init", "--initial-branch=main")
    (origin / "lesson").write_text("old")
    git(origin, "add", ".")
    git(origin, "commit", "-m", "first")
    fork = tmp_path / "fork"
    git(tmp_path, "clone", str(origin), str(fork))
    (origin / "lesson").write_text("new")
    git(origin, "commit", "-am", "second")
    monkeypatch.setattr(lab.workspace.paths, "CLONE", fork)
    return fork


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_update_fetches_what_is_new(fork):
    """`./course update` brings the clone to the newest commit."""
    lab.workspace.pull()
    assert (fork / "lesson").read_text() == "new"


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_update_leaves_a_clone_with_changes_of_its_own(fork):
    """A clone that cannot simply be moved forward stays as it is, and one sentence says so."""
    (fork / "lesson").write_text("mine")
    with pytest.raises(SetupError, match="Your lessons stayed as they are"):
        lab.workspace.pull()
    assert (fork / "lesson").read_text() == "mine"

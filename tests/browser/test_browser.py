"""The course as a learner sees it: JupyterLab in a real browser, on the real engine.

With COURSE_SCREENSHOTS=FOLDER (`./course test --screenshots`) the pictures of the views are written there.
"""

import json
import os
import shlex
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
import psutil
import pytest

import helpers as dk
from lab.base import paths
from tests.support.browser import ERRORS, jupyterlab, open_notebook, run_all

pytestmark = pytest.mark.timeout(300)  # all cells of a lesson run in one test

WATCH_BARS = """
    window.widths = {};
    new MutationObserver(() => document.querySelectorAll('.widget-hprogress').forEach(one => {
        const name = one.querySelector('.widget-label')?.textContent, bar = one.querySelector('.progress-bar');
        if (name && bar) (window.widths[name] ??= new Set()).add(bar.style.width);
    })).observe(document.body, {subtree: true, childList: true, attributes: true, attributeFilter: ['style']});
"""
LESSON, PRACTICE = "03-search-and-pull.ipynb", "06-run.ipynb"
PICTURED = {  # what the notebook of views shows: cell -> the name of its picture
    "dk.board()": "board",
    'dk.filter_builder(filters={"status": "exited"})': "filter-builder",
    'dk.layer_explorer("nginx", "redis", "busybox")': "layer-explorer",
    'dk.port_lab("front")': "port-lab",
    'dk.restart_timeline("report", "worker", "front")': "restart-timeline",
}
COUNT = "import threading; print('following:', sum(one.name == 'Board' for one in threading.enumerate()))"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A lesson without its outputs, an exercise of another, and each view, where JupyterLab may
    write to them."""
    made = tmp_path_factory.mktemp("lab")
    book = nbformat.read(paths.LESSONS / LESSON, 4)
    for cell in book.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    nbformat.write(book, made / LESSON)
    cells = [
        nbformat.v4.new_code_cell(source) for source in ["import helpers as dk", *PICTURED, COUNT]
    ]
    book = nbformat.v4.new_notebook(cells=cells)
    book.metadata["kernelspec"] = {
        "display_name": "Python 3",
        "language": "python",
        "name": "python3",
    }
    nbformat.write(book, made / "views.ipynb")
    lesson = nbformat.read(paths.LESSONS / PRACTICE, 4)
    first = next(
        n for n, cell in enumerate(lesson.cells) if 'dk.exercise("run-web")' in cell.source
    )
    lesson.cells = [
        nbformat.v4.new_code_cell("import helpers as dk"),
        *lesson.cells[first : first + 3],
    ]
    for cell in lesson.cells:
        cell.outputs, cell.execution_count = [], None
    nbformat.write(lesson, made / PRACTICE)
    return made


@pytest.fixture(scope="module")
def page(folder, tmp_path_factory):
    """A browser's page; JupyterLab is at its base address, with a token and settings of its own."""
    with jupyterlab(folder, tmp_path_factory.mktemp("own")) as opened:
        yield opened


@pytest.fixture(scope="module", autouse=True)
def engine():
    """An engine without anything of the course's, before and after."""
    dk.reset(images=True)
    yield
    dk.reset(images=True)


def run(page, cell, *, instead: str | None = None) -> None:
    """Run one cell as a learner does, with the keyboard; `instead` is typed over what it says."""
    before = cell.locator(".jp-InputPrompt").first.inner_text()
    cell.locator(".cm-content").click()
    if instead is not None:
        page.keyboard.press("Control+a")
        page.keyboard.insert_text(instead)
    page.keyboard.press("Control+Enter")
    page.wait_for_function(
        "([cell, before]) => ![before, '[*]:'].includes(cell.querySelector('.jp-InputPrompt').textContent.trim())",
        arg=[cell.element_handle(), before.strip()],
    )


def output(page, source: str):
    """The output of the cell with this source."""
    cell = page.locator(".jp-CodeCell").filter(has=page.locator(".cm-content", has_text=source))
    return cell.first.locator(".jp-Cell-outputArea")


def pictured(page, source: str) -> None:
    """Write the picture of a cell's output, if pictures are wanted."""
    if into := os.environ.get("COURSE_SCREENSHOTS"):
        where = Path(into) if Path(into).is_absolute() else paths.CLONE / into
        where.mkdir(parents=True, exist_ok=True)
        view = output(page, source).locator(".widget-vbox").first
        view.scroll_into_view_if_needed()
        view.screenshot(path=where / f"{PICTURED[source]}.png")


def connections() -> list[dict]:
    """Read how one talks to each kernel below this process: its connection file."""
    files = [
        process.cmdline()[-1]
        for process in psutil.Process().children(recursive=True)
        if "ipykernel_launcher" in process.cmdline()
    ]
    return [json.loads(Path(file).read_text()) for file in files]


def test_nothing_comes_without_the_token(page):
    """JupyterLab, started as `./course lab` does, is on 127.0.0.1 only, and refuses who has not
    its token."""
    port, seen = urlsplit(page.url).port, []
    for asked in ("contents", "contents?token=", "contents?token=wrong", "kernels", "terminals"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/api/{asked}")
        seen.append(refused.value.code)
    assert seen == [403] * 5
    rows = [
        line.split()
        for kind in ("tcp", "tcp6")
        for line in Path(f"/proc/self/net/{kind}").read_text().splitlines()
    ]
    assert {row[1] for row in rows if row[1].endswith(f":{port:04X}") and row[3] == "0A"} == {
        f"0100007F:{port:04X}"
    }


def test_a_lesson_runs_and_its_bars_move(page):
    """Run All of a lesson gives no error but those it means to show, and a bar has several lengths
    during a pull."""
    lesson = nbformat.read(paths.LESSONS / LESSON, 4)
    open_notebook(page, LESSON)
    page.evaluate(WATCH_BARS)
    run_all(page)
    (kernel,) = connections()
    assert kernel["transport"] == "ipc"
    assert Path(kernel["ip"]).parent.stat().st_mode & 0o077 == 0, "others could talk to the kernel"
    meant = sum("raises-exception" in cell.metadata.get("tags", []) for cell in lesson.cells)
    assert page.locator(ERRORS).count() == meant
    widths = page.evaluate("Object.values(window.widths).map(one => one.size)")
    assert max(widths, default=0) >= 3, widths


def test_each_view_is_shown(page):
    """Each view is there after Run All, with what the engine said."""
    dk.run("nginx", name="front", publish="18099:80", detach=True)
    dk.run("redis", name="cache", label="team=data", detach=True)
    dk.run("busybox", ["sh", "-c", "exit 3"], name="report")
    dk.run("busybox", "false", name="worker", restart="on-failure:2", detach=True)
    while dk.client().api.inspect_container("worker")["State"]["Status"] != "exited":
        time.sleep(0.05)  # `docker wait` comes back at the first end, before the restarts
    open_notebook(page, "views.ipynb")
    run_all(page)
    awaited = ["▶ running", "Exited (3)", "redis", "Welcome to nginx!", "exit 1"]
    for source, text in zip(PICTURED, awaited, strict=True):
        output(page, source).get_by_text(text).first.wait_for(state="attached")
        pictured(page, source)
    assert page.locator(ERRORS).count() == 0


def test_the_board_follows_the_engine(page):
    """A container that is stopped by its button, and one that is started elsewhere, are seen
    without a new run."""
    board = output(page, "dk.board()")
    row = board.locator("tbody tr").filter(has_text="front")
    board.get_by_label("container").select_option("front")
    board.get_by_role("button", name="stop").click()
    row.get_by_text("■ exited").wait_for()
    dk.start("front")
    row.get_by_text("▶ running").wait_for()
    assert "front" not in list(dk.ps(all=True, filters={"status": "exited"})["NAMES"])


def test_the_filter_builder_shows_the_table_of_its_command_line(page):
    """The command line that is shown, given to the real docker, names the containers of the table
    that is shown."""
    builder = output(page, "dk.filter_builder")
    builder.get_by_label("name", exact=True).fill("report, worker")
    builder.get_by_label("name", exact=True).press("Enter")
    builder.locator("code", has_text="name=worker").wait_for()
    shown = builder.locator("code", has_text="$ docker ps").inner_text().removeprefix("$ ")
    assert (
        shown == "docker ps --all --filter status=exited --filter name=report --filter name=worker"
    )
    listed = subprocess.run(
        [*shlex.split(shown), "--format", "{{.Names}}"], capture_output=True, text=True, check=True
    )
    names = builder.locator("tbody tr td:last-child").all_inner_texts()
    assert sorted(names) == sorted(listed.stdout.split()) == ["report", "worker"]


def test_a_view_ends_with_its_cell(page):
    """A cell that runs again has one board, not two; when it was deleted, the next cell that runs
    ends its board."""
    count = page.locator(".jp-CodeCell").filter(has_text="following:").first
    board = page.locator(".jp-CodeCell").filter(
        has=page.locator(".cm-content", has_text="dk.board()")
    )

    def follow(number: int) -> bool:
        for _ in range(20):  # a thread that was told to end may have a request to finish
            run(page, count)
            if f"following: {number}" in count.locator(".jp-Cell-outputArea").inner_text():
                return True
        return False

    run(page, board)
    assert follow(1)
    board.locator(".jp-InputPrompt").click()
    page.keyboard.press("d")
    page.keyboard.press("d")
    board.wait_for(state="detached")
    assert follow(0)


def test_a_wrong_answer_and_then_a_right_one(page):
    """A learner reads the task, types a wrong answer and is told what is amiss, puts it right, and
    passes."""
    open_notebook(page, PRACTICE)
    cells = page.locator(".jp-CodeCell")
    setup, task, answer, check = (cells.nth(number) for number in range(4))
    for cell in (setup, task, check):
        run(page, cell)
    told = check.locator(".jp-Cell-outputArea")
    assert "18600" in task.locator(".jp-Cell-outputArea").inner_text()
    told.get_by_text("○ 시작 전.").wait_for()
    run(page, answer, instead='dk.run("nginx", name="shop-web", publish="18601:80", detach=True)')
    run(page, check)
    told.get_by_text("△ 아직.").wait_for()
    assert (
        "18601" in told.inner_text()
    )  # the diagnosis says what is there, not just that it is wrong
    run(
        page,
        answer,
        instead='dk.rm("shop-web", force=True)\ndk.run("nginx", name="shop-web", publish="18600:80", detach=True)',
    )
    run(page, check)
    told.get_by_text("● 통과.").wait_for()
    assert page.locator(ERRORS).count() == 0

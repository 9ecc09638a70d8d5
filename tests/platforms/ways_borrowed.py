"""A course on somebody else's engine: after each lesson, exercise and incident the owner's things
are as before.

`./course test --ways` runs it: the course's own engine stands in for the owner's, beside it is a new data folder.
"""

import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import helpers as dk
from helpers import engine
from helpers.errors import CourseError
from helpers.practice.faults import every_fault
from helpers.practice.lessons import every_exercise
from helpers.practice.verdict import PASSED
from lab.base import paths
from lab.maintain import replay as lab_replay
from tests.data.mistakes.incidents import REPAIRS
from tests.support.bystanders import Bystanders
from tests.support.docker_program import docker as cli
from tests.support.practice import do
from tests.support.snapshots import changes

pytestmark = pytest.mark.timeout(600)  # a whole lesson runs in one test

MARK = "owner"
OTHERWISE: dict[str, str] = {}  # exercises that cannot be passed on such an engine, and why


@pytest.fixture(scope="module")
def setup():
    """Set the course up from an empty data folder on the engine that DOCKER_HOST names; give what
    it said."""
    if engine.kind() != "private":
        pytest.skip(
            "an engine of the course's own stands in for somebody else's, and there is none"
        )
    host, folder = engine.host(), Path(tempfile.mkdtemp(prefix="course-"))
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {
            **lab_replay.unattended(),
            "DOCKER_HOST": host,
            "COURSE_DOCKER_HOST": host,
        }.items():
            patch.setenv(name, value)
        patch.delenv("COURSE_REGISTRY", raising=False)
        patch.setenv("COURSE_DATA", str(folder / "data"))
        try:
            done = course("setup")
            assert done.returncode == 0, done.stdout
            assert engine.kind() == "borrowed"
            yield done.stdout
        finally:
            left = course("reset", "--all")
        assert left.returncode == 0, left.stdout
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def owner(setup):
    """Put the owner's things on the engine; give a word that tells which of them are not as they
    were."""
    there = Bystanders(MARK, engine.registry())
    there.make()
    before = there.snapshot()
    yield lambda: changes(before, there.snapshot())
    there.remove()


@pytest.fixture(autouse=True)
def _folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def course(*words: str) -> subprocess.CompletedProcess:
    """Run ./course as a learner does."""
    pipes = {
        "stdin": subprocess.DEVNULL,
        "stdout": subprocess.PIPE,
        "stderr": subprocess.STDOUT,
        "text": True,
    }
    return subprocess.run(["./course", *words], cwd=paths.CLONE, **pipes)


def test_the_set_up_says_whose_the_engine_is(setup):
    """The set-up takes the engine that it was given, and says that it is not the course's own."""
    assert "is not the course's own: the course touches only what it made itself there" in setup
    said = course("doctor")
    assert "borrowed" in said.stdout, said.stdout


@pytest.mark.parametrize("lesson", lab_replay.lessons([]), ids=lambda path: path.stem)
def test_a_lesson_leaves_the_owner_s_things(owner, lesson, tmp_path):
    """All cells of a lesson run but one or two that touch what is the owner's; nothing of the
    owner's has changed."""
    notebook = nbformat.read(lesson, 4)
    for file in lesson.parent.glob("*"):
        if file.is_dir() and not file.name.startswith("."):
            shutil.copytree(file, tmp_path / file.name)
    NotebookClient(
        notebook, timeout=120, allow_errors=True, resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    raised = [
        f"{number}: {output['ename']}: {output['evalue'].splitlines()[0]}"
        for number, cell in enumerate(notebook.cells)
        for output in cell.get("outputs", ())
        if output["output_type"] == "error"
        and "raises-exception" not in cell.metadata.get("tags", ())
    ]
    print(f"\n{lesson.stem}: {len(raised)} cells raise on a borrowed engine\n" + "\n".join(raised))
    assert len(raised) <= 2
    assert all(
        ": Refused: " in one for one in raised
    )  # the owner has things with the lesson's names
    assert owner() == []
    course("reset")
    assert owner() == []


@pytest.mark.parametrize("key", every_exercise())
def test_an_exercise_leaves_the_owner_s_things(owner, key):
    """An exercise shown, checked and solved, and the reset after it, change nothing of the
    owner's."""
    task = dk.exercise(key)
    task.verdict()
    do(every_exercise()[key].solution)
    verdict, text = task.verdict()
    assert verdict.kind == PASSED or key in OTHERWISE, text
    assert owner() == []
    assert len(dk.reset()) > 0
    assert owner() == []


@pytest.mark.parametrize("key", every_fault())
def test_an_incident_leaves_the_owner_s_things(owner, key):
    """An incident brought in, badly repaired, and taken away changes nothing of the owner's."""
    case = dk.incident(key)
    case.verdict()
    assert len(dk.ps(all=True)) + len(dk.volumes()) > 0
    with suppress(CourseError, subprocess.CalledProcessError):  # a repair may be refused here
        for repair in REPAIRS[key]:
            do(repair.code)
    case.clear()
    assert owner() == []
    dk.reset()
    assert owner() == []


def test_a_reset_from_the_terminal_takes_the_course_s_own_only(owner):
    """`./course reset` in the middle of work removes what the course made, and changes nothing of
    the owner's."""
    dk.run(
        "busybox",
        "sleep 1000",
        detach=True,
        name="mid-lesson",
        volume="mid-data:/data",
        network="none",
    )
    said = course("reset")
    assert said.returncode == 0, said.stdout
    assert "mid-lesson" in said.stdout
    assert cli("ps", "--all", "--quiet", "--filter", "name=mid-lesson") == ""
    assert owner() == []


def test_the_owner_s_change_is_noticed(owner):
    """The comparison above sees a change that the owner's own docker makes. (The last here: it
    changes them.)"""
    cli("exec", f"{MARK}-web", "touch", "/own/new")
    assert owner() != []

"""`./course test` itself: its groups hold each test once, and its lines say how far it is."""

import subprocess
import sys
from pathlib import Path

import pytest

from lab.maintain import groups, skipped, suites
from lab.maintain.groups import Group, Round
from tests.support.environment import CLONE

TEST_FILES = sorted((CLONE / "tests").rglob("test_*.py"))
SHORT = Group("short", ("test", "a"), 10)
LONG = Group("long", ("replay",), 100)


def _files_of(group: Group) -> list[Path]:
    """List the files that a group's words name: all in its folders, but those it ignores."""
    named = [CLONE / word for word in group.words if word.startswith("tests/")]
    ignored = [
        CLONE / word.removeprefix("--ignore=")
        for word in group.words
        if word.startswith("--ignore=")
    ]
    found = []
    for path in TEST_FILES:
        is_named = any(path.is_relative_to(place) for place in named)
        if is_named and path not in ignored:
            found.append(path)
    return found


@pytest.mark.parametrize("path", TEST_FILES, ids=lambda path: str(path.relative_to(CLONE)))
def test_each_file_is_in_one_group_of_all(path: Path) -> None:
    """`./course test --all` runs each file of tests once."""
    found = [
        group.title
        for each in groups.rounds("all")
        for group in (*each.here, *each.beside)
        if path in _files_of(group)
    ]
    assert len(found) == 1


@pytest.mark.parametrize("run", ["quick", "all"])
def test_what_a_group_names_is_there(run: str) -> None:
    """Each path that a group's words name exists."""
    for each in groups.rounds(run):
        for group in (*each.here, *each.beside):
            for word in group.words:
                name = word.removeprefix("--ignore=")
                assert not name.startswith("tests/") or (CLONE / name).exists(), name


@pytest.mark.parametrize("option", ["mutations", "ownership", "screenshots", "ways"])
def test_what_an_option_names_is_there(option: str) -> None:
    """Each option of `./course test` has at least one file or folder of tests."""
    assert groups.of_option(option)


def test_what_a_person_runs_takes_at_most_four_minutes() -> None:
    """By the times that the groups tell, where two engines can be at once."""
    assert suites.estimate(groups.rounds("quick"), at_once=True) <= 240


def test_the_estimate_knows_what_runs_at_once() -> None:
    """At once a round takes as long as the longer half; in turn as both."""
    rounds = [Round(here=(LONG,), beside=(SHORT, SHORT)), Round(here=(SHORT,), beside=())]
    assert suites.count(rounds) == 4
    assert suites.estimate(rounds, at_once=True) == 110
    assert suites.estimate(rounds, at_once=False) == 130


def test_progress_says_how_far_and_how_long(capsys: pytest.CaptureFixture[str]) -> None:
    """A line has the number of groups that are done, the seconds so far and those of all."""
    times = iter([0, 0, 35, 35, 90])
    progress = suites.Progress(2, 100, clock=lambda: next(times))
    progress.begin(SHORT)
    progress.end(SHORT, 0)
    progress.begin(LONG)
    progress.end(LONG, 1)
    assert progress.finish() == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line] == [
        "[0/2, 0 s of about 100 s] short ...",
        "[1/2, 35 s of about 100 s] short: passed",
        "[1/2, 35 s of about 100 s] long ...",
        "[2/2, 90 s of about 100 s] long: FAILED",
        "Failed: long",
    ]


SKIPS = """
import pytest

@pytest.mark.parametrize("number", [1, 2])
def test_one(number):
    pytest.skip("no bus here")

def test_two():
    pass
"""


def test_what_was_skipped_is_noted_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plug-in notes each reason and counts the tests; without a skip it notes nothing."""
    notes = tmp_path / "notes"
    assert skipped.read(notes) == []
    monkeypatch.setenv(skipped.VARIABLE, str(notes))
    (tmp_path / "test_it.py").write_text(SKIPS)
    monkeypatch.setenv("PYTHONPATH", str(CLONE))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    words = [sys.executable, "-m", "pytest", "-p", "lab.maintain.skipped"]
    subprocess.run(words, cwd=tmp_path, capture_output=True)
    assert skipped.read(notes) == ["\nSkipped:", "  2 x no bus here"]


def test_the_files_are_found() -> None:
    """The tests above have something to look at."""
    assert len(TEST_FILES) > 30

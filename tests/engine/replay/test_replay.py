"""Strict replay: the rules that it forgives by are few, loaded, and each needed; it fails where it
must."""

import os
import re
import subprocess
import sys

import nbformat
import pytest
from nbval.plugin import get_sanitize_patterns

from lab.base import paths
from lab.maintain import record, replay

RULES = get_sanitize_patterns(replay.SANITIZE.read_text())
# what each rule forgives, and what it must not: (two outputs that are equal to it, two that are
# not)
EXAMPLES = [
    (("bc2cf04ab4e5", "4916f7e18c67"), ("bc2cf04ab4", "4916f7e18c")),
    (
        ("sha256:" + "ab" * 32, "sha256:" + "cd" * 32),
        ("sha512:" + "ab" * 20, "sha512:" + "cd" * 20),
    ),
    (("Up 2 seconds", "Up About a minute"), ("Up 2 seconds", "Up 2 hours")),
    (("81.5MB (100%)", "82MB (100%)"), ("81.5MB", "0B")),
    (
        ("docker search 127.0.0.1:5055/nginx", "docker search 127.0.0.1:5061/nginx"),
        ("127.0.0.1:8080", "127.0.0.1:8081"),
    ),
    (("172.17.0.2", "172.18.0.5"), ("127.0.0.1", "127.0.0.2")),
    (("pid:[4026532805]", "pid:[4026532811]"), ("pid:[4026532805]", "net:[4026532805]")),
    (("one   two", "one two"), ("one two", "onetwo")),
]


def sanitised(text: str, rules: list) -> str:
    """The text as replay compares it."""
    for pattern, put in rules:
        text = re.sub(pattern, put, text)
    return text


def test_every_rule_is_loaded():
    """nbval drops a malformed rule without a word: as many are loaded as are written, and each has
    its examples."""
    assert len(RULES) == replay.SANITIZE.read_text().count("regex: ") == len(EXAMPLES)


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_each_rule_forgives_what_it_should_and_no_more(number):
    """With all rules two outputs that may differ are equal; two that may not are told apart."""
    (one, other), (right, wrong) = EXAMPLES[number]
    assert sanitised(one, RULES) == sanitised(other, RULES)
    assert sanitised(right, RULES) != sanitised(wrong, RULES)


@pytest.mark.parametrize("number", range(len(RULES)))
def test_each_rule_is_needed(number):
    """Without the rule its own example fails, and some lesson has an output that the rule changes.
    Without the rule its own example fails, and some lesson has an output that the rule changes."""
    rest = [rule for i, rule in enumerate(RULES) if i != number]
    one, other = EXAMPLES[number][0]
    assert sanitised(one, rest) != sanitised(other, rest)
    outputs = [
        o
        for path in replay.lessons([])
        for cell in nbformat.read(path, 4).cells
        for o in cell.get("outputs", [])
    ]
    texts = [
        str(text) for o in outputs for text in [o.get("text", ""), *o.get("data", {}).values()]
    ]
    assert any(re.search(RULES[number][0], text) for text in texts)


@pytest.fixture
def lesson(tmp_path):
    """A small lesson, recorded, in a folder of its own."""
    cells = ["import helpers as dk", "dk.ps(all=True, filters={'name': 'no-such-name'})", "1 + 1"]
    book = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(text, id=f"t-{i}") for i, text in enumerate(cells)]
    )
    path = tmp_path / "00-small.ipynb"
    nbformat.write(book, path)
    record.record(path)
    return path


def run(path) -> subprocess.CompletedProcess:
    """Replay a lesson as ./course does."""
    env = os.environ | replay.unattended()
    argv = [sys.executable, "-m", "pytest", *replay.QUIET, *replay.STRICT, str(path)]
    return subprocess.run(argv, env=env, cwd=paths.CLONE, capture_output=True, text=True)


def test_a_recorded_lesson_replays(lesson):
    """What was just recorded passes."""
    done = run(lesson)
    assert done.returncode == 0, done.stdout
    assert "3 passed" in done.stdout


def test_a_changed_output_fails(lesson):
    """One other digit in a recorded output is noticed."""
    lesson.write_text(
        lesson.read_text().replace('"text/plain": [\n       "2"', '"text/plain": [\n       "3"')
    )
    assert '"3"' in lesson.read_text()
    done = run(lesson)
    assert done.returncode == 1, done.stdout
    assert "1 failed, 2 passed" in done.stdout


def test_recording_twice_changes_nothing(lesson):
    """A second recording with nothing changed gives the same bytes."""
    before = lesson.read_bytes()
    assert record.record(lesson).changed == 0
    assert lesson.read_bytes() == before


def test_recording_takes_what_has_changed(lesson):
    """A recorded output that the engine no longer gives is replaced, and counted."""
    before = lesson.read_text()
    lesson.write_text(before.replace('"text/plain": [\n       "2"', '"text/plain": [\n       "3"'))
    assert record.record(lesson).changed == 1
    assert lesson.read_text() == before


def test_a_gone_engine_is_said_once(lesson):
    """Without an engine there is one line and exit code 3, not a failure for each cell."""
    env = os.environ | {
        "PYTHONPATH": str(paths.CLONE),
        "COURSE_DOCKER_HOST": "unix:///nowhere/docker.sock",
    }
    argv = [sys.executable, "-m", "pytest", *replay.QUIET, *replay.STRICT, str(lesson)]
    done = subprocess.run(argv, env=env, cwd=paths.CLONE, capture_output=True, text=True)
    assert done.returncode == 3
    assert "No Docker engine answers at unix:///nowhere/docker.sock" in done.stdout + done.stderr


def test_replay_leaves_the_notebook_as_it_was(lesson):
    """Replaying does not write into the lesson."""
    before = lesson.read_bytes()
    run(lesson)
    assert lesson.read_bytes() == before

"""Tests on engines of other versions: which, how each is started, and the table of results."""

import shlex
from pathlib import Path

import pytest

from lab.base.errors import SetupError
from lab.maintain import debian_engines, engine_matrix


def test_all_engines_but_the_machines_own_release_are_tried() -> None:
    """Without names it is every release but this machine's; a wrong name is answered."""
    assert engine_matrix.chosen([], "bookworm") == ["trixie", "sid", "sid-containerd"]
    assert engine_matrix.chosen([], None) == ["bookworm", "trixie", "sid", "sid-containerd"]
    assert engine_matrix.chosen(["sid"], "sid") == ["sid"]
    words = r"There is no engine 20\.10 to test on\. There are: bookworm, trixie, sid"
    with pytest.raises(SetupError, match=words):
        engine_matrix.chosen(["sid", "20.10"], "sid")


def test_an_engine_of_another_release_gets_its_own_words_and_those_given() -> None:
    """The program for dockerd lays its /usr over, hands on the release's words, then others."""
    script = debian_engines.script(Path("/a folder/usr"), ("--feature", "a=b"))
    *outer, given = shlex.split(script.splitlines()[1])
    assert outer[:5] == ["exec", "unshare", "--mount", "sh", "-c"]
    assert outer[6:] == ["dockerd", "--feature", "a=b"]
    assert given == "$@"
    laid, begun = outer[5].split(" && ")
    assert shlex.split(laid) == ["mount", "--bind", "/a folder/usr", "/usr"]
    assert shlex.split(begun) == ["exec", "/usr/sbin/dockerd", "$@"]


def test_the_summary_says_what_failed_where() -> None:
    """One line a part, one column an engine; what failed is told from what passed by its word."""
    results = {
        "trixie 26.1.5": {"00-start": 0, "the words": 0},
        "sid 28.5.2": {"00-start": 1, "the words": 0},
    }
    assert engine_matrix.summary(results).splitlines() == [
        "           trixie 26.1.5  sid 28.5.2",
        "00-start   passed         FAILED",
        "the words  passed         passed",
    ]

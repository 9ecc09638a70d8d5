"""Settings without a value of their own. No engine."""

import pytest

from helpers._command_line import key_values
from helpers._environment import build_arguments, environment_settings


@pytest.fixture(autouse=True)
def variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a variable that is set, an empty one, and one that is not there."""
    monkeypatch.setenv("COURSE_SET", "here")
    monkeypatch.setenv("COURSE_EMPTY", "")
    monkeypatch.delenv("COURSE_NOT_SET", raising=False)


def test_a_key_without_a_value_stands_alone_on_the_command_line() -> None:
    """The printed line says `KEY`, and not what it is here: it may be a secret."""
    settings = {"COURSE_SET": None, "A": 1, "B": "", "C": ["x", "y"]}
    assert key_values(settings) == ["COURSE_SET", "A=1", "B=", "C=x", "C=y"]


def test_a_variable_takes_the_value_of_this_process() -> None:
    """One that has a value keeps it; one that this process lacks stays a key alone."""
    settings = ["COURSE_SET", "COURSE_EMPTY", "COURSE_NOT_SET", "COURSE_SET=there"]
    assert environment_settings(settings) == [
        "COURSE_SET=here",
        "COURSE_EMPTY=",
        "COURSE_NOT_SET",
        "COURSE_SET=there",
    ]
    assert environment_settings(None) == []


def test_an_argument_of_a_build_takes_the_value_of_this_process() -> None:
    """A number is text; without a value anywhere the Dockerfile's own is left to hold."""
    arguments = {"COURSE_SET": None, "COURSE_NOT_SET": None, "A": 1}
    assert build_arguments(arguments) == {"COURSE_SET": "here", "COURSE_NOT_SET": None, "A": "1"}
    assert build_arguments(None) == {}

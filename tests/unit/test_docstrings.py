"""Each public word's docstring, beside its signature: what `dk.run?` shows is true and complete."""

import builtins
import inspect
import re

import pytest

import helpers as dk
from docs import api_page
from helpers import errors, practice

VIEWS = {"board", "filter_builder", "layer_explorer", "port_lab", "restart_timeline"}
WITHOUT_COMMAND = {"client", "doctor", "reset", "layers", "second_engine", *practice.__all__}
WITHOUT_ERRORS = {
    "doctor",  # what does not answer is a row of its table
    "progress",  # a record that cannot be read is kept aside, and said
    *(VIEWS - {"filter_builder"}),  # an error is said in the view
}
DOCKERS_DOCS = "https://docs.docker.com/"
OPTION = re.compile(r"`--[a-z-]+`")
MODULE = re.compile(r"\b[a-z_]+\.")
NOT_DOCKERS = "Not docker's."


@pytest.mark.parametrize("word", dk.__all__)
def test_a_docstring_tells_all_of_its_word(word: str) -> None:
    """It has each parameter in order, what comes back, the errors, and docker's command and page."""
    doc = api_page.parse(inspect.getdoc(getattr(dk, word)) or "")
    assert doc.summary.endswith(".")
    assert doc.returns
    _check_parameters(word, doc)
    _check_errors(word, doc)
    if word not in WITHOUT_COMMAND:
        assert "(`docker " in doc.summary
        assert doc.link.startswith(DOCKERS_DOCS)


def _check_parameters(word: str, doc: api_page.Docstring) -> None:
    parameters = inspect.signature(getattr(dk, word)).parameters
    assert [entry.name.lstrip("*") for entry in doc.parameters] == list(parameters)
    for entry in doc.parameters:
        parameter = parameters[entry.name.lstrip("*")]
        _check_form(entry, parameter)
        assert entry.text.endswith(".")
        is_option = parameter.kind is inspect.Parameter.KEYWORD_ONLY
        if is_option and word not in WITHOUT_COMMAND | VIEWS:
            assert OPTION.search(entry.text) or entry.text.endswith(NOT_DOCKERS), entry.name


def _check_form(entry: api_page.Entry, parameter: inspect.Parameter) -> None:
    """Where the type is not exact, with `Any`, the docstring may say more."""
    assert parameter.annotation is not inspect.Parameter.empty
    form = MODULE.sub("", inspect.formatannotation(parameter.annotation))
    assert MODULE.sub("", entry.form) == form or "Any" in form


def _check_errors(word: str, doc: api_page.Docstring) -> None:
    assert bool(doc.raises) == (word not in WITHOUT_ERRORS)
    for entry in doc.raises:
        error = getattr(errors, entry.name, None) or getattr(builtins, entry.name)
        assert issubclass(error, Exception)
        assert entry.text.endswith(".")

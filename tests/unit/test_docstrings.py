"""The docstrings of the public words: what they say of parameters is what the signature says."""

import ast
import inspect
import re
import textwrap

import pytest

import helpers as dk

PARAMETER = re.compile(r"^    (?P<name>\w+) \((?P<form>.+?)\): ", re.MULTILINE)
SECTION = re.compile(r"^(?P<title>Parameters|Returns|Raises):\n", re.MULTILINE)
TABLED = [word for word in dk.__all__ if "\n    Returns:\n" in (getattr(dk, word).__doc__ or "")]


def sections_of(word: str) -> dict[str, str]:
    """Split a docstring into its sections, by title."""
    _, *parts = SECTION.split(inspect.getdoc(getattr(dk, word)) or "")
    return dict(zip(parts[::2], parts[1::2], strict=True))


def signature_of(word: str) -> dict[str, str]:
    """Read the parameters of a word and their types as the source writes them, in order."""
    source = textwrap.dedent(inspect.getsource(getattr(dk, word)))
    function = ast.parse(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args]
    if arguments.vararg:
        named.append(arguments.vararg)
    named += arguments.kwonlyargs
    assert all(argument.annotation for argument in named)
    return {argument.arg: ast.unparse(argument.annotation) for argument in named}


@pytest.mark.parametrize("word", TABLED)
def test_each_parameter_is_described(word: str) -> None:
    """A docstring lists the parameters of the signature, in its order, each with its type.

    Where the type is not exact, with `Any`, the docstring may say more.
    """
    described = PARAMETER.findall(sections_of(word).get("Parameters", ""))
    signature = signature_of(word)
    assert [name for name, _ in described] == list(signature)
    for name, form in described:
        assert form == signature[name] or "Any" in signature[name]


@pytest.mark.parametrize("word", TABLED)
def test_sections_are_in_order_and_a_link_ends_them(word: str) -> None:
    """Parameters, what is returned, errors; then the page of docker's that it follows."""
    titles = list(sections_of(word))
    wanted = ["Parameters"] if signature_of(word) else []
    assert titles == [*wanted, "Returns", "Raises"][: len(titles)]
    assert "Returns" in titles
    lines = (inspect.getdoc(getattr(dk, word)) or "").splitlines()
    if "(`docker " in lines[0]:
        assert lines[-1].startswith("https://docs.docker.com/")

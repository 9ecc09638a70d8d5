"""Errors carry what they are about, and their sentences are made from it. No engine."""

import ast
import re
import tomllib
from pathlib import Path
from string import Formatter

import pytest

import helpers
from helpers import errors
from helpers.errors import engine_words, sayings, sentences

ROOM = Path(helpers.__file__).parent
SENTENCES = tomllib.loads((ROOM / "errors" / "sentences.en.toml").read_text())
CLASSES = {
    name
    for name, value in vars(errors).items()
    if isinstance(value, type) and issubclass(value, errors.CourseError)
}
OF_EVERY_ERROR = {"kind", "name"}
NOT_IN_A_SENTENCE = {"engine_says", "status"}


def raised() -> list[tuple[str, ast.Call]]:
    """Find each place in helpers where an error or a phrase is made."""
    found = []
    for path in sorted(ROOM.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            if node.func.id in CLASSES | {"Phrase"}:
                found.append((f"{path.relative_to(ROOM)}:{node.lineno}", node))
    return found


RAISED = raised()


def code_of(call: ast.Call) -> str | None:
    """Tell the code of an error from the text of the program; None where it is chosen at run time."""
    assert isinstance(call.func, ast.Name)
    if call.args:
        first = call.args[0]
        return first.value if isinstance(first, ast.Constant) else None
    kinds = [word.value for word in call.keywords if word.arg == "kind"]
    kind = kinds[0].value if kinds and isinstance(kinds[0], ast.Constant) else ""
    if call.func.id == "NotFound" and not kind:
        return None
    return getattr(errors, call.func.id).default_code(kind)


def fields_of(call: ast.Call) -> set[str] | None:
    """Tell which fields a call gives; None where they are chosen at run time."""
    assert isinstance(call.func, ast.Name)
    if call.func.id == "Phrase":
        if len(call.args) < 2:
            return set()
        given = call.args[1]
        return (
            {key.value for key in given.keys if isinstance(key, ast.Constant)}
            if isinstance(given, ast.Dict)
            else None
        )
    names = {word.arg for word in call.keywords}
    return None if None in names else OF_EVERY_ERROR | names


def told(code: str) -> set[str]:
    """Name the fields that a sentence tells."""
    return {name for _, name, _, _ in Formatter().parse(SENTENCES[code]) if name}


@pytest.mark.parametrize(("place", "call"), RAISED, ids=[place for place, _ in RAISED])
def test_each_error_has_its_sentence_and_all_that_it_tells(place, call):
    """The sentence of each error that helpers raise is there, and each field in it is given."""
    code = code_of(call)
    if code is None:
        return
    assert code in SENTENCES, place
    fields = fields_of(call)
    assert fields is None or told(code) <= fields, place


def test_each_sentence_is_used():
    """There is no sentence that no error has."""
    codes = {code_of(call) for _, call in RAISED}
    text = "".join(path.read_text() for path in ROOM.rglob("*.py"))
    codes |= set(re.findall(r'"([a-z-]+)"', text))
    assert SENTENCES.keys() - codes == set()


@pytest.mark.parametrize("saying", sayings.SAYINGS, ids=lambda saying: saying.code)
def test_each_saying_of_an_engine_has_its_sentence(saying):
    """What each pattern of an engine's words finds is all that its sentence tells."""
    for pattern in saying.patterns:
        found = set(re.compile(pattern).groupindex) - {"fallback"}
        assert told(saying.code) <= OF_EVERY_ERROR | found, pattern


def test_an_error_is_told_by_its_fields():
    """An error has the kind and the name of its object, the engine's words and the status of its
    answer."""
    words = "No such container: image-server"
    error = engine_words.translate(words, "image-server", status=404)
    assert isinstance(error, errors.NotFound)
    assert (error.code, error.kind, error.name) == ("no-container", "container", "image-server")
    assert (error.engine_says, error.status) == (words, 404)


def test_a_note_stands_behind_the_sentence():
    """What follows from an error is told behind it."""
    error = errors.Conflict("port-in-use", port=8080)
    error.notes.append(errors.Phrase("created-not-started", {"name": "web"}))
    assert str(error) == (
        "Port 8080 of the host is in use already: dk.ps() shows which container has it. "
        "Publish another host port. The container web was created but not started: "
        'dk.rm("web") removes it.'
    )


def test_no_code_reads_the_text_of_an_error():
    """No code of helpers decides by an error's sentence: `in str(error)`, `str(error) ==`,
    `args[0]` of it."""
    for path in sorted(ROOM.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Compare):
                read = [ast.unparse(part) for part in (node.left, *node.comparators)]
                assert "str(error)" not in read, f"{path.relative_to(ROOM)}:{node.lineno}"


def test_a_long_text_is_told_in_brief():
    """A text that nobody can read is shortened in its middle."""
    assert sentences.brief("a" * 500) == "a" * 45 + "…" + "a" * 45

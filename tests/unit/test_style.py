"""The code reads one idea a line: what ruff does not look at. No engine."""

import ast
import subprocess
import sys
from collections.abc import Iterator

import pytest

from lab.base import paths

MOST_LINES = 250
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
FOLDERS = ("helpers", "lab", "bench", "docs")
MODULES = [path for folder in FOLDERS for path in sorted((paths.CLONE / folder).rglob("*.py"))]
each_module = pytest.mark.parametrize(
    "path", MODULES, ids=[str(path.relative_to(paths.CLONE)) for path in MODULES]
)


def nodes(path) -> Iterator[ast.AST]:
    """Give all nodes of a module."""
    return ast.walk(ast.parse(path.read_text()))


def names_in(node: ast.AST) -> set[str]:
    """Name what stands in a piece of code."""
    return {
        ast.unparse(part) for part in ast.walk(node) if isinstance(part, ast.Name | ast.Attribute)
    }


def is_nested(node: ast.AST) -> bool:
    """Tell whether a comprehension has another in it, or two loops."""
    if not isinstance(node, COMPREHENSIONS):
        return False
    inner = [part for part in ast.walk(node) if isinstance(part, COMPREHENSIONS)]
    return len(inner) > 1 or len(node.generators) > 1


def is_packed(node: ast.AST) -> bool:
    """Tell whether one line gives unrelated values to several names: `a, b = x, y`, but no swap."""
    if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Tuple):
        return False
    target = node.targets[0]
    return isinstance(target, ast.Tuple) and not names_in(target) & names_in(node.value)


def is_nested_ternary(node: ast.AST) -> bool:
    """Tell whether a conditional expression has another in it."""
    inner = [part for part in ast.walk(node) if isinstance(part, ast.IfExp)]
    return isinstance(node, ast.IfExp) and len(inner) > 1


def test_there_are_modules():
    """There is something to look at."""
    assert len(MODULES) > 150


@each_module
def test_a_module_is_short(path):
    """A module has at most 250 lines."""
    assert len(path.read_text().splitlines()) <= MOST_LINES


@each_module
def test_a_line_is_one_idea(path):
    """No comprehension in another, no packed assignment, no nested ternary, no `locals()`."""
    for node in nodes(path):
        place = f"line {getattr(node, 'lineno', 0)}"
        assert not is_nested(node), f"{place}: a comprehension in another"
        assert not is_packed(node), f"{place}: unrelated values in one assignment"
        assert not is_nested_ternary(node), f"{place}: a ternary in another"
        called = node.func if isinstance(node, ast.Call) else None
        assert not (isinstance(called, ast.Name) and called.id == "locals"), place


def test_types_are_checked():
    """mypy finds nothing in helpers and lab."""
    done = subprocess.run(
        [sys.executable, "-m", "mypy"], cwd=paths.CLONE, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout

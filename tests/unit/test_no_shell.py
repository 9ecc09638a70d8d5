"""No input becomes a command on the host: over all code of the course."""

import ast
from pathlib import Path

import pytest

from tests.support.environment import CLONE

CODE = sorted([*(CLONE / "helpers").rglob("*.py"), *(CLONE / "lab").rglob("*.py")])
STARTS_A_SHELL = {"system", "popen", "getoutput", "getstatusoutput", "create_subprocess_shell"}
MODULES = ("os", "subprocess", "asyncio", "")
SHELLS = ("sh", "bash", "/bin/sh")


def shells(code: str, *, in_a_container: bool = False) -> list[int]:
    """Name the lines where a shell gets what was put together from parts.

    What practice gives to `sh -c` runs in a container.
    """
    tree = list(ast.walk(ast.parse(code)))
    constants = _constants(tree)
    found = []
    for node in tree:
        if isinstance(node, ast.Call) and (_starts_a_shell(node) or _asks_for_a_shell(node)):
            found.append(node.lineno)
        if isinstance(node, ast.List) and not in_a_container and _is_script(node, constants):
            found.append(node.lineno)
    return found


def _constants(tree: list[ast.AST]) -> set[str]:
    """Name the variables that are given a constant."""
    found = set()
    for node in tree:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
    return found


def _starts_a_shell(call: ast.Call) -> bool:
    """Tell whether it is `os.system` or the like."""
    if isinstance(call.func, ast.Attribute):
        module = getattr(call.func.value, "id", "")
        return module in MODULES and call.func.attr in STARTS_A_SHELL
    return isinstance(call.func, ast.Name) and call.func.id in STARTS_A_SHELL


def _asks_for_a_shell(call: ast.Call) -> bool:
    """Tell whether it has `shell=` anything but False."""
    for keyword in call.keywords:
        if keyword.arg == "shell" and getattr(keyword.value, "value", None) is not False:
            return True
    return False


def _is_script(words: ast.List, constants: set[str]) -> bool:
    """Tell whether it is `["sh", "-c", script]` with a script that is no constant."""
    for shell, option, script in zip(words.elts, words.elts[1:], words.elts[2:], strict=False):
        is_shell = getattr(shell, "value", None) in SHELLS
        if is_shell and getattr(option, "value", None) == "-c":
            is_constant = isinstance(script, ast.Constant) or getattr(script, "id", "") in constants
            if not is_constant:
                return True
    return False


def test_there_is_code_to_look_at() -> None:
    """The test below has something to look at."""
    assert len(CODE) > 60


@pytest.mark.parametrize("path", CODE, ids=[str(path.relative_to(CLONE)) for path in CODE])
def test_no_shell_is_built_from_input(path: Path) -> None:
    """No `shell=True`, no `os.system` and the like; no script for `sh -c` is put together."""
    assert shells(path.read_text(), in_a_container="practice" in path.parts) == []


@pytest.mark.parametrize(
    "code",
    [
        "os.system(x)",
        "subprocess.run(x, shell=True)",
        "subprocess.run(x, shell=y)",
        "os.popen(x)",
        'run(["sh", "-c", f"ls {x}"])',
        'run(["unshare", "sh", "-c", x])',
    ],
)
def test_a_shell_would_be_found(code: str) -> None:
    """Each way to give a shell what was put together is found."""
    assert shells(code) == [1]


@pytest.mark.parametrize("code", ['x = "ls"\nrun(["sh", "-c", x, "y"])', 'run(["ls", x])'])
def test_a_constant_script_is_no_fault(code: str) -> None:
    """A script that is a constant, and a program that is no shell, are let pass."""
    assert shells(code) == []

"""The house itself: who may use whom, what README says, and that the code keeps its own style."""

import ast
import re
import subprocess
import sys

import pytest

import helpers
from lab.base import paths
from tests.platforms import podman_plays

CODE = [
    path for folder in ("helpers", "lab") for path in sorted((paths.CLONE / folder).rglob("*.py"))
]


def imports(path) -> set[str]:
    """The top names of the modules that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add("." if node.level else node.module.split(".")[0])
    return found


def test_there_is_code_to_look_at():
    """The tests below have something to look at."""
    assert len(CODE) > 25


@pytest.mark.parametrize("path", CODE, ids=[str(path.relative_to(paths.CLONE)) for path in CODE])
def test_who_uses_whom(path):
    """`helpers` knows nothing of `lab`, `lab` nothing of `helpers`; one package of helpers alone
    imports docker."""
    used = imports(path)
    if paths.CLONE / "helpers" in path.parents:
        assert "lab" not in used
        assert "docker" not in used or paths.CLONE / "helpers" / "engine" in path.parents
        assert (
            "ipywidgets" not in used or path.name == "_progress.py" or path.parent.name == "widgets"
        )
    else:
        assert "helpers" not in used
        outside = used - set(sys.stdlib_module_names) - {"lab"}
        allowed = {
            "replay.py": set(),
            "pytest_report.py": {"pytest"},
            "skipped.py": {"pytest"},
            "record.py": {"nbformat", "nbclient", "nbval"},
            "copies.py": {"nbformat"},
            "merge.py": {"nbdime", "nbformat"},
        }
        allowed["jupyter_server_config.py"] = {"jupyter_server_proxy"}  # JupyterLab reads it
        assert outside <= allowed.get(path.name, set()), (
            "lab runs before the environment is there: standard library only"
        )


def test_nothing_names_a_folder_of_one_machine():
    """No file of the project has an absolute path of a home or of a build machine."""
    listed = subprocess.run(
        ["git", "ls-files"], cwd=paths.CLONE, capture_output=True, text=True, check=True
    ).stdout
    for name in listed.split():
        if name.endswith((".py", ".md", ".yml", ".toml", ".ipynb", ".cfg")) or "/" not in name:
            text = (paths.CLONE / name).read_text()
            assert not re.search(r"(?<!\w)/(home|Users|root|work)/[a-z]", text), name


def test_the_table_of_podman_is_what_is_played():
    """docs/podman.md has each word that asks an engine, with the verdict that the test plays."""
    assert podman_plays.table() == {word: play.differs for word, play in podman_plays.PLAYS.items()}
    assert podman_plays.PLAYS.keys() | podman_plays.NO_ENGINE == set(helpers.__all__)


def test_what_security_md_names_is_there():
    """Each test that SECURITY.md names exists, and each README leads to the page."""
    named = set(re.findall(r"`(tests/[\w/]+(?:\.py)?)`", (paths.CLONE / "SECURITY.md").read_text()))
    assert len(named) >= 9
    assert [name for name in named if not (paths.CLONE / name).exists()] == []
    for name in ("README.md", "README.ko.md"):
        assert "(SECURITY.md)" in (paths.CLONE / name).read_text()


@pytest.mark.parametrize(
    "words", [["ruff", "check"], ["ruff", "format", "--check"], ["codespell_lib"]]
)
def test_code_keeps_its_style(words):
    """Lint, format and spelling are clean."""
    done = subprocess.run(
        [sys.executable, "-m", *words, "."], cwd=paths.CLONE, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr

"""What `./course test --mutations` breaks is there to be broken. No engine."""

import json

import pytest

from lab.base import paths
from tests.engine.replay import mutations


@pytest.mark.parametrize("mutation", mutations.HELPERS, ids=lambda row: f"{row[0]}: {row[1][:40]}")
def test_a_mutation_of_helpers_applies(mutation):
    """The text that a mutation changes stands in its module, once, and the change is one."""
    file, text, broken = mutation[:3]
    module = (paths.CLONE / "helpers" / file).read_text()
    assert module.count(text) == 1
    assert text != broken


@pytest.mark.parametrize("mutation", mutations.LESSONS, ids=lambda row: f"{row[0]}: {row[1][:40]}")
def test_a_mutation_of_a_lesson_applies(mutation):
    """The text that a mutation changes stands in a code cell of its lesson."""
    lesson, text, broken = mutation
    (path,) = paths.LESSONS.glob(f"{lesson}-*.ipynb")
    cells = json.loads(path.read_text())["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    assert any(text in source for source in code)
    assert text != broken

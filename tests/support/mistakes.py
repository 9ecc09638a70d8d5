"""Learners' typical mistakes and other right ways, gathered from `tests/data/mistakes`."""

from importlib import import_module
from types import ModuleType

from tests.data.mistakes.mistake import Mistake
from tests.support.environment import DATA

Diagnosis = str | tuple[str, str]  # its key; of two the second is for the containerd store


def _modules() -> list[ModuleType]:
    paths = sorted((DATA / "mistakes").glob("lesson*.py"))
    return [import_module(f"tests.data.mistakes.{path.stem}") for path in paths]


def mistakes() -> dict[str, list[Mistake]]:
    """Return the mistakes of each exercise: what a learner does, and the diagnosis for it."""
    found = {}
    for module in _modules():
        found.update(module.MISTAKES)
    return found


def routes() -> dict[str, list[str]]:
    """Return for some exercises other right ways, as a learner does them."""
    found = {}
    for module in _modules():
        found.update(module.ROUTES)
    return found

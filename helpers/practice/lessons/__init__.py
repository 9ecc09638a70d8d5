"""The exercises, a file a lesson: `lesson06.EXERCISES` has those of 06-run in their order."""

from functools import lru_cache
from importlib import import_module
from pathlib import Path

from .exercise import Exercise


@lru_cache
def every_exercise() -> dict[str, Exercise]:
    """Gather the exercises of all lessons by their keys, in order; no two have one key."""
    found: dict[str, Exercise] = {}
    for path in sorted(Path(__file__).parent.glob("lesson*.py")):
        lesson = import_module(f".{path.stem}", __package__)
        for exercise in lesson.EXERCISES:
            if exercise.key in found:
                raise ValueError(f"There are two exercises {exercise.key}.")
            found[exercise.key] = exercise
    return found

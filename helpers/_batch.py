"""One act on several objects: a result for each, and one error if some could not be done."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from .errors import CourseError

WORKERS = 8  # containers that are stopped or removed side by side


@dataclass(frozen=True)
class Outcome:
    """What came of the act on one object: a result, or an error."""

    name: str
    result: Any = None
    error: CourseError | None = None


def for_each(names: list[str], act: Callable[[str], Any], workers: int = 1) -> list[list[Any]]:
    """Do `act` to each object, as docker does: an object that fails does not keep the others back.

    The objects have their turn one after the other, or `workers` of them side by side, where docker
    does so too and the order means nothing.

    Returns:
        The rows `[name, what act returned]`.

    Raises:
        CourseError: If the only object failed, its error; if some of several did, one error, after
            all had their turn, that has the sentence of each.
    """
    if not names:
        print("There was nothing to do: no object was named.")
    outcomes = _act_on_all(names, act, workers)
    done = [outcome for outcome in outcomes if outcome.error is None]
    errors = [outcome.error for outcome in outcomes if outcome.error is not None]
    if errors and len(names) == 1:
        raise errors[0]
    if errors:
        _print_results(done)
        raise _gather(errors, len(names)) from errors[0]
    return [[outcome.name, outcome.result] for outcome in done]


def _act_on_all(names: list[str], act: Callable[[str], Any], workers: int) -> list[Outcome]:
    def attempt(name: str) -> Outcome:
        try:
            return Outcome(name, result=act(name))
        except CourseError as error:
            return Outcome(name, error=error)

    if workers == 1 or len(names) < 2:
        return [attempt(name) for name in names]
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(attempt, names))


def _print_results(done: list[Outcome]) -> None:
    """Print what was done, as no table can be returned beside an error."""
    for outcome in done:
        word = outcome.result if isinstance(outcome.result, str) else "done"
        print(f"{outcome.name}: {word}")


def _gather(errors: list[CourseError], count: int) -> CourseError:
    """Make one error of several: of their class, if they are all of one class."""
    classes = {type(error) for error in errors}
    error_class = classes.pop() if len(classes) == 1 else CourseError
    sentences = tuple(dict.fromkeys(str(error) for error in errors))
    return error_class("several-failed", failed=len(errors), count=count, errors=sentences)

"""One act on several objects: what happened to each, and one error when some could not be done."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from .errors import CourseError

WORKERS = 8  # containers that are stopped or removed side by side


def for_each(names: list[str], act: Callable[[str], object], workers: int = 1) -> list[list]:
    """Do `act` to each object, as docker does: one that fails does not keep the others from their turn.

    They have it one after the other, or `workers` side by side where docker does so too and the order means nothing.

    Gives the rows `[name, what act gave back]`. One name, one failure: that error. Of several names, the failures
    are gathered into one error that names them, after all had their turn.
    """
    if not names:
        print("There was nothing to do: no object was named.")

    def tried(name: str) -> tuple:
        try:
            return name, act(name), None
        except CourseError as error:
            return name, None, error

    if workers == 1 or len(names) < 2:
        done = [tried(name) for name in names]
    else:
        with ThreadPoolExecutor(workers) as pool:
            done = list(pool.map(tried, names))
    rows = [[name, result] for name, result, error in done if not error]
    failures = [(name, error) for name, _, error in done if error]
    if failures and len(names) == 1:
        raise failures[0][1]
    if failures:
        for name, result in rows:
            print(f"{name}: {result if isinstance(result, str) else 'done'}")
        kinds = {type(error) for _, error in failures}
        kind = kinds.pop() if len(kinds) == 1 else CourseError
        sentences = tuple(dict.fromkeys(str(error) for _, error in failures))
        raise kind(
            "several-failed", failed=len(failures), count=len(names), errors=sentences
        ) from failures[0][1]
    return rows

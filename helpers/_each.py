"""One act on several objects: what happened to each, and one error when some could not be done."""

from collections.abc import Callable

from .errors import CourseError


def each(names: list[str], act: Callable[[str], object]) -> list[list]:
    """Do `act` to each object in turn, as docker does: one that fails does not keep the others from their turn.

    Gives the rows `[name, what act gave back]`. One name, one failure: that error. Of several names, the failures
    are gathered into one error that names them, after all had their turn.
    """
    if not names:
        print("There was nothing to do: no object was named.")
    rows, failures = [], []
    for name in names:
        try:
            rows.append([name, act(name)])
        except CourseError as error:
            failures.append((name, error))
    if failures and len(names) == 1:
        raise failures[0][1]
    if failures:
        for name, result in rows:
            print(f"{name}: {result if isinstance(result, str) else 'done'}")
        kinds = {type(error) for _, error in failures}
        kind = kinds.pop() if len(kinds) == 1 else CourseError
        lines = [
            f"{len(failures)} of {len(names)} could not be done.",
            *dict.fromkeys(str(error) for _, error in failures),
        ]
        raise kind("\n".join(lines)) from failures[0][1]
    return rows

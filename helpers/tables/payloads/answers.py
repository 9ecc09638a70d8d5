"""Reading an answer object by object: one that is not as the Engine API says is one clear error."""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

from ...errors import CourseError
from ..units import truncate

Row = TypeVar("Row")

# What reading an object of another shape ends in.
MISREADINGS = (KeyError, TypeError, AttributeError, ValueError, IndexError)
# More bytes, or seconds, than there are; numbers below it can still be added up.
NUMBER_LIMIT = 1 << 50


class Rows(NamedTuple):
    """What a table is made of: `make_table(*rows, command)`."""

    columns: list[str]
    rows: Sequence[Sequence[Any]]


def read_objects(request: str, answer: Iterable[dict], read: Callable[[dict], Row]) -> list[Row]:
    """Read each object of an answer to `request`.

    Raises:
        CourseError: An object is not as the Engine API describes it; the error shows it.
    """
    rows = []
    current: Any = answer
    try:
        for current in answer:
            rows.append(read(current))
    except MISREADINGS as error:
        raise _misread(request, current, error) from error
    return rows


def _misread(request: str, value: Any, error: Exception) -> CourseError:
    reason = f"there is no {error}" if isinstance(error, KeyError) else str(error)
    if isinstance(value, dict):
        value = _identity_first(value)
    return CourseError(
        "answer-of-another-shape",
        request=request,
        why=truncate(reason, 100),
        object=truncate(json.dumps(value), 200),
    )


def _identity_first(value: dict) -> dict:
    """Put first what tells which object this is, as the rest of it is cut."""
    identity = {key: value[key] for key in ("Id", "Name", "name") if key in value}
    return identity | value


def whole_number(value: Any) -> int:
    """Take a whole number that a column can hold, and nothing else for one."""
    if type(value) is int and -NUMBER_LIMIT < value < NUMBER_LIMIT:
        return value
    raise ValueError(f"{value!r} is not such a number")

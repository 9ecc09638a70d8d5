"""The twin command line of a call. Pure: arguments in, `docker ps --all --filter ...` out."""

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

import pandas as pd

_printing = ContextVar("printing", default=True)


class Unquoted(str):
    """A piece of a command line that the shell must see as it is: `$(docker ps --quiet)`."""

    __slots__ = ()


class Targets(NamedTuple):
    """What a changing command is about."""

    names: list[str]
    words: list[str]  # how the command line names them


def line(command: str, *arguments: Any, **options: Any) -> str:
    """Write a `docker` command line: the command, its long options, its arguments, shell-quoted.

    Options keep their order. `None`, `False` and empty options are left out, `True` is a bare flag,
    a list repeats its option. Arguments that are `None` are left out.
    """
    words: list[Any] = ["docker", *command.split()]
    for name, value in options.items():
        words += _option_words(name, value)
    words += [argument for argument in arguments if argument is not None]
    return " ".join(_quote(word) for word in words)


def _option_words(name: str, value: Any) -> list[Any]:
    flag = "--" + name.rstrip("_").replace("_", "-")
    if value is True:
        return [flag]
    words = []
    for item in as_list(value):
        words += [flag, str(item)]
    return words


def _quote(word: Any) -> str:
    return word if isinstance(word, Unquoted) else shlex.quote(str(word))


def show(command: str) -> str:
    """Print a command line as a shell session shows it, and return it."""
    if _printing.get():
        print(f"$ {command}")
    return command


@contextmanager
def without_printing() -> Iterator[None]:
    """Let the calls made here, in this thread, print no command line.

    A live view shows the command line in a place of its own.
    """
    before = _printing.set(False)
    try:
        yield
    finally:
        _printing.reset(before)


def as_list(value: Any) -> list[Any]:
    """Turn what an option accepts - nothing, one value or several - into a list."""
    if value is None or value is False:
        return []
    if isinstance(value, list | tuple | set):
        return list(value)
    return [value]


def key_values(settings: Any) -> list[str]:
    """Turn a dictionary, a list or one string of settings into `KEY=VALUE` strings.

    A key whose value is None stands alone: `KEY`.
    """
    if not isinstance(settings, dict):
        return [str(setting) for setting in as_list(settings)]
    found = []
    for key, values in settings.items():
        if values is None:
            found.append(str(key))
        found += [f"{key}={value}" for value in as_list(values)]
    return found


def parse_key_values(settings: list[str]) -> dict[str, str]:
    """Turn `KEY=VALUE` strings into a dictionary; a key alone has an empty value, as for docker."""
    found = {}
    for setting in settings:
        key, _, value = setting.partition("=")
        found[key] = value
    return found


def normalize_filters(filters: dict[str, Any] | None) -> dict[str, list[str]]:
    """Bring filters to the form that the engine reads: `{"exited": 0}` to `{"exited": ["0"]}`."""
    normal = {}
    for key, given in (filters or {}).items():
        # Here False is a value, and not the absence of one.
        values = given if isinstance(given, list | tuple | set) else [given]
        normal[key] = [_filter_text(value) for value in values]
    return normal


def _filter_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def split_command(command: Any) -> list[str]:
    """Split a container's command as a shell would; take a list as it is."""
    if isinstance(command, str):
        return shlex.split(command)
    return [str(word) for word in command or []]


def targets(given: Any, *columns: str) -> Targets:
    """Tell which objects a changing command is about, and how its command line names them.

    `given` is a name, several names, or a table from a listing. A table that still has all the rows
    its command gave becomes command substitution, `$(docker ps --all --quiet)`; of one that was
    narrowed the names are written. `columns` are the columns that name an object, the best first.
    """
    if not isinstance(given, pd.DataFrame):
        names = [str(name) for name in as_list(given)]
        return Targets(names, names)
    column = _first_column_of(given, columns)
    names = [str(name) for name in given[column]]
    quiet = given.attrs.get("quiet")
    if quiet and len(given) == given.attrs.get("rows"):
        return Targets(names, [Unquoted(f"$({quiet})")])
    return Targets(names, names)


def _first_column_of(frame: pd.DataFrame, columns: tuple[str, ...]) -> str:
    for column in columns:
        if column in frame:
            return column
    raise TypeError(f"This table names nothing to work on: it needs the column {columns[0]}.")

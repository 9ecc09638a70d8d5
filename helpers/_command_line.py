"""The twin command line of a call. Pure: arguments in, `docker ps --all --filter status=exited` out."""

import shlex
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import pandas as pd

_printing = ContextVar("printing", default=True)


class Unquoted(str):
    """A piece of a command line that the shell must see as it is, such as `$(docker ps --quiet)`."""

    __slots__ = ()


def line(command: str, *arguments, **options) -> str:
    """Write one `docker` command line: the command, its long options in the order given, its arguments, shell-quoted.

    `None`, `False` and empty options are left out, `True` is a bare flag, a list repeats its option.
    """
    words = ["docker", *command.split()]
    for name, value in options.items():
        flag = "--" + name.rstrip("_").replace("_", "-")
        if value is True:
            words.append(flag)
        elif value is not None and value is not False:
            for one in as_list(value):
                words += [flag, str(one)]
    words += [word for word in arguments if word is not None]
    return " ".join(
        word if isinstance(word, Unquoted) else shlex.quote(str(word)) for word in words
    )


def show(command: str) -> str:
    """Print a command line as a shell session shows it, and hand it back."""
    if _printing.get():
        print(f"$ {command}")
    return command


@contextmanager
def without_printing() -> Iterator[None]:
    """Let the calls made here, in this thread, print no command line: a live view shows it in its own place."""
    before = _printing.set(False)
    try:
        yield
    finally:
        _printing.reset(before)


def as_list(value) -> list:
    """Turn what an option accepts - nothing, one value or several - into a list."""
    if value is None or value is False:
        return []
    return list(value) if isinstance(value, list | tuple | set) else [value]


def key_values(value) -> list[str]:
    """Turn a dictionary, a list or one string of settings into `KEY=VALUE` strings."""
    if isinstance(value, dict):
        return [f"{key}={one}" for key, each in value.items() for one in as_list(each)]
    return [str(one) for one in as_list(value)]


def parse_key_values(some: list[str]) -> dict[str, str]:
    """Turn `KEY=VALUE` strings into a dictionary; a key alone has an empty value, as docker has it."""
    return dict(pair.partition("=")[::2] for pair in some)


def normalize_filters(value: dict | None) -> dict[str, list[str]]:
    """Bring `{"exited": 0, "label": ["a", "b"]}` to the form that the engine reads: lists of strings."""
    found = {}
    for key, given in (value or {}).items():
        several = (
            given if isinstance(given, list | tuple | set) else [given]
        )  # here False is a value, not nothing
        found[key] = [str(one).lower() if isinstance(one, bool) else str(one) for one in several]
    return found


def split_command(command) -> list[str]:
    """Split a container's command as a shell would; a list is taken as it is."""
    return (
        shlex.split(command) if isinstance(command, str) else [str(word) for word in command or []]
    )


def targets(given, *columns: str) -> tuple[list[str], list[str]]:
    """Tell which objects a changing command is about, and how its command line names them.

    `given` is a name, several names, or a table from a listing. A table that still has all the rows its command gave
    becomes command substitution, `$(docker ps --all --quiet)`; one that was narrowed becomes the plain names.
    `columns` are the columns that name an object, the best first.
    """
    if not isinstance(given, pd.DataFrame):
        names = [str(name) for name in as_list(given)]
        return names, names
    column = next((column for column in columns if column in given), None)
    if column is None:
        raise TypeError(f"This table names nothing to work on: it needs the column {columns[0]}.")
    names = [str(name) for name in given[column]]
    quiet = given.attrs.get("quiet")
    if quiet and len(given) == given.attrs.get("rows"):
        return names, [Unquoted(f"$({quiet})")]
    return names, names

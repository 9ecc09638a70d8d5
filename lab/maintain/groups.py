"""The groups of tests, which live with the tests: `tests/groups.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from lab.base import paths

FILE = paths.CLONE / "tests" / "groups.toml"


@dataclass(frozen=True)
class Group:
    """Tests that one command of `./course` runs, and about how long it takes."""

    title: str
    words: tuple[str, ...]
    seconds: int
    words_with_more_engines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Round:
    """Groups for the engine in use, and groups for an engine beside it."""

    here: tuple[Group, ...]
    beside: tuple[Group, ...]


def rounds(run: str) -> list[Round]:
    """The rounds of a run: `quick` or `all`."""
    described = _read()
    return [_round(described["group"], entry) for entry in described[run]]


def of_option(name: str) -> list[str]:
    """The tests of an option of `./course test`, such as `mutations`."""
    found = []
    for pattern in _read()["option"][name]:
        files = sorted(paths.CLONE.glob(pattern))
        found += [str(file.relative_to(paths.CLONE)) for file in files]
    return found


def of_each_engine() -> dict[str, list[str]]:
    """What is tried on each engine of another version: titles, and words for pytest."""
    return dict(_read()["each_engine"])


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text())


def _round(described: dict[str, Any], entry: dict[str, list[str]]) -> Round:
    here = tuple(_group(described[name]) for name in entry["here"])
    beside = tuple(_group(described[name]) for name in entry["beside"])
    return Round(here, beside)


def _group(described: dict[str, Any]) -> Group:
    return Group(
        described["title"],
        tuple(described["words"]),
        described["seconds"],
        tuple(described.get("words_with_more_engines", ())),
    )

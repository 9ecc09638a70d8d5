"""Comparing what a call gives or does with what its printed command line does."""

import json
import re
import time
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from helpers.tables.layout import lay_out
from tests.engine.beside_docker.workload import MARK
from tests.support.docker_program import shell

TRIES = 6  # ages and states move on between two questions; a difference that stays is a difference
TWIN = f"{MARK}-twin"  # the name of a container that a call makes, and then its command line


def assert_same(ours: Callable[[], Any], theirs: Callable[[], Any]) -> None:
    """Compare two moving pictures: they are equal at one moment at least."""
    for _ in range(TRIES):
        left = ours()
        right = theirs()
        if left == right:
            return
        time.sleep(0.3)
    assert left == right


def cells(frame: pd.DataFrame) -> list[list[str]]:
    """Return what a person sees of a table, headings first, without cells that print as blanks."""
    layout = lay_out(frame)
    return [_words(row) for row in [layout.headings, *layout.rows]]


def _words(row: list[str]) -> list[str]:
    found = []
    for cell in row:
        found += [part for part in re.split(r"\s{2,}", cell.strip()) if part]
    return found


def printed_cells(text: str) -> list[list[str]]:
    """Take a printed table apart into cells; what clients write differently becomes one form."""
    found = []
    for line in text.replace(":::", "[::]:").splitlines():
        if line.strip() and not line.startswith("("):
            row = re.split(r"\s{2,}", line.strip())
            found.append([cell for cell in row if cell])
    return found


def read_json(text: str) -> Any:
    """Read JSON; what is not JSON is text."""
    try:
        return json.loads(text)
    except ValueError:
        return text


# What differs between any two objects. An engine goes round its pools of addresses, where a /20
# comes after fourteen /16: so IPPrefixLen.
VARYING = {
    "Id", "Created", "CreatedAt", "StartedAt", "FinishedAt", "Pid",
    "ResolvConfPath", "HostnamePath", "HostsPath", "LogPath",
    "GraphDriver", "SandboxKey", "MacAddress", "IPAddress", "Gateway", "LastTagTime", "ConsoleSize",
    "Parent", "IPPrefixLen", "Container", "ContainerConfig", "Subnet", "IPv4Address", "Containers",
    "RestartCount",
}  # fmt: skip
ID = r"[0-9a-f]{12}|[0-9a-f]{64}"
PORT_OF_THE_ENGINES_CHOICE = r"3276[89]|32[789]\d\d|3[3-9]\d{3}|[45]\d{4}|60\d{3}"


def snapshot(name: str) -> Any:
    """Inspect an object of any kind without what differs between any two; none gives []."""
    kind = "--type image " if ":" in name else ""
    return _without_varying(read_json(shell(f"docker inspect {kind}{name}", check=False)) or [])


def _without_varying(tree: Any) -> Any:
    """Take out ids, times and addresses, the course's label, and what is empty."""
    if isinstance(tree, str):
        varies = re.fullmatch(f"{ID}|{PORT_OF_THE_ENGINES_CHOICE}", tree)
        return None if varies else tree
    if isinstance(tree, dict):
        return _dictionary_without_varying(tree)
    if isinstance(tree, list):
        return _list_without_varying(tree)
    return tree


def _dictionary_without_varying(tree: dict[str, Any]) -> dict[str, Any]:
    kept = {}
    for key, value in tree.items():
        if key in VARYING or key.startswith("course.docker"):
            continue
        value = _without_varying(value)
        if value not in (None, "", 0, False, [], {}):
            kept[key] = value
    return kept


def _list_without_varying(tree: list[Any]) -> list[Any]:
    kept = [_without_varying(item) for item in tree]
    kept = [item for item in kept if item is not None]
    if _has_no_order(kept):
        return sorted(kept, key=json.dumps)
    return kept


def _has_no_order(items: list[Any]) -> bool:
    """Tell whether these are mounts or an environment, which the engine lists in any order."""
    if not items:
        return False
    return isinstance(items[0], dict) or any("PATH=" in str(item) for item in items)


def variants(cases: dict[str, list[Any]]) -> list[Any]:
    """List `(word, case)` for parametrize; `./course test` runs the first case of each word."""
    found = []
    for word, of_word in cases.items():
        for number, case in enumerate(of_word):
            marks = [pytest.mark.quick] if number == 0 else []
            found.append(pytest.param(word, case, marks=marks, id=f"{word}-{number}"))
    return found

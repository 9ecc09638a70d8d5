"""Results of a search in a registry: `GET /images/search`."""

from collections.abc import Iterable
from typing import Any

from ..._podman import docker_search_result
from .answers import Rows, read_objects, whole_number

COLUMNS = ["NAME", "DESCRIPTION", "STARS", "OFFICIAL"]
NAME = COLUMNS.index("NAME")
STARS = COLUMNS.index("STARS")


def read_search(answer: Iterable[dict], registry: str | None = None) -> Rows:
    """Read `GET /images/search`: most stars first."""

    def read(result: dict) -> list[Any]:
        result = docker_search_result(result)
        return [
            _without_registry(str(result["name"]), registry),
            result["description"],
            whole_number(result["star_count"]),
            bool(result["is_official"]),
        ]

    rows = read_objects("GET /images/search", answer, read)
    return Rows(COLUMNS, sorted(rows, key=lambda row: (-row[STARS], row[NAME])))


def _without_registry(name: str, registry: str | None) -> str:
    """Leave out the registry that was searched: Podman puts it before each name."""
    if not registry or not name.startswith(f"{registry}/"):
        return name
    return name.removeprefix(f"{registry}/").removeprefix("library/")

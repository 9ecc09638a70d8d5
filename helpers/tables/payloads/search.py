"""Results of a search in a registry: `GET /images/search`."""

from collections.abc import Iterable
from typing import Any

from .answers import Rows, read_objects, whole_number

COLUMNS = ["NAME", "DESCRIPTION", "STARS", "OFFICIAL"]
NAME = COLUMNS.index("NAME")
STARS = COLUMNS.index("STARS")


def read_search(answer: Iterable[dict], registry: str | None = None) -> Rows:
    """Read `GET /images/search`: most stars first."""

    def read(result: dict) -> list[Any]:
        # Podman 4 has other keys.
        if "Name" in result:
            name, description = result["Name"], result["Description"]
            stars, official = result["Stars"], result["Official"]
        else:
            name, description = result["name"], result["description"]
            stars, official = result["star_count"], result["is_official"]
        return [
            _without_registry(str(name), registry),
            description,
            whole_number(stars),
            bool(official),
        ]

    rows = read_objects("GET /images/search", answer, read)
    return Rows(COLUMNS, sorted(rows, key=lambda row: (-row[STARS], row[NAME])))


def _without_registry(name: str, registry: str | None) -> str:
    """Leave out the registry that was searched: Podman puts it before each name."""
    if not registry or not name.startswith(f"{registry}/"):
        return name
    return name.removeprefix(f"{registry}/").removeprefix("library/")

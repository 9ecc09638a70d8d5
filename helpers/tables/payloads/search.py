"""Results of a search in a registry: `GET /images/search`."""

from collections.abc import Iterable
from typing import Any

from ...references import without
from .answers import Rows, read_objects, whole_number

COLUMNS = ["NAME", "DESCRIPTION", "STARS", "OFFICIAL"]
NAME = COLUMNS.index("NAME")
STARS = COLUMNS.index("STARS")


def read_search(answer: Iterable[dict], registry: str | None = None) -> Rows:
    """Read `GET /images/search`: most stars first."""

    def read(result: dict) -> list[Any]:
        # Podman 4 has other keys, and puts the registry before each name.
        if "Name" in result:
            name, description = result["Name"], result["Description"]
            stars, official = result["Stars"], result["Official"]
        else:
            name, description = result["name"], result["description"]
            stars, official = result["star_count"], result["is_official"]
        name = without(str(name), registry)
        return [name, description, whole_number(stars), bool(official)]

    rows = read_objects("GET /images/search", answer, read)
    return Rows(COLUMNS, sorted(rows, key=lambda row: (-row[STARS], row[NAME])))

"""Networks: `GET /networks`."""

from collections.abc import Iterable
from typing import Any

from .answers import Rows, read_objects
from .natural import natural_key

COLUMNS = ["NETWORK ID", "NAME", "DRIVER", "SCOPE"]
NAME = COLUMNS.index("NAME")


def read_networks(answer: Iterable[dict]) -> Rows:
    """Read `GET /networks`, by name."""
    rows = read_objects("GET /networks", answer, _read_network)
    return Rows(COLUMNS, sorted(rows, key=lambda row: natural_key(row[NAME])))


def _read_network(network: dict) -> list[Any]:
    return [network["Id"], str(network["Name"]), network["Driver"], network["Scope"]]

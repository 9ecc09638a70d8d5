"""Volumes: `GET /volumes`."""

from collections.abc import Iterable
from typing import Any

from .answers import Rows, read_objects
from .natural import natural_key

COLUMNS = ["DRIVER", "VOLUME NAME"]
NAME = COLUMNS.index("VOLUME NAME")


def read_volumes(answer: Iterable[dict]) -> Rows:
    """Read the list in `GET /volumes`, by name."""
    rows = read_objects("GET /volumes", answer, _read_volume)
    return Rows(COLUMNS, sorted(rows, key=lambda row: natural_key(row[NAME])))


def _read_volume(volume: dict) -> list[Any]:
    return [volume["Driver"], str(volume["Name"])]

"""How one value of a table is shown, by the kind of its column: `2 minutes ago`, `223MB`. Pure."""

import json
import time
from numbers import Real
from typing import Any

import pandas as pd

from .columns import Kind, kind_of
from .units import format_duration, format_size, short_id, truncate

COMMAND_WIDTH = 20
TEXT_WIDTH = 45
TEXT_KINDS = (Kind.TEXT, Kind.COMMAND, Kind.ID, Kind.LONG_TEXT)


def format_column(
    name: str, values: list[Any], columns: dict[str, list[Any]], no_trunc: bool
) -> list[str]:
    """Write all values of a column; `columns` has the values of the whole table."""
    kind = kind_of(name)
    # Most columns hold nothing but text, which needs no look at each value's type.
    if kind in TEXT_KINDS and set(map(type, values)) == {str}:
        return _format_texts(kind, values, no_trunc)
    if kind is Kind.RECLAIMABLE:
        return _format_reclaimable_column(values, columns)
    digits = 4 if "RECLAIMABLE" in columns else 3  # `docker system df` writes one digit more
    return [format_cell(kind, value, digits, no_trunc) for value in values]


def format_cell(kind: Kind, value: Any, digits: int, no_trunc: bool) -> str:
    """Write one value; the value's own type decides first, as a learner may put anything there."""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    if _is_missing(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return _format_time(kind, value)
    if kind is Kind.OFFICIAL:
        return "[OK]" if value is True else ""
    if isinstance(value, bool):
        return str(value) if kind is Kind.ANSWER else str(value).lower()
    if kind is Kind.PERCENT and isinstance(value, Real):
        return f"{value:.2f}%"
    if kind is Kind.BYTES and isinstance(value, int):
        return format_size(value, digits)
    return _format_text(kind, str(value), no_trunc)


def _is_missing(value: Any) -> bool:
    if value is None or value is pd.NaT:
        return True
    return isinstance(value, float) and bool(pd.isna(value))


def _format_time(kind: Kind, value: pd.Timestamp) -> str:
    if kind is Kind.AGE:
        return format_duration(time.time() - value.timestamp()) + " ago"
    return str(value.isoformat())


def _format_texts(kind: Kind, texts: list[str], no_trunc: bool) -> list[str]:
    if kind is Kind.TEXT:
        return texts
    return [_format_text(kind, text, no_trunc) for text in texts]


def _format_text(kind: Kind, text: str, no_trunc: bool) -> str:
    if kind is Kind.COMMAND:
        shown = text if no_trunc else truncate(text, COMMAND_WIDTH)
        return f'"{shown}"'
    if no_trunc:
        return text
    if kind is Kind.ID:
        return short_id(text)
    return truncate(text, TEXT_WIDTH) if kind is Kind.LONG_TEXT else text


def _format_reclaimable_column(values: list[Any], columns: dict[str, list[Any]]) -> list[str]:
    unknown = [None] * len(values)
    sizes = columns.get("SIZE", unknown)
    types = columns.get("TYPE", unknown)
    rows = zip(values, sizes, types, strict=True)
    return [_format_reclaimable(value, size, row_type) for value, size, row_type in rows]


def _format_reclaimable(value: Any, size: Any, row_type: Any) -> str:
    """Write reclaimable bytes as docker does, `1.2GB (40%)`; the build cache has no share."""
    if not _is_number(value):
        return format_cell(Kind.RECLAIMABLE, value, digits=4, no_trunc=True)
    text = format_size(value, 4)
    if row_type == "Build Cache" or not _is_number(size) or size == 0:
        return text
    return f"{text} ({value * 100 // size}%)"


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, Real):
        return False
    return not pd.isna(value)

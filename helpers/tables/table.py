"""`Table`: a DataFrame that a person reads as docker's own output. Pure.

The values of a table are whole and typed; what is read (`2 minutes ago`, `223MB`, 12-digit ids) is made here.
"""

import json
import time
from functools import lru_cache
from html import escape

import numpy as np
import pandas as pd

from .units import format_duration, format_size, short_id, truncate

ROWS_SHOWN = 60
ANSWERS = ["PREDICTED", "ENGINE", "AGREES"]  # shown as Python writes them: so a learner types them
COUNTS = [
    "STARS",
    "TOTAL",
    "ACTIVE",
    "STEP",
    "EXIT CODE",
    "PIDS",
    "EXERCISES",
    "PASSED",
    "HINTS",
    "SOLUTIONS",
]
COUNTS += ["PREDICTIONS", "ANSWERED", "SAME", "INCIDENTS", "SOLVED"]
IDS = [
    "CONTAINER ID",
    "IMAGE ID",
    "NETWORK ID",
    "IMAGE",
    "ACTOR ID",
]  # shown by their first twelve digits
LONG = ["DESCRIPTION", "CREATED BY", "ATTRIBUTES"]
SHORTENED = ["COMMAND", *IDS, *LONG]
TYPES = {
    "CREATED": "datetime64[s, UTC]",
    "TIME": "datetime64[ns, UTC]",
    "TIMESTAMP": "datetime64[ns, UTC]",
    "OFFICIAL": "bool",
    "OK": "bool",
    "CACHED": "bool",
    **dict.fromkeys(["CPU %", "MEM %"], "float64"),
    **dict.fromkeys(["SIZE", "VIRTUAL SIZE", "RECLAIMABLE", *COUNTS], "int64"),
    **dict.fromkeys(
        ["MEM USAGE", "MEM LIMIT", "NET IN", "NET OUT", "BLOCK IN", "BLOCK OUT"], "int64"
    ),
    **dict.fromkeys(["HOST PORT", "VALUE", *ANSWERS], "object"),
}


class Table(pd.DataFrame):
    """A DataFrame that looks like docker's own output; everything else about it is pandas."""

    @property
    def _constructor(self):
        return Table

    def __repr__(self) -> str:
        """Write the table in docker's columns."""
        if isinstance(self.columns, pd.MultiIndex):
            return super().__repr__()
        heads, rows, note = _display(self)
        widths = [max(10, *(len(row[i]) + 3 for row in [heads, *rows])) for i in range(len(heads))]
        lines = [
            "".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            for row in [heads, *rows]
        ]
        return _said("\n".join([line.rstrip() for line in lines] + ([note] if note else [])))

    def _repr_html_(self) -> str:
        """Write the table for a notebook: plain HTML with named columns, every value escaped."""
        if isinstance(self.columns, pd.MultiIndex):
            return super()._repr_html_()
        heads, rows, note = _display(self)
        left = (
            'style="text-align: left"'  # as docker prints; a notebook would put text to the right
        )
        head = "".join(f'<th scope="col" {left}>{escape(name)}</th>' for name in heads)
        body = "".join(
            "<tr>" + "".join(f"<td {left}>{escape(cell)}</td>" for cell in row) + "</tr>\n"
            for row in rows
        )
        end = f"<p>{note}</p>" if note else ""
        return _said(
            f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>{end}"
        )


def _said(text: str) -> str:
    """Write what is no character, half of a surrogate pair, as `?`: a notebook could not be written with it."""
    return text.encode("utf-8", "replace").decode()


def make_table(columns: list[str], rows: list, command: str = "", **attrs) -> Table:
    """Make a table of these columns, typed also when there are no rows; `attrs` go into its `attrs`.

    In `rows` a time is what pandas takes for one, or whole seconds (CREATED), nanoseconds (TIME, TIMESTAMP) since 1970.
    """
    values = zip(*rows, strict=True) if rows else [()] * len(columns)
    data = {
        name: _typed(TYPES.get(name, "str"), some)
        for name, some in zip(columns, values, strict=True)
    }
    made = Table(data, copy=False)
    made.attrs = {"command": command, "rows": len(made), **attrs}
    return made


def _typed(kind: str, values: tuple):
    """Make one column, all values at once: a Series for each, or `astype` of the frame, would cost milliseconds."""
    if kind.startswith("datetime64") and all(type(one) is int for one in values):
        return pd.DatetimeIndex(
            np.array(values, dtype=f"M8[{'ns' if 'ns' in kind else 's'}]"), tz="UTC"
        )
    if kind == "str":
        return pd.array(values, dtype=_text_type())
    return (
        np.array(values, dtype=kind)
        if kind in ("int64", "float64", "bool")
        else pd.Series(values, dtype=kind)
    )


@lru_cache
def _text_type():
    """The type of text: pandas 3 has one of its own, before it is `object`."""
    return pd.Series(dtype="str").dtype


# How a value is shown --------------------------------------------------------------------------------------------


def _cell(heading: str, value, row: dict, whole: bool) -> str:
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool) and heading != "OFFICIAL":
        return str(value) if heading in ANSWERS else str(value).lower()
    if value is None or (isinstance(value, float) and pd.isna(value)) or value is pd.NaT:
        return ""
    if isinstance(value, pd.Timestamp):
        if heading == "CREATED":
            return format_duration(time.time() - value.timestamp()) + " ago"
        return value.isoformat()
    if heading in ("CPU %", "MEM %"):
        return f"{value:.2f}%"
    if heading == "OFFICIAL":
        return "[OK]" if value is True else ""
    if heading == "RECLAIMABLE":
        total = row.get("SIZE")
        percent = (
            f" ({value * 100 // total}%)" if total and row.get("TYPE") != "Build Cache" else ""
        )
        return format_size(value, 4) + percent
    if TYPES.get(heading) == "int64" and heading not in COUNTS:
        return (
            format_size(value, 4 if "RECLAIMABLE" in row else 3)
            if isinstance(value, int)
            else str(value)
        )
    return _text(heading, str(value), whole)


def _text(heading: str, text: str, whole: bool) -> str:
    if heading == "COMMAND":
        return f'"{text if whole else truncate(text, 20)}"'
    if whole:
        return text
    if heading in IDS:
        return short_id(text)
    return truncate(text, 45) if heading in LONG else text


def _texts(heading: str, values: list, columns: dict[str, list], whole: bool) -> list[str]:
    """Write all values of a column; most columns are of nothing but text, which needs no look at each value's type."""
    if set(map(type, values)) == {str} and TYPES.get(heading, "str") == "str":
        return [_text(heading, text, whole) for text in values] if heading in SHORTENED else values
    if heading != "RECLAIMABLE":
        return [_cell(heading, value, columns, whole) for value in values]
    rows = (dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True))
    return [_cell(heading, value, row, whole) for value, row in zip(values, rows, strict=True)]


def _display(frame: pd.DataFrame) -> tuple[list[str], list[list[str]], str]:
    """Turn a frame into headings, rows of text and a closing remark."""
    count, whole = len(frame), bool(frame.attrs.get("no_trunc"))
    plain = (
        frame.index.nlevels == 1
        and frame.index.name is None
        and pd.api.types.is_integer_dtype(frame.index.dtype)
    )
    part = frame.head(ROWS_SHOWN)
    part = part if plain or not count else part.reset_index()
    heads = [str(name) for name in part.columns]
    values = [column.tolist() for _, column in part.items()]
    columns = [
        _texts(head, some, dict(zip(heads, values, strict=True)), whole)
        for head, some in zip(heads, values, strict=True)
    ]
    rows = [list(row) for row in zip(*columns, strict=True)]
    note = (
        "(0 rows)"
        if not count
        else f"(the first {ROWS_SHOWN} of {count} rows)"
        if count > ROWS_SHOWN
        else ""
    )
    return heads, rows, note

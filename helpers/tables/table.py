"""`Table`: a DataFrame that a person reads as docker's own output. Pure.

The values of a table are whole and typed. What a person reads (`2 minutes ago`, `223MB`, ids of
twelve digits) is made from them in `layout` and `cells`.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from .columns import kind_of
from .layout import lay_out


class Table(pd.DataFrame):
    """A DataFrame that looks like docker's own output; everything else about it is pandas."""

    @property
    def _constructor(self) -> type["Table"]:
        return Table

    def __repr__(self) -> str:
        """Write the table in docker's columns."""
        if isinstance(self.columns, pd.MultiIndex):
            return str(super().__repr__())
        return lay_out(self).to_text()

    def _repr_html_(self) -> str | None:
        """Write the table for a notebook."""
        if isinstance(self.columns, pd.MultiIndex):
            html: str | None = super()._repr_html_()
            return html
        return lay_out(self).to_html()


def make_table(
    columns: Sequence[str], rows: Sequence[Sequence[Any]], command: str = "", **attrs: Any
) -> Table:
    """Make a table of these columns, typed also when there are no rows.

    In `rows` a time is what pandas takes for one, or whole seconds (CREATED) or nanoseconds (TIME,
    TIMESTAMP) since 1970. `command` and the other `attrs` go into the table's `attrs`.
    """
    values: list[tuple[Any, ...]] = [()] * len(columns)
    if rows:
        values = list(zip(*rows, strict=True))
    data = {
        name: _typed_column(kind_of(name).dtype, column)
        for name, column in zip(columns, values, strict=True)
    }
    table = Table(data, copy=False)
    table.attrs = {"command": command, "rows": len(table), **attrs}
    return table


def _typed_column(dtype: str, values: tuple[Any, ...]) -> Any:
    """Make one column, all values at once.

    A Series for each column, or `astype` of the frame, would cost milliseconds.
    """
    if dtype.startswith("datetime64"):
        return _time_column(dtype, values)
    if dtype == "str":
        return pd.array(values, dtype=_text_type())
    if dtype == "object":
        return pd.Series(values, dtype=dtype)
    return np.array(values, dtype=dtype)


def _time_column(dtype: str, values: tuple[Any, ...]) -> Any:
    if any(type(value) is not int for value in values):
        return pd.Series(values, dtype=dtype)
    numpy_type = "datetime64[ns]" if "ns" in dtype else "datetime64[s]"
    return pd.DatetimeIndex(np.array(values, dtype=numpy_type), tz="UTC")


@lru_cache
def _text_type() -> Any:
    """The type of text: pandas 3 has one of its own, before it is `object`."""
    return pd.Series(dtype="str").dtype

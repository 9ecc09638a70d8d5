"""A data frame laid out for reading: the cells as text, in docker's columns or as HTML. Pure."""

from dataclasses import dataclass
from html import escape

import pandas as pd

from .cells import format_column

ROWS_SHOWN = 60
LEFT = 'style="text-align: left"'  # as docker prints; a notebook would put text to the right


@dataclass(frozen=True)
class Layout:
    """What a person sees of a table: headings, cells, and a remark on what is not there."""

    headings: list[str]
    rows: list[list[str]]
    note: str

    def to_text(self) -> str:
        """Write docker's columns: each at least ten wide, three blanks between."""
        lines = [self.headings, *self.rows]
        widths = [_width(cells) for cells in zip(*lines, strict=True)]
        text = [_pad(cells, widths) for cells in lines]
        if self.note:
            text.append(self.note)
        return replace_surrogates("\n".join(text))

    def to_html(self) -> str:
        """Write plain HTML with named columns, every value escaped."""
        head = "".join(f'<th scope="col" {LEFT}>{escape(name)}</th>' for name in self.headings)
        body = "".join(_html_row(cells) for cells in self.rows)
        note = f"<p>{self.note}</p>" if self.note else ""
        table = f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>"
        return replace_surrogates(table + note)


def lay_out(frame: pd.DataFrame) -> Layout:
    """Choose the rows and columns of a frame that are shown, and write their values."""
    shown = frame.head(ROWS_SHOWN)
    if len(frame) and not _has_plain_index(frame):
        shown = shown.reset_index()
    headings = [str(name) for name in shown.columns]
    values = [column.tolist() for _, column in shown.items()]
    columns = dict(zip(headings, values, strict=True))
    no_trunc = bool(frame.attrs.get("no_trunc"))
    cells = [
        format_column(name, column, columns, no_trunc)
        for name, column in zip(headings, values, strict=True)
    ]
    rows = [list(row) for row in zip(*cells, strict=True)]
    return Layout(headings, rows, _note(len(frame)))


def replace_surrogates(text: str) -> str:
    """Write half of a surrogate pair, which is no character, as `?`: no notebook can hold it."""
    return text.encode("utf-8", "replace").decode()


def _has_plain_index(frame: pd.DataFrame) -> bool:
    """Tell whether the index only numbers the rows, so that it is not shown."""
    index = frame.index
    unnamed = index.nlevels == 1 and index.name is None
    return bool(unnamed and pd.api.types.is_integer_dtype(index.dtype))


def _note(count: int) -> str:
    if count == 0:
        return "(0 rows)"
    if count > ROWS_SHOWN:
        return f"(the first {ROWS_SHOWN} of {count} rows)"
    return ""


def _width(cells: tuple[str, ...]) -> int:
    return max(10, max(map(len, cells)) + 3)


def _pad(cells: list[str], widths: list[int]) -> str:
    padded = [cell.ljust(width) for cell, width in zip(cells, widths, strict=True)]
    return "".join(padded).rstrip()


def _html_row(cells: list[str]) -> str:
    return "<tr>" + "".join(f"<td {LEFT}>{escape(cell)}</td>" for cell in cells) + "</tr>\n"

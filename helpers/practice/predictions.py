"""A prediction: the learner's answer first, then the engine's, in one table."""

from collections.abc import Mapping

import pandas as pd

from ..tables import Table, make_table
from . import record, texts
from .exercises import Text

_answers: dict[str, dict] = {}  # of this session; `compare` reads it, the record keeps it


def predict(key: str, answer=...) -> Text:
    """Keep your answer to a question before the engine is asked; `...` means that you have none yet.

    `answer` is one value, or a dict of several (`{"no": False, "always": True}`). Errors: CourseError (no such key).
    """
    _, own = texts.section("predictions", key)
    given = _items(answer)
    _answers[key] = given
    known = {item: value for item, value in given.items() if value is not ...}
    if known:
        record.note("predictions", key, answered=len(known) == len(given), answer=known)
    said = "kept" if known else "none"
    return Text(
        texts.common(
            "prediction",
            said,
            question=own["question"].strip(),
            answer=texts.quotable(_written(known)),
        )
    )


def compare(key: str, actual) -> Table:
    """Set your prediction beside what the engine did: one value, or a dict or Series of several.

    Columns: ITEM, PREDICTED, ENGINE, AGREES (bool; nothing where you predicted nothing).
    Errors: CourseError (no such key).
    """
    texts.section("predictions", key)
    given, rows = _answers.get(key, {}), []
    for item, value in _items(actual).items():
        guess = given.get(item, ...)
        rows.append(
            [
                item,
                None if guess is ... else guess,
                value,
                None if guess is ... else _same(guess, value),
            ]
        )
    if rows and all(row[3] is not None for row in rows):
        record.note("predictions", key, answered=True, same=all(row[3] for row in rows))
    return make_table(["ITEM", "PREDICTED", "ENGINE", "AGREES"], rows)


def _items(value) -> dict[str, object]:
    if isinstance(value, pd.Series):
        value = value.to_dict()
    if isinstance(value, Mapping):
        return {str(item): _plain(one) for item, one in value.items()}
    return {"": _plain(value)}


def _plain(value):
    """Make a plain value of one of pandas or numpy."""
    return value.item() if hasattr(value, "item") else value


def _same(guess, value) -> bool:
    if isinstance(guess, str) and isinstance(value, str):
        return guess.strip().casefold() == value.strip().casefold()
    return guess == value


def _written(known: dict[str, object]) -> str:
    return ", ".join(f"{item}: {value}" if item else str(value) for item, value in known.items())

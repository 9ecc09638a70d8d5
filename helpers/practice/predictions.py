"""Predictions: the learner's answer first, then the engine's, in one table."""

from collections.abc import Mapping
from types import EllipsisType

import pandas as pd

from ..tables import Table, make_table
from . import record, texts
from .telling import Text

KIND = "predictions"  # the name of their section in the texts and in the record
COLUMNS = ["ITEM", "PREDICTED", "ENGINE", "AGREES"]

Answers = dict[str, object]  # by item; a question without items has the item ""

_answers: dict[str, Answers] = {}  # of this session; `compare` reads it, the record keeps it


def predict(key: str, answer: object = ...) -> Text:
    """Keep your answer to a question before the engine is asked.

    Parameters:
        key (str): The name of the question. An unknown name lists those there are.
        answer (object): One value, or a dict of several (`{"no": False, "always": True}`). `...`
            means that you have no answer yet, and is the default.

    Returns:
        A text: the question, and the answer that was kept.

    Raises:
        CourseError: There is no such question.
    """
    _, own_texts = texts.section(KIND, key)
    question = own_texts["question"].strip()
    answers = _by_item(answer)
    _answers[key] = answers
    known = {item: value for item, value in answers.items() if not _is_open(value)}
    if not known:
        return Text(texts.common("prediction", "none", question=question))
    is_whole = len(known) == len(answers)
    record.note(KIND, key, answered=is_whole, answer=known)
    written = texts.quotable(_written(known))
    return Text(texts.common("prediction", "kept", question=question, answer=written))


def compare(key: str, actual: object) -> Table:
    """Set your prediction beside what the engine did.

    Parameters:
        key (str): The name of the question, as in `predict`.
        actual (object): What the engine did: one value, or a dict or Series of several.

    Returns:
        A table: ITEM (text), PREDICTED, ENGINE, AGREES (bool; nothing where you predicted nothing).

    Raises:
        CourseError: There is no such question.
    """
    texts.section(KIND, key)  # its error names those that there are
    answers = _answers.get(key, {})
    rows: list[list[object]] = []
    for item, value in _by_item(actual).items():
        predicted = answers.get(item, ...)
        if _is_open(predicted):
            rows.append([item, None, value, None])
        else:
            rows.append([item, predicted, value, _agree(predicted, value)])
    agreements = [row[-1] for row in rows]
    if rows and None not in agreements:
        record.note(KIND, key, answered=True, same=all(agreements))
    return make_table(COLUMNS, rows)


def _by_item(value: object) -> Answers:
    if isinstance(value, pd.Series):
        value = value.to_dict()
    if isinstance(value, Mapping):
        return {str(item): _plain(part) for item, part in value.items()}
    return {"": _plain(value)}


def _plain(value: object) -> object:
    """Make a plain value of one of pandas or numpy."""
    return value.item() if hasattr(value, "item") else value


def _is_open(answer: object) -> bool:
    """Tell whether the three dots still stand where an answer belongs."""
    return isinstance(answer, EllipsisType)


def _agree(predicted: object, actual: object) -> bool:
    if isinstance(predicted, str) and isinstance(actual, str):
        return predicted.strip().casefold() == actual.strip().casefold()
    return predicted == actual


def _written(answers: Answers) -> str:
    return ", ".join(f"{item}: {value}" if item else str(value) for item, value in answers.items())

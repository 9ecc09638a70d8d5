"""What a learner reads of a task: Markdown that is also plain text, verdicts, hints."""

import re
from typing import Any

from . import record, texts
from .verdict import Verdict


class Text:
    """Markdown for a notebook, that also reads as plain text."""

    def __init__(self, text: str) -> None:
        """Keep the text."""
        self.text = text

    def __repr__(self) -> str:
        """Give the text without the marks of Markdown."""
        return re.sub(r"\*\*|```\w*\n?", "", self.text).strip()

    def _repr_markdown_(self) -> str:
        return self.text


def explain(verdict: Verdict, own_texts: dict[str, Any]) -> Text:
    """Write a verdict: its word, and what was seen, in the task's own texts where it has some."""
    word = texts.common("verdict", verdict.kind.replace(" ", "_"))
    explanation = texts.diagnosis(own_texts, verdict.key, verdict.facts)
    return Text(f"**{word}** {explanation}")


def next_hint(kind: str, key: str, number: int) -> Text:
    """Give a hint by its number, from 1 on; the last one stays. The record counts each once."""
    _, own_texts = texts.section(kind, key)
    hints = own_texts["hints"]
    if number <= len(hints):
        record.count_hint(kind, key)
    shown = min(number, len(hints))
    hint = hints[shown - 1]
    return Text(texts.common("task", "hint", number=shown, count=len(hints), hint=hint))

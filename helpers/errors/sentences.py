"""Sentences for learners, made from a code and its fields. `sentences.LANGUAGE.toml` holds them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

LANGUAGE = "en"


@dataclass(frozen=True)
class Phrase:
    """A sentence by its code, or a part of one: what stands inside or behind another."""

    code: str
    fields: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """Write the phrase."""
        return sentence(self.code, self.fields)


def sentence(code: str, fields: Mapping[str, object]) -> str:
    """Write the sentence of a code; a tuple among the fields is written as lines.

    Errors: KeyError (no such code, or a field that the sentence tells is not given).
    """
    texts = {name: _text(value) for name, value in fields.items()}
    return _sentences(LANGUAGE)[code].format_map(texts)


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return "\n".join(str(part) for part in value)
    return str(value)


@lru_cache
def _sentences(language: str) -> dict[str, str]:
    file = Path(__file__).with_name(f"sentences.{language}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def brief(text: str, most: int = 90) -> str:
    """Leave out the middle of a text that is too long to be read."""
    if len(text) <= most:
        return text
    half = most // 2
    return f"{text[:half]}…{text[-half:]}"

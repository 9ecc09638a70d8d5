"""The texts of exercises, predictions and incidents: a folder a language, a file a lesson."""

import os
import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..errors import CourseError
from .verdict import Facts

FOLDER = Path(__file__).parent
SHARED = "common"  # the file of the texts that all lessons share


def language() -> str:
    """Name the language of the texts: COURSE_LANG, Korean unless told."""
    return os.environ.get("COURSE_LANG") or "ko"


@lru_cache
def of_language(code: str) -> dict[str, dict[str, Any]]:
    """Read all texts of a language, by lesson and section.

    `of_language("ko")["06-run"]["exercises"]["run-web"]["task"]` is a text.
    """
    files = sorted((FOLDER / code).glob("*.toml"))
    if not files:
        raise CourseError("no-texts-in-language", language=code, known=", ".join(languages()))
    return {path.stem: tomllib.loads(path.read_text()) for path in files}


def languages() -> list[str]:
    """Name the languages that there are."""
    return sorted(path.parent.name for path in FOLDER.glob(f"*/{SHARED}.toml"))


def common(section: str, key: str, /, **facts: object) -> str:
    """Give a text that all lessons share."""
    text: str = of_language(language())[SHARED][section][key]
    return text.format(**facts)


def section(kind: str, key: str) -> tuple[str, dict[str, Any]]:
    """Find the lesson and the texts of an exercise, prediction, incident or cause.

    `kind` is the name of the section, such as `exercises`.
    """
    known: set[str] = set()
    for lesson, sections in of_language(language()).items():
        entries = sections.get(kind, {})
        if key in entries:
            return lesson, entries[key]
        known.update(entries)
    singular = kind.removesuffix("s")
    raise CourseError("no-practice", kind=singular, name=key, known=", ".join(sorted(known)))


def diagnosis(own_texts: dict[str, Any], key: str, facts: Facts) -> str:
    """Give the text of a diagnosis: the task's own, else the one that all tasks share."""
    own = own_texts.get("says", {}).get(key)
    text: str = own or of_language(language())[SHARED]["says"][key]
    return text.format(**{name: quotable(fact) for name, fact in facts.items()})


def quotable(fact: object) -> object:
    """Make what an engine or a learner said fit for a code span of Markdown, where it is no markup.

    The texts have each fact there that is not a number or a word of the course's own.
    """
    if not isinstance(fact, str):
        return fact
    one_line = re.sub(r"\s*[\r\n]+\s*", " ", fact)
    return one_line.replace("`", "'") or " "

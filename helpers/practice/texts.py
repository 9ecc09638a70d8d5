"""The texts of exercises, predictions and incidents: a folder a language, a file a lesson, the same keys in each."""

import os
import re
import tomllib
from functools import lru_cache
from pathlib import Path

from ..errors import CourseError

FOLDER = Path(__file__).parent


def language() -> str:
    """Name the language of the texts: COURSE_LANG, Korean unless told."""
    return os.environ.get("COURSE_LANG") or "ko"


@lru_cache
def of_language(of: str) -> dict[str, dict]:
    """Read all texts of a language, by lesson: `of_language("ko")["06-run"]["exercises"]["run-web"]["task"]`."""
    files = sorted((FOLDER / of).glob("*.toml"))
    if not files:
        known = ", ".join(
            sorted(path.name for path in FOLDER.iterdir() if (path / "common.toml").exists())
        )
        raise CourseError(f"There are no texts in the language {of}: COURSE_LANG can be {known}.")
    return {path.stem: tomllib.loads(path.read_text()) for path in files}


def common(section: str, key: str, /, **facts) -> str:
    """Give a text that all lessons share."""
    return of_language(language())["common"][section][key].format(**facts)


def section(kind: str, key: str) -> tuple[str, dict]:
    """Find the lesson and the texts of an exercise, prediction or incident (`kind` is the section's name)."""
    every = {}
    for lesson, found in of_language(language()).items():
        if key in found.get(kind, {}):
            return lesson, found[kind][key]
        every |= found.get(kind, {})
    raise CourseError(
        f"There is no {kind.removesuffix('s')} {key}: there are {', '.join(sorted(every))}."
    )


def explained(own: dict, key: str, facts: dict) -> str:
    """Give the text of a diagnosis: the task's own, else the one that all share."""
    text = own.get("says", {}).get(key) or of_language(language())["common"]["says"][key]
    return text.format(**{name: quotable(fact) for name, fact in facts.items()})


def quotable(fact):
    """Make what an engine or a learner said fit for a code span of Markdown, where it can be no markup.

    The texts have each fact there that is not a number or a word of the course's own.
    """
    return (
        re.sub(r"\s*[\r\n]+\s*", " ", fact).replace("`", "'") or " "
        if isinstance(fact, str)
        else fact
    )

"""From what an engine says when it refuses to the course's error for it, the same on every engine.

This is the one place that reads an engine's prose; from here on an error's fields tell what it is.
"""

import re
from typing import Any

from . import BuildError, CourseError, PullError, PushError
from .saying import Saying
from .sayings import SAYINGS
from .sentences import brief


def translate(
    words: str,
    subject: str = "",
    default: type[CourseError] = CourseError,
    status: int | None = None,
) -> CourseError:
    """Turn what an engine says about `subject` into one of the course's errors.

    `default` is the class of an error of no kind of its own; `status` is the HTTP status.
    """
    words = re.sub(r"^preparing container [0-9a-f]+ for attach: ", "", words)
    for saying in SAYINGS:
        found = _first_match(saying.patterns, words)
        if found is not None:
            return _error(saying, found, subject, default, words, status)
    shown = brief(words.strip().rstrip("."), 600)
    if subject:
        code = "engine-says-about"
    else:
        code = "engine-says"
    return default(code, name=brief(subject), engine_says=words, status=status, words=shown)


def _first_match(patterns: tuple[str, ...], words: str) -> re.Match[str] | None:
    for pattern in patterns:
        found = re.search(pattern, words, re.IGNORECASE | re.DOTALL)
        if found is not None:
            return found
    return None


def _error(
    saying: Saying,
    found: re.Match[str],
    subject: str,
    default: type[CourseError],
    words: str,
    status: int | None,
) -> CourseError:
    fields = {key: brief(value) for key, value in found.groupdict().items() if value is not None}
    fallback = fields.pop("fallback", "").strip("'\".")
    name = fields.pop("name", "") or brief(subject) or fallback
    error = saying.error
    if error in (CourseError, PullError) and default in (BuildError, PushError):
        error = default
    details: dict[str, Any] = dict(fields)
    return error(
        saying.code, kind=saying.kind, name=name, engine_says=words, status=status, **details
    )

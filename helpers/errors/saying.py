"""One thing that engines say, and the error that it is."""

from dataclasses import dataclass

from . import CourseError


@dataclass(frozen=True)
class Saying:
    """What engines say of one thing, and the error that it is.

    Attributes:
        patterns: What they say, in any case of letters. A group `name` is the object's; a group
            `fallback` is its name where the request did not name one. Other groups are fields.
        error: The class of the error.
        code: Its sentence.
        kind: The kind of the object that it is about.
    """

    patterns: tuple[str, ...]
    error: type[CourseError]
    code: str
    kind: str = ""

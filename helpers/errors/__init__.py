"""The course's errors: each carries what it is about, and its sentence is made from these fields.

A sentence says what failed, on which object, and what to do next. The sentences are in
`sentences.en.toml`, one for each code; no code decides by the text of a message.
"""

from __future__ import annotations

from .sentences import Phrase as Phrase
from .sentences import brief as brief
from .sentences import sentence


class CourseError(Exception):
    """Something that was asked could not be done.

    Attributes:
        code: Which sentence it is, such as `port-in-use`.
        kind: The kind of the object that it is about, such as `container`; empty if there is none.
        name: That object's name as the learner knows it.
        fields: What else the sentence tells, by name.
        engine_says: The engine's own words, if the engine said no.
        status: The HTTP status of the engine's answer, if there was one.
        notes: What follows from the error, each a phrase that stands behind the sentence.
    """

    def __init__(
        self,
        code: str = "",
        *,
        kind: str = "",
        name: str = "",
        engine_says: str = "",
        status: int | None = None,
        **fields: object,
    ) -> None:
        """Keep the fields; the sentence is made when somebody reads it."""
        self.code = code or self.default_code(kind)
        self.kind = kind
        self.name = name
        self.fields = fields
        self.engine_says = engine_says
        self.status = status
        self.notes: list[Phrase] = []
        super().__init__(self.code)

    @staticmethod
    def default_code(kind: str) -> str:
        """Name the sentence of an error that was given none."""
        raise TypeError("A CourseError needs a code: it names the sentence.")

    def __str__(self) -> str:
        """Write the sentence, and what follows from the error behind it."""
        first = sentence(self.code, {"kind": self.kind, "name": self.name, **self.fields})
        return " ".join([first, *(str(note) for note in self.notes)])

    def _render_traceback_(self) -> list[str]:
        """Show only the name and the sentence in a notebook: the call is in the cell above."""
        return [f"{type(self).__name__}: {self}"]


class NotFound(CourseError):
    """There is no such object: `NotFound(kind="container", name="web")`."""

    @staticmethod
    def default_code(kind: str) -> str:
        """Name the sentence for this kind of object: `no-container`."""
        return f"no-{kind}"


class Conflict(CourseError):
    """The state of an object, a name or a port in use is in the way."""


class Refused(CourseError):
    """The object is not the course's, and so it is left alone."""

    @staticmethod
    def default_code(kind: str) -> str:
        """Name the sentence: whatever the kind, it is not the course's."""
        return "not-the-courses"


class EngineUnavailable(CourseError):
    """The Docker engine does not answer."""

    @staticmethod
    def default_code(kind: str) -> str:
        """Name the sentence."""
        return "engine-unavailable"


class PullError(CourseError):
    """An image could not be had from its registry."""


class PushError(CourseError):
    """An image could not be brought to its registry."""


class BuildError(CourseError):
    """A step of a Dockerfile failed."""

"""What goes wrong with a request, as one of the course's errors."""

from typing import NoReturn

import docker
import requests

from ..errors import CourseError
from ..errors.engine_words import translate
from .connection import CONNECTION_LOST, alive, unavailable


def raise_translated(error: Exception, subject: str, default: type[CourseError]) -> NoReturn:
    """Raise what went wrong with a request about `subject`, if possible as the course's error."""
    translated = _translated(error, subject, default)
    if translated is None:
        raise error
    raise translated from error


def _translated(error: Exception, subject: str, default: type[CourseError]) -> CourseError | None:
    """Translate an error of the engine, of the connection or of the SDK; None for any other."""
    if isinstance(error, docker.errors.APIError):
        words = error.explanation or str(error)
        return translate(words, subject, default, error.status_code)
    if isinstance(error, requests.JSONDecodeError) and alive():
        return CourseError("answer-not-readable", name=subject)
    if isinstance(error, CONNECTION_LOST):
        return unavailable()
    if isinstance(error, docker.errors.NullResource):
        return CourseError("no-name-given")
    if isinstance(
        error, docker.errors.DockerException
    ):  # the SDK refused before the engine was asked
        return translate(str(error), subject, default)
    return None

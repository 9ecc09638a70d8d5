"""The labels by which what a learner made is found again."""

from ..errors import CourseError
from .address import kind
from .lab_settings import settings

LABEL = "course.docker"


def learner_id() -> str:
    """Give the value of the course's label: `1` on its own engine, else this learner's ID."""
    if kind() == "private":
        return "1"
    found = settings().learner
    if not found:
        raise CourseError("no-learner-id")
    return found


def course_label() -> str:
    """Write the label by which this learner's objects are found: `course.docker=1`."""
    return f"{LABEL}={learner_id()}"


def creation_labels() -> dict[str, str]:
    """Give the label that each object gets which is made here."""
    return {LABEL: learner_id()}


def build_label() -> str:
    """Name the label of the images that are built here.

    It is not `LABEL`, for containers inherit the labels of their image.
    """
    learner = learner_id()
    if learner == "1":
        return f"{LABEL}.build"
    return f"{LABEL}.build.{learner}"

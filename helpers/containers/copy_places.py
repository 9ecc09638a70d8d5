"""The two ends of a copy: a path in a container, and a path here."""

import os
from dataclasses import dataclass

BEGIN_OF_LOCAL = ("/", ".", "~")  # how a path here begins where it has a colon in it
CONTENT_ONLY = "/."  # how a path ends that means a folder's content, not the folder


@dataclass(frozen=True)
class ContainerPath:
    """A path in a container: `CONTAINER:PATH`."""

    container: str
    path: str

    def __str__(self) -> str:
        """Write it as the learner did."""
        return f"{self.container}:{self.path}"


@dataclass(frozen=True)
class LocalPath:
    """A path on the learner's own machine, as it was written."""

    text: str

    def __str__(self) -> str:
        """Write it as the learner did."""
        return self.text

    @property
    def path(self) -> str:
        """The path without detours, which ends in `/` or `/.` if the text does."""
        return os.path.normpath(os.path.expanduser(self.text)) + ending(self.text)


def parse_place(text: str) -> ContainerPath | LocalPath:
    """Tell a path in a container from one here."""
    container, colon, path = text.partition(":")
    if colon and container and not text.startswith(BEGIN_OF_LOCAL):
        return ContainerPath(container, path)
    return LocalPath(text)


def ending(path: str) -> str:
    """Return how a path ends beside its last name: `/`, `/.` or nothing."""
    if path in ("", ".") or path.endswith(CONTENT_ONLY):
        return CONTENT_ONLY
    if path.endswith("/"):
        return "/"
    return ""

"""The data folder, and what the course's lab tells there about its engine."""

import json
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..errors import CourseError

KINDS = ("private", "borrowed")


@dataclass(frozen=True)
class Settings:
    """What the lab tells about its engine in `engine.json`; where there is no lab, nothing.

    Attributes:
        kind: `private` if the engine is the course's own, else `borrowed`.
        host: The engine's address.
        registry: The address of the course's registry.
        learner: The learner's ID on a borrowed engine.
        restart: The command that restarts the course's own engine.
        second: The command that lends a second engine.
        second_host: That engine's address.
        cannot: Options that the engine takes and ignores.
    """

    kind: str = "borrowed"
    host: str = ""
    registry: str = ""
    learner: str = ""
    restart: tuple[str, ...] = ()
    second: tuple[str, ...] = ()
    second_host: str = ""
    cannot: tuple[str, ...] = ()


def data_folder() -> Path:
    """Name the folder where the course keeps what it needs between sessions.

    `lab` finds the folder by the same rule; a test compares the two.
    """
    chosen = os.environ.get("COURSE_DATA")
    if chosen:
        return Path(chosen).expanduser().absolute()
    base = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(base).expanduser().absolute() / "docker-course"


def settings() -> Settings:
    """Read what the course's lab tells about its engine.

    Raises:
        CourseError: The file is there, and is not as the lab writes it.
    """
    file = data_folder() / "engine.json"
    try:
        status = os.stat(file)
    except (FileNotFoundError, NotADirectoryError):
        return Settings()
    except OSError as error:
        raise _unreadable(file) from error
    return _read(file, status.st_mtime_ns, status.st_ino)


@lru_cache(1)
def _read(file: Path, changed: int, inode: int) -> Settings:
    """Read the file. Cached until the file changes."""
    try:
        return parse(json.loads(file.read_text()))
    except IsADirectoryError as error:
        raise CourseError("settings-is-a-folder", kind="folder", path=file) from error
    except (OSError, ValueError, RecursionError) as error:  # JSON's errors are ValueErrors too
        raise _unreadable(file) from error


def parse(content: object) -> Settings:
    """Check what was read, and keep what is known here. Pure.

    Raises:
        ValueError: It is not what the lab writes.
    """
    if not isinstance(content, dict):
        raise ValueError("It is no object.")
    kind = _text(content, "kind")
    host = _text(content, "host")
    if kind not in KINDS:
        raise ValueError(f"There is no kind {kind!r}.")
    if kind == "private" and not host:
        raise ValueError("The course's own engine has an address.")
    return Settings(
        kind=kind,
        host=host,
        registry=_text(content, "registry"),
        learner=_text(content, "learner"),
        restart=_texts(content, "restart"),
        second=_texts(content, "second"),
        second_host=_text(content, "second_host"),
        cannot=_texts(content, "cannot"),
    )


def _text(content: dict[str, Any], key: str) -> str:
    value = content.get(key, "")
    if not isinstance(value, str):
        raise ValueError(f"{key} is no text.")
    return value


def _texts(content: dict[str, Any], key: str) -> tuple[str, ...]:
    values = content.get(key, [])
    if not isinstance(values, list):
        raise ValueError(f"{key} is no list.")
    for value in values:
        if not isinstance(value, str):
            raise ValueError(f"{key} is no list of texts.")
    return tuple(values)


def _unreadable(file: Path) -> CourseError:
    return CourseError("settings-unreadable", kind="file", path=file)

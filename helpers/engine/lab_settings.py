"""The data folder, and what the course's lab says there about its engine."""

import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Any


def data_folder() -> Path:
    """Name the folder where the course keeps what it needs between sessions."""
    chosen = os.environ.get("COURSE_DATA")
    if chosen:
        return Path(chosen).expanduser().absolute()
    base = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(base).expanduser().absolute() / "docker-course"


def settings() -> dict[str, Any]:
    """Read what the course's lab says about its engine; nothing if there is no lab here."""
    file = data_folder() / "engine.json"
    try:
        status = os.stat(file)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    return _read(file, status.st_mtime_ns, status.st_ino)


@lru_cache(1)
def _read(file: Path, changed: int, inode: int) -> dict[str, Any]:
    """Read the file. Cached until the file changes."""
    content: dict[str, Any] = json.loads(file.read_text())
    return content

"""Small files, written whole or not at all."""

import json
import os
from pathlib import Path
from typing import Any


def write(path: Path, value: object) -> None:
    """Write JSON, for its owner only: a reader sees the old file or the new one, all of it."""
    write_text(path, json.dumps(value, indent=1) + "\n", mode=0o600)


def write_text(path: Path, text: str, mode: int = 0o644) -> None:
    """Write a text so that a reader sees the old file or the new one, never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    new.touch(mode=mode)
    new.write_text(text, encoding="utf-8")
    new.replace(path)


def read(path: Path) -> dict[str, Any]:
    """Read JSON written by `write`; a missing or broken file is an empty one."""
    try:
        found = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    if not isinstance(found, dict):
        return {}
    return found

"""Sending a folder to the engine to be built."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docker

from ..errors import BuildError
from .requests import stream


def build(folder: str, dockerfile: str, **options: Any) -> Iterator[dict[str, Any]]:
    """Send a folder to be built with a Dockerfile that may lie elsewhere.

    The SDK's own `build` names such a file, and then gives its text as a name too, which Podman
    takes.
    """
    recipe = docker.api.build.process_dockerfile(dockerfile, folder)
    exclude = _ignored(folder) or None
    with docker.utils.tar(folder, exclude=exclude, dockerfile=recipe) as context:
        yield from stream(
            "build",
            default=BuildError,
            subject=folder,
            fileobj=context,
            custom_context=True,
            dockerfile=recipe[0],
            **options,
        )


def _ignored(folder: str) -> list[str]:
    """Read the patterns of `.dockerignore`, as the SDK does."""
    file = Path(folder, ".dockerignore")
    if not file.exists():
        return []
    patterns = []
    for line in file.read_text().splitlines():
        pattern = line.strip()
        if pattern and not pattern.startswith("#"):
            patterns.append(pattern)
    return patterns

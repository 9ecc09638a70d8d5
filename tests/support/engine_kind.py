"""Letting the engine in use be the course's own, or the learner's, for one test."""

import json
from pathlib import Path
from typing import Any

import pytest

from helpers import engine


def use_as_private(patch: pytest.MonkeyPatch, data: Path) -> dict[str, Any]:
    """Let the engine be the course's own, as a file in `data` says; return its content."""
    settings = {
        "host": engine.host(),
        "kind": "private",
        "registry": engine.registry(),
        "restart": ["true"],
    }
    (data / "engine.json").write_text(json.dumps(settings))
    patch.setenv("COURSE_DOCKER_HOST", settings["host"])
    patch.setenv("COURSE_DATA", str(data))
    return settings


def use_as_borrowed(patch: pytest.MonkeyPatch, learner: str, data: Path) -> str:
    """Let the engine be the learner's, as the new folder `data` says; return the registry.

    The learner's mark and the registry's name are this test's alone: what others have on this
    engine is out of reach.
    """
    registry = engine.registry().replace("127.0.0.1", "localhost")
    patch.setenv("COURSE_REGISTRY", registry)
    patch.setenv("COURSE_DOCKER_HOST", engine.host())
    data.mkdir()
    (data / "engine.json").write_text(json.dumps({"kind": "borrowed", "learner": learner}))
    patch.setenv("COURSE_DATA", str(data))
    assert (engine.kind(), engine.learner_id()) == ("borrowed", learner)
    return registry

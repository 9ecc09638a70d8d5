"""What tests of a borrowed engine share."""

import json
from pathlib import Path

import pytest

from helpers import engine


def borrow(patch: pytest.MonkeyPatch, mark: str, data: str) -> str:
    """Let the engine be the learner's, as the folder `data` says, which is made; give the registry.

    Mark and registry have names of their own: what others have on this engine is out of reach.
    """
    registry = engine.registry().replace("127.0.0.1", "localhost")
    patch.setenv("COURSE_REGISTRY", registry)
    patch.setenv("COURSE_DOCKER_HOST", engine.host())
    Path(data).mkdir()
    (Path(data) / "engine.json").write_text(json.dumps({"kind": "borrowed", "learner": mark}))
    patch.setenv("COURSE_DATA", data)
    assert (engine.kind(), engine.mark()) == ("borrowed", mark)
    return registry

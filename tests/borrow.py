"""What tests of a borrowed engine share."""

import pytest

from helpers import engine


def borrow(patch: pytest.MonkeyPatch, mark: str, data: str) -> str:
    """Let the engine be the learner's: nothing in the folder `data` says that it is the course's; give the registry.

    Label and registry have names of their own, `mark` in the label: what others have on this engine is out of reach.
    """
    registry = engine.registry().replace("127.0.0.1", "localhost")
    patch.setattr(engine, "LABEL", f"course.{mark}")
    patch.setattr(engine, "LABELS", {f"course.{mark}": "1"})
    patch.setattr(engine, "BUILT", f"course.{mark}.build")
    patch.setenv("COURSE_REGISTRY", registry)
    patch.setenv("COURSE_DOCKER_HOST", engine.host())
    patch.setenv("COURSE_DATA", data)
    assert engine.kind() == "borrowed"
    return registry

"""Which engine helpers use: the order in which the places that name one are asked."""

import json
from pathlib import Path

import pytest

from helpers import engine, errors


@pytest.fixture
def lab(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Name no engine anywhere but in a lab's file, which is not yet where it is looked for."""
    for name in ("COURSE_DATA", "COURSE_DOCKER_HOST", "DOCKER_HOST", "COURSE_REGISTRY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("DOCKER_CONTEXT", raising=False)
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path / "no-config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "no-data"))
    settings = {"host": "unix:///lab", "kind": "private", "registry": "r:1"}
    (tmp_path / "engine.json").write_text(json.dumps(settings))
    return tmp_path


def test_without_any_name_it_is_the_usual_socket(lab: Path) -> None:
    """Where nothing names an engine it is docker's own socket, borrowed and without a registry."""
    assert (engine.host(), engine.kind()) == ("unix:///var/run/docker.sock", "borrowed")
    with pytest.raises(errors.CourseError, match="registry"):
        engine.registry()


def test_the_engine_is_found_in_the_order_that_is_told(
    lab: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """COURSE_DOCKER_HOST goes before DOCKER_HOST, and DOCKER_HOST before the lab's file."""
    monkeypatch.setenv("COURSE_DATA", str(lab))
    assert (engine.host(), engine.kind(), engine.registry()) == ("unix:///lab", "private", "r:1")
    monkeypatch.setenv("DOCKER_HOST", "unix:///other")
    assert (engine.host(), engine.kind()) == ("unix:///other", "borrowed")
    monkeypatch.setenv("COURSE_DOCKER_HOST", "unix:///lab")
    assert (engine.host(), engine.kind()) == ("unix:///lab", "private")

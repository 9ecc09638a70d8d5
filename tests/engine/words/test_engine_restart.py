"""Restarting the engine: the course's own, and no other."""

import json
from pathlib import Path
from typing import Any

import pytest

from helpers import engine, errors
from tests.support.engine_kind import use_as_borrowed


def test_the_courses_own_engine_is_restarted_by_the_labs_command(
    private: dict[str, Any], tmp_path: Path
) -> None:
    """`engine.restart` runs the command that the lab left for it, and waits for the engine."""
    restarted = tmp_path / "restarted"
    settings = {**private, "restart": ["touch", str(restarted)]}
    (tmp_path / "engine.json").write_text(json.dumps(settings))
    engine.restart()
    assert restarted.exists()
    assert engine.alive()


def test_a_borrowed_engine_is_not_restarted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """On a borrowed engine `engine.restart` refuses."""
    use_as_borrowed(monkeypatch, "restart", tmp_path / "data")
    with pytest.raises(errors.Refused):
        engine.restart()

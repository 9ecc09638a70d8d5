"""The token of JupyterLab: new each time, and where no other user can read it."""

import re
from pathlib import Path
from typing import NoReturn

import pytest

from lab import jupyter
from lab.base import daemon
from lab.base.errors import SetupError


def test_the_token_is_new_each_time_and_on_no_command_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """`./course lab` makes 192 bits for each start and hands them on in the environment only."""
    started = []

    def start(name: str, argv: list, env: dict[str, str]) -> NoReturn:
        started.append((" ".join(map(str, argv)), env["JUPYTER_TOKEN"]))
        raise SetupError("started")

    monkeypatch.setattr(daemon, "start", start)
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "data"))
    for _ in range(2):
        with pytest.raises(SetupError, match="started"):
            jupyter.serve(None, False)
    (command, token), (_, other_token) = started
    assert not re.search(r"token|password|allow_origin|xsrf", command)
    assert token not in command
    assert token != other_token
    assert len(bytes.fromhex(token)) == 24

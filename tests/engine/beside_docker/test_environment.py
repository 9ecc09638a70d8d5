"""Variables without a value of their own, beside docker: they take that of the learner's process."""

from pathlib import Path
from typing import Any

import pytest

import helpers as dk
from tests.engine.beside_docker.comparing import TWIN, snapshot
from tests.engine.beside_docker.test_changes import RUNNING
from tests.support.docker_program import docker, shell

WAYS: dict[str, Any] = {
    "a text": "COURSE_SET",
    "a list": ["COURSE_SET", "COURSE_NOT_SET", "A=1", "B="],
    "a dictionary": {"COURSE_SET": None, "COURSE_NOT_SET": None, "A": 1},
    "one that the image sets": ["PATH", "HOME"],
}


@pytest.fixture(autouse=True)
def variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a variable that is set, and one that is not."""
    monkeypatch.setenv("COURSE_SET", "two words")
    monkeypatch.delenv("COURSE_NOT_SET", raising=False)


@pytest.mark.parametrize("env", WAYS.values(), ids=WAYS)
def test_a_container_has_the_variables_that_docker_gives_it(twin: str, env: Any) -> None:
    """Set or not, in each form, its environment is the one that the printed line makes."""
    frame = dk.create("debian", "true", name=twin, env=env)
    ours = snapshot(twin)
    docker("rm", twin)
    shell(frame.attrs["command"])
    assert ours == snapshot(twin)
    assert "two words" not in frame.attrs["command"]


@pytest.mark.parametrize("env", WAYS.values(), ids=WAYS)
def test_a_command_has_the_variables_that_docker_gives_it(twin: str, env: Any) -> None:
    """So does a command that is executed."""
    shell(RUNNING)
    frame = dk.exec(twin, "env", env=env)
    assert sorted(frame["LINE"]) == sorted(shell(frame.attrs["command"]).splitlines())


def test_a_build_has_the_arguments_that_docker_gives_it(twin: str, tmp_path: Path) -> None:
    """An argument without a value takes the variable's, and without that the Dockerfile's."""
    (tmp_path / "Dockerfile").write_text(
        "FROM debian\nARG COURSE_SET=unset\nARG COURSE_NOT_SET=unset\n"
        "RUN echo $COURSE_SET, $COURSE_NOT_SET > /made\n"
    )
    tag = f"{TWIN}:arguments"
    given = {"COURSE_SET": None, "COURSE_NOT_SET": None}
    frame = dk.build(tmp_path, tag=tag, build_arg=given, no_cache=True)
    made = []
    try:
        made.append(shell(f"docker run --rm --network none {tag} cat /made"))
        shell(frame.attrs["command"])
        made.append(shell(f"docker run --rm --network none {tag} cat /made"))
    finally:
        shell(f"docker rmi -f {tag}", check=False)
    assert made == ["two words, unset\n"] * 2

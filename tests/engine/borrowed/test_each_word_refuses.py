"""On a borrowed engine each word refuses to change an object of the learner's."""

from collections.abc import Callable
from pathlib import Path

import pytest

import helpers as dk
from helpers import engine, errors
from tests.support.docker_program import docker
from tests.support.marked import MARK

YOURS = f"{MARK}-yours"
NEW = f"{MARK}-no"  # the name of a container that must not come to be
CALLS: dict[str, Callable[[], object]] = {
    "stop": lambda: dk.stop(YOURS),
    "start": lambda: dk.start(YOURS),
    "restart": lambda: dk.restart(YOURS),
    "kill": lambda: dk.kill(YOURS),
    "pause": lambda: dk.pause(YOURS),
    "unpause": lambda: dk.unpause(YOURS),
    "rm": lambda: dk.rm(YOURS, force=True),
    "rm of a table": lambda: dk.rm(dk.ps(filters={"name": YOURS}, everything=True), force=True),
    "rename": lambda: dk.rename(YOURS, f"{YOURS}2"),
    "exec": lambda: dk.exec(YOURS, "true"),
    "cp": lambda: dk.cp(__file__, f"{YOURS}:/x"),
    "volume_rm": lambda: dk.volume_rm(YOURS),
    "volume_create": lambda: dk.volume_create(YOURS),
    "run on a volume": lambda: dk.run("debian", "true", name=NEW, volume=f"{YOURS}:/x"),
    "run on a mount": lambda: dk.run(
        "debian", "true", name=NEW, mount=f"type=volume,source={YOURS},target=/x"
    ),
    "run on a network": lambda: dk.run("debian", "true", name=NEW, network=YOURS),
    "run beside": lambda: dk.run("debian", "true", name=NEW, pid=f"container:{YOURS}"),
    "network_rm": lambda: dk.network_rm(YOURS),
    "network_connect": lambda: dk.network_connect("bridge", YOURS),
    "network_disconnect": lambda: dk.network_disconnect("none", YOURS),
    "rmi by id": lambda: dk.rmi(docker("images", "-q", "--no-trunc", f"{YOURS}:1")),
    "rmi by name": lambda: dk.rmi(f"docker.io/library/{YOURS}:1"),
    "rmi of a table": lambda: dk.rmi(dk.images(f"{YOURS}:1", everything=True), force=True),
    "push": lambda: dk.push(f"docker.io/library/{YOURS}:1"),
    "tag": lambda: dk.tag("debian", f"docker.io/library/{YOURS}:2"),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_what_is_yours_is_left_alone(borrowed: str, yours: str, call: Callable[[], object]) -> None:
    """A word that would change an object of the learner's refuses, and names the object."""
    before = _described(yours)
    with pytest.raises(errors.Refused, match=f"{YOURS}|[0-9a-f]{{12}}"):
        call()
    assert _described(yours) == before
    assert docker("images", "-q", f"{yours}:1")


def _described(name: str) -> list[str]:
    return [docker(*kind, "inspect", name) for kind in ((), ("volume",), ("network",))]


@pytest.mark.parametrize("word", ["ps", "volumes", "networks", "images"])
def test_what_is_yours_is_listed_only_when_asked_for(
    borrowed: str, yours: str, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A listing has the course's objects only and says so; with `everything` it has all."""
    courses = getattr(dk, word)()
    all_objects = getattr(dk, word)(everything=True)
    assert yours not in courses.to_string()
    assert yours in all_objects.to_string()
    first, second = capsys.readouterr().out.splitlines()
    assert f"label={engine.course_label()}" in first or f"reference={borrowed}/*/*" in first
    assert "--filter" not in second


def test_load_takes_no_name_of_the_learner(borrowed: str, yours: str, tmp_path: Path) -> None:
    """An archive with a name that is not the course's is not loaded."""
    name = f"{YOURS}:load"
    docker("tag", "debian", name)
    docker("save", "--output", str(tmp_path / "yours.tar"), name)
    before = docker("inspect", "--format", "{{.Id}}", name)
    with pytest.raises(errors.Refused, match=name):
        dk.load(tmp_path / "yours.tar")
    assert docker("inspect", "--format", "{{.Id}}", name) == before


def test_what_carries_no_learners_mark_is_counted_and_left(borrowed: str, yours: str) -> None:
    """What an older version made is no learner's: `doctor` counts it, and `reset` leaves it."""
    older = f"{MARK}-older"
    docker("volume", "create", "--label", "course.docker=1", older)
    answers = dk.doctor().set_index("CHECK")["ANSWER"]
    dk.reset()
    counted = answers["not touched"].partition(" volumes")[0].split()[-1]
    assert int(counted) >= 1
    assert docker("volume", "rm", older)
    assert yours not in dk.volumes()["VOLUME NAME"].tolist()

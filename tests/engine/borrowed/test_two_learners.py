"""Two learners on one borrowed engine: each meets only what is their own."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers import engine
from tests.engine.borrowed.learner import Learner, ended
from tests.support.docker_program import docker
from tests.support.snapshots import changes

PID = os.getpid()
WORK = """
import sys
from pathlib import Path
import helpers as dk
me = sys.argv[1]
folder = Path(sys.argv[2])
dk.pull("busybox")
(folder / "Dockerfile").write_text("FROM busybox\\nENV SHOP=1\\n")
dk.build(folder, tag="shop:1")
(folder / "Dockerfile").write_text(f"FROM busybox\\nENV SHOP={me}\\n")
dk.build(folder)  # has no name
dk.volume_create(f"{me}-data")
dk.network_create(f"{me}-net", internal=True)
dk.run(
    "shop:1",
    ["sh", "-c", f"echo {me} > /data/note; sleep 600"],
    name=f"{me}-web",
    volume=f"{me}-data:/data",
    network=f"{me}-net",
    detach=True,
    init=True,
)
dk.run("busybox", "true", name=f"{me}-done", network="none")
"""
SEES = """
import json
import helpers as dk
board = dk.board()
label = {"label": "course.docker=1"}
seen = {
    "ps": list(dk.ps(all=True)["NAMES"]),
    "as the lessons write it": list(dk.ps(all=True, filters=label)["NAMES"]),
    "volumes": list(dk.volumes()["VOLUME NAME"]),
    "networks": list(dk.networks()["NAME"]),
    "images": list(dk.images()["REPOSITORY"]),
    "events": sorted(set(dk.events(filters={"type": "container"})["NAME"])),
    "board": list(board.table["NAMES"]),
}
print(json.dumps(seen))
"""


@pytest.fixture(scope="module")
def two() -> Iterator[list[Learner]]:
    """Have two learners who pull, build and run at the same time; remove what they made."""
    folder = Path(tempfile.mkdtemp(prefix="learners"))
    learners = [Learner(f"{name}{PID}", folder) for name in ("ann", "bob")]
    try:
        for child in [learner.begin(WORK) for learner in learners]:
            ended(child)
        yield learners
    finally:
        for learner in learners:
            if learner.data.exists():
                learner.do("import helpers as dk; dk.reset()")
                learner.do("from lab.registry import server; server.stop()")
        shutil.rmtree(folder)


def seen_by(output: str) -> dict[str, list[str]]:
    """Read what the program SEES printed last."""
    return json.loads(output.splitlines()[-1])


def test_each_has_a_mark_and_a_registry(two: list[Learner]) -> None:
    """The label's value and the registry are one learner's alone."""
    ann, bob = two
    assert ann.mark != bob.mark
    assert ann.registry != bob.registry


@pytest.mark.parametrize("number", [0, 1], ids=["ann", "bob"])
def test_each_sees_only_the_own(two: list[Learner], number: int) -> None:
    """Listings, events and the board have what one learner made, and nothing of the other's."""
    learner = two[number]
    seen = seen_by(learner.do(SEES))
    containers = [f"{learner.name}-done", f"{learner.name}-web"]
    for listing in ("ps", "as the lessons write it", "events", "board"):
        assert sorted(seen[listing]) == containers, listing
    assert seen["volumes"] == [f"{learner.name}-data"]
    assert seen["networks"] == [f"{learner.name}-net"]
    assert sorted(seen["images"]) == ["busybox", "shop"]  # not the other's of these names


TRIES = """
import sys
import helpers as dk
from helpers.practice import probes
me = sys.argv[1]
other = me.replace("ann", "bob")
calls = [
    lambda: dk.run("busybox", "true", name=f"{other}-web"),
    lambda: dk.network_create(f"{other}-net"),
    lambda: dk.volume_create(f"{other}-data"),
    lambda: dk.stop(f"{other}-web"),
    lambda: dk.exec(f"{other}-web", "true"),
    lambda: dk.rename(f"{other}-web", "x"),
    lambda: dk.rename(f"{me}-done", f"{other}-done"),
    lambda: dk.volume_rm(f"{other}-data"),
    lambda: dk.network_rm(f"{other}-net"),
    lambda: dk.run("busybox", "true", volume=f"{other}-data:/x", network="none"),
]
for call in calls:
    try:
        call()
    except (dk.errors.Refused, dk.errors.Conflict) as error:
        print("said:", error)
print("checks see", probes.container(f"{other}-web"), probes.has_volume(f"{other}-data"))
print("checks see the own:", probes.container(f"{me}-web").name)
"""


def test_what_is_the_others_is_refused_in_one_sentence(two: list[Learner]) -> None:
    """A name that the other has, and each word on it, is refused in a sentence that says so."""
    ann, bob = two
    before = bob.snapshot()
    output = ann.do(TRIES)
    sentences = [line for line in output.splitlines() if line.startswith("said:")]
    foreign = f"course.docker={bob.mark} is not your course's, course.docker={ann.mark}"
    taken = "not your course's: choose another name"
    assert len(sentences) == 10, output
    assert sum(foreign in sentence for sentence in sentences) == 7
    assert sum(taken in sentence for sentence in sentences) == 3
    assert not changes(before, bob.snapshot())


def test_checks_do_not_see_what_is_the_others(two: list[Learner]) -> None:
    """A check of an exercise sees a learner's own container, and none of the other's things."""
    ann, _ = two
    output = ann.do(TRIES)
    assert "checks see None False" in output
    assert f"checks see the own: {ann.name}-web" in output


def test_an_engine_that_was_used_earlier_is_named_before_its_mark_is_deleted(
    two: list[Learner],
) -> None:
    """Bob went over to another engine: `reset --all` refuses, as this one still has his things."""
    _, bob = two
    before = bob.snapshot()
    file = bob.data / "engine.json"
    settings = file.read_text()
    file.write_text(json.dumps({"kind": "private", "host": "unix:///another"}))
    code, output = bob.course("reset", "--all")
    file.write_text(settings)
    assert code == 1, output
    assert f"DOCKER_HOST={engine.host()} ./course reset" in output
    assert bob.data.exists()
    assert not changes(before, bob.snapshot())


PRUNES = """
import helpers as dk
dk.prune(all=True, volumes=True)
print("after prune:", list(dk.ps(all=True)["NAMES"]))
"""
WORKS_ON = "import helpers as dk\nfor _ in range(20): dk.ps(all=True); dk.images()\n" + SEES


def test_prune_and_reset_of_one_leave_the_other_as_it_was(two: list[Learner]) -> None:
    """Ann prunes, then resets all while bob works: bob's things stay, and ann's are gone.

    It is the last test here: afterwards there is no ann.
    """
    ann, bob = two
    before = bob.snapshot()
    shared = ann.busybox()
    assert bob.busybox() == shared
    works = bob.begin(WORKS_ON)
    output = ann.do(PRUNES)
    code, said = ann.course("reset", "--all")
    seen = seen_by(ended(works))
    assert code == 0, said
    assert not ann.data.exists()
    assert f"after prune: ['{ann.name}-web']" in output
    assert sorted(seen["ps"]) == [f"{bob.name}-done", f"{bob.name}-web"]
    assert not changes(before, bob.snapshot())
    assert bob.busybox() == shared
    assert _left_of(ann) == []


def _left_of(learner: Learner) -> list[str]:
    """List what is still on the engine of a learner's."""
    named = ("--filter", f"name={learner.name}")
    left = docker("ps", "-aq", *named).split() + learner.nameless_images()
    for kind in ("volume", "network"):
        left += docker(kind, "ls", "-q", *named).split()
    repositories = docker("images", "--digests", "--format", "{{.Repository}}").split()
    return left + [name for name in repositories if name.startswith(learner.registry)]

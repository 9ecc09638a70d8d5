"""Two learners on one borrowed engine: each has a data folder, a registry and a process, and meets
only the own."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from helpers import engine
from tests.support.docker_program import docker
from tests.support.environment import CLONE, without_engine
from tests.support.own_network import START_SERVICES
from tests.support.snapshots import changes, of_objects

PID = os.getpid()
PIPES = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
WORK = """
import json, sys
import helpers as dk
from pathlib import Path
me, folder = sys.argv[1], Path(sys.argv[2])
NONE = {"network": "none"}
dk.pull("busybox")
(folder / "Dockerfile").write_text(f"FROM busybox\\nENV SHOP=1\\n")
dk.build(folder, tag="shop:1")
(folder / "Dockerfile").write_text(f"FROM busybox\\nENV SHOP={me}\\n")
dk.build(folder)  # has no name
dk.volume_create(f"{me}-data")
dk.network_create(f"{me}-net", internal=True)
dk.run("shop:1", ["sh", "-c", f"echo {me} > /data/note; sleep 600"], name=f"{me}-web", volume=f"{me}-data:/data",
       network=f"{me}-net", detach=True, init=True)
dk.run("busybox", "true", name=f"{me}-done", **NONE)
"""
SEES = """
import json, sys
import helpers as dk
board = dk.board()
seen = {
    "ps": list(dk.ps(all=True)["NAMES"]),
    "as the lessons write it": list(dk.ps(all=True, filters={"label": "course.docker=1"})["NAMES"]),
    "volumes": list(dk.volumes()["VOLUME NAME"]),
    "networks": list(dk.networks()["NAME"]),
    "images": list(dk.images()["REPOSITORY"]),
    "events": sorted({name for name in dk.events(filters={"type": "container"})["NAME"]}),
    "board": list(board.table["NAMES"]),
}
print(json.dumps(seen))
"""


class Learner:
    """One learner's data folder, with a registry that has the course's images, and the processes
    that use it."""

    def __init__(self, name: str, folder: Path):
        """Let ./course's own code choose the engine, the ports and the mark; the images are those
        that are here."""
        self.name, self.folder, self.data = name, folder / name, folder / name / "data"
        self.data.mkdir(parents=True)
        (self.data / "docker-course.json").write_text("{}")
        (self.data / "registry").mkdir()
        (self.data / "registry" / "storage").symlink_to(
            engine.data_folder() / "registry" / "storage"
        )
        self.env = without_engine(self.data) | {
            "DOCKER_HOST": engine.host(),
            "COURSE_PROGRESS": "0",
            "COURSE_LANGUAGE": "ko",
        }
        self.do(START_SERVICES)
        told = json.loads((self.data / "engine.json").read_text())
        assert told["kind"] == "borrowed"
        self.mark, self.registry = told["learner"], told["registry"]

    def begin(self, code: str) -> subprocess.Popen:
        """Run Python as this learner, beside all else."""
        words = [sys.executable, "-c", code, self.name, str(self.folder)]
        return subprocess.Popen(words, cwd=CLONE, env=self.env, **PIPES)

    def do(self, code: str) -> str:
        """Run Python as this learner, and give what it prints."""
        return ended(self.begin(code))

    def seen(self) -> dict:
        """Tell all that there is to tell of what this learner made, byte for byte."""
        found = of_objects(
            containers=[f"{self.name}-web", f"{self.name}-done"],
            volumes=[f"{self.name}-data"],
            networks=[f"{self.name}-net"],
            images=[f"{self.registry}/library/shop:1", *self.nameless()],
        )
        found["pulled"] = docker(
            "inspect", "--format", "{{.Id}}", f"{self.registry}/library/busybox"
        )
        return found

    def nameless(self) -> list[str]:
        """List the images that this learner built and gave no name."""
        label = f"label=course.docker.build.{self.mark}"
        return docker(
            "images", "--quiet", "--no-trunc", "--filter", "dangling=true", "--filter", label
        ).split()


def ended(child: subprocess.Popen) -> str:
    """Wait for a process, which must end well, and give what it printed."""
    output = child.communicate(timeout=60)[0]
    assert child.returncode == 0, output
    return output


@pytest.fixture(scope="module")
def two():
    """Two learners who at the same time pull, build, run; what they made is taken away again."""
    folder = Path(tempfile.mkdtemp(prefix="learners"))
    learners = [Learner(f"{name}{PID}", folder) for name in ("ann", "bob")]
    try:
        for child in [one.begin(WORK) for one in learners]:
            ended(child)
        yield learners
    finally:
        for one in [one for one in learners if one.data.exists()]:
            one.do("import helpers as dk; dk.reset()")
            one.do("from lab.registry import server; server.stop()")
        shutil.rmtree(folder)


def test_each_sees_only_the_own(two):
    """Listings, events and the board of each learner have what that learner made, and nothing of
    the other's."""
    marks = {one.mark for one in two}
    assert len(marks) == len({one.registry for one in two}) == 2
    for one in two:
        seen = json.loads(one.do(SEES).splitlines()[-1])
        boxes = [f"{one.name}-done", f"{one.name}-web"]
        assert [
            sorted(seen[key]) for key in ("ps", "as the lessons write it", "events", "board")
        ] == [boxes] * 4
        assert (seen["volumes"], seen["networks"]) == ([f"{one.name}-data"], [f"{one.name}-net"])
        assert sorted(seen["images"]) == [
            "busybox",
            "shop",
        ]  # one each: the other's would be listed beside


TRIES = """
import sys
import helpers as dk
from helpers.practice import probes
other = sys.argv[1].replace("ann", "bob")
for call in (
    lambda: dk.run("busybox", "true", name=f"{other}-web"),
    lambda: dk.network_create(f"{other}-net"),
    lambda: dk.volume_create(f"{other}-data"),
    lambda: dk.stop(f"{other}-web"),
    lambda: dk.exec(f"{other}-web", "true"),
    lambda: dk.rename(f"{other}-web", "x"),
    lambda: dk.rename(f"{sys.argv[1]}-done", f"{other}-done"),
    lambda: dk.volume_rm(f"{other}-data"),
    lambda: dk.network_rm(f"{other}-net"),
    lambda: dk.run("busybox", "true", volume=f"{other}-data:/x", network="none"),
):
    try:
        call()
    except (dk.errors.Refused, dk.errors.Conflict) as error:
        print("said:", error)
print("checks see", probes.container(f"{other}-web"), probes.has_volume(f"{other}-data"))
print("checks see the own:", probes.container(f"{sys.argv[1]}-web").name)
"""


def test_what_is_the_others_is_refused_in_one_sentence(two):
    """A name that the other has, and each word on it, ends in a sentence that says so; checks do
    not see it."""
    ann, bob = two
    before = bob.seen()
    output = ann.do(TRIES)
    said = [line for line in output.splitlines() if line.startswith("said:")]
    assert len(said) == 10, output
    assert (
        sum(
            f"course.docker={bob.mark} is not your course's, course.docker={ann.mark}" in one
            for one in said
        )
        == 7
    )
    assert (
        sum(
            "is in use by a" in one and "not your course's: choose another name" in one
            for one in said
        )
        == 3
    )
    assert "checks see None False" in output
    assert f"checks see the own: {ann.name}-web" in output
    assert not changes(before, bob.seen())


def test_an_engine_that_was_used_earlier_is_named_before_its_mark_is_deleted(two):
    """Bob has gone over to another engine: `reset --all` refuses, for what he made on this one
    would be nobody's."""
    _, bob = two
    before, file = bob.seen(), bob.data / "engine.json"
    told = file.read_text()
    file.write_text(json.dumps({"kind": "private", "host": "unix:///another"}))
    done = subprocess.run(["./course", "reset", "--all"], cwd=CLONE, env=bob.env, **PIPES)
    file.write_text(told)
    assert done.returncode == 1, done.stdout
    assert f"DOCKER_HOST={engine.host()} ./course reset" in done.stdout
    assert bob.data.exists()
    assert not changes(before, bob.seen())


SWEEPS = """
import helpers as dk
from helpers import engine
dk.prune(all=True, volumes=True)
print("after prune:", list(dk.ps(all=True)["NAMES"]), engine.learner_id())
"""


def test_prune_and_reset_of_one_leave_the_other_as_it_was(two):
    """Ann prunes, then resets all while bob works: bob's things are byte for byte as before, and
    ann's are gone."""
    ann, bob = two
    before, (shared,) = (
        bob.seen(),
        {docker("inspect", "-f", "{{.Id}}", f"{one.registry}/library/busybox") for one in two},
    )
    works = bob.begin(
        "import helpers as dk\nfor _ in range(20): dk.ps(all=True); dk.images()\n" + SEES
    )
    output = ann.do(SWEEPS)
    ended(subprocess.Popen(["./course", "reset", "--all"], cwd=CLONE, env=ann.env, **PIPES))
    assert not ann.data.exists()
    seen = json.loads(ended(works).splitlines()[-1])
    assert f"after prune: ['{ann.name}-web'] {ann.mark}" in output
    assert sorted(seen["ps"]) == [f"{bob.name}-done", f"{bob.name}-web"]
    assert not changes(before, bob.seen())
    assert docker("inspect", "--format", "{{.Id}}", f"{bob.registry}/library/busybox") == shared
    left = [docker("ps", "-aq", "--filter", f"name={ann.name}"), *ann.nameless()]
    left += [
        docker(kind, "ls", "-q", "--filter", f"name={ann.name}") for kind in ("volume", "network")
    ]
    assert not any(left)
    assert ann.registry not in docker("images", "--digests", "--format", "{{.Repository}}")

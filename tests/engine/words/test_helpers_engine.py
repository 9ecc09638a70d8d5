"""The words on a real engine, and on engines that hang, die or lie: refusals, errors, what is left behind."""

import contextlib
import io
import json
import os
import re
import signal
import subprocess
import sys
import tarfile
import threading
import time
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingMixIn, UnixStreamServer

import pytest

import helpers as dk
from helpers import engine, errors, practice
from helpers._batch import for_each
from tests.support.borrow import borrow

MARK = f"words{os.getpid()}"
YOURS = f"{MARK}-yours"
NONE = {"network": "none"}


def cli(*words: str) -> str:
    """Run the real `docker`, whose objects are the learner's: they have no label of the course."""
    environment = {**os.environ, "DOCKER_HOST": engine.host(), "DOCKER_BUILDKIT": "0"}
    done = subprocess.run(
        ["docker", *words], env=environment, capture_output=True, text=True, timeout=60
    )
    return done.stdout.strip()


@pytest.fixture(scope="module", autouse=True)
def _clean():
    """Make sure of an image, and take away what this module made."""
    if not cli("images", "-q", "debian:latest"):
        cli("pull", "debian")
    yield
    for name in cli("ps", "-a", "--format", "{{.Names}}", "--filter", f"name={MARK}").split():
        cli("rm", "-fv", name)
    for kind in ("volume", "network"):
        for name in cli(kind, "ls", "-q", "--filter", f"name={MARK}").split():
            cli(kind, "rm", name)
    for name in cli("images", "--format", "{{.Repository}}:{{.Tag}}").split():
        if MARK in name:
            cli("rmi", name)


@pytest.fixture
def private(monkeypatch, tmp_path):
    """Let the engine be the course's own."""
    registry = engine.registry()
    told = {"host": engine.host(), "kind": "private", "registry": registry, "restart": ["true"]}
    (tmp_path / "engine.json").write_text(json.dumps(told))
    monkeypatch.setenv("COURSE_DOCKER_HOST", told["host"])
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    return told


@pytest.fixture
def borrowed(monkeypatch, tmp_path):
    """Let the engine be the learner's: nothing says that it is the course's."""
    return borrow(monkeypatch, MARK, str(tmp_path / "nothing"))


@pytest.fixture(scope="module")
def yours(_clean):
    """Put a container, a volume, a network and an image of the learner's on the engine."""
    cli("run", "-d", "--network", "none", "--name", YOURS, "debian", "sleep", "1000")
    cli("volume", "create", YOURS)
    cli("network", "create", "--internal", YOURS)
    image(f"{YOURS}:1")
    return YOURS


def image(name: str) -> None:
    """Build a small image that has one name only, and no label."""
    text = f'FROM scratch\nCOPY Dockerfile /\nCMD ["{name}"]\n'.encode()
    context = io.BytesIO()
    with tarfile.open(fileobj=context, mode="w") as archive:
        told = tarfile.TarInfo("Dockerfile")
        told.size = len(text)
        archive.addfile(told, io.BytesIO(text))
    engine.client().images.build(
        fileobj=io.BytesIO(context.getvalue()), custom_context=True, tag=name, rm=True
    )


# On the learner's engine -----------------------------------------------------------------------------------------

TOUCH = {
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
    "run on a volume": lambda: dk.run("debian", "true", name=f"{MARK}-no", volume=f"{YOURS}:/x"),
    "run on a mount": lambda: dk.run(
        "debian", "true", name=f"{MARK}-no", mount=f"type=volume,source={YOURS},target=/x"
    ),
    "run on a network": lambda: dk.run("debian", "true", name=f"{MARK}-no", network=YOURS),
    "run beside": lambda: dk.run("debian", "true", name=f"{MARK}-no", pid=f"container:{YOURS}"),
    "network_rm": lambda: dk.network_rm(YOURS),
    "network_connect": lambda: dk.network_connect("bridge", YOURS),
    "network_disconnect": lambda: dk.network_disconnect("none", YOURS),
    "rmi by id": lambda: dk.rmi(cli("images", "-q", "--no-trunc", f"{YOURS}:1")),
    "rmi by name": lambda: dk.rmi(f"docker.io/library/{YOURS}:1"),
    "rmi of a table": lambda: dk.rmi(dk.images(f"{YOURS}:1", everything=True), force=True),
    "push": lambda: dk.push(f"docker.io/library/{YOURS}:1"),
    "tag": lambda: dk.tag("debian", f"docker.io/library/{YOURS}:2"),
}


@pytest.mark.parametrize("touch", TOUCH.values(), ids=TOUCH)
def test_what_is_yours_is_left_alone(borrowed, yours, touch):
    """On a borrowed engine each word that would change an object of the learner's refuses, and names it."""
    before = (
        cli("inspect", yours),
        cli("volume", "inspect", yours),
        cli("network", "inspect", yours),
    )
    with pytest.raises(errors.Refused, match=f"{YOURS}|[0-9a-f]{{12}}"):
        touch()
    assert before == (
        cli("inspect", yours),
        cli("volume", "inspect", yours),
        cli("network", "inspect", yours),
    )
    assert cli("images", "-q", f"{yours}:1")


@pytest.mark.parametrize("word", ["ps", "volumes", "networks", "images"])
def test_what_is_yours_is_listed_only_when_asked_for(borrowed, yours, word, capsys):
    """On a borrowed engine a listing has the course's objects only, its command line says so; `everything` has all."""
    mine, all_ = getattr(dk, word)(), getattr(dk, word)(everything=True)
    assert yours not in mine.to_string()
    assert yours in all_.to_string()
    first, second = capsys.readouterr().out.splitlines()
    assert f"label={engine.ours()}" in first or f"reference={borrowed}/*/*" in first
    assert "--filter" not in second


def test_on_the_courses_own_engine_all_is_the_courses(private, yours):
    """On the private engine nothing is filtered, and an object without the label may be changed."""
    assert yours in dk.ps()["NAMES"].tolist()
    dk.pause(yours)
    dk.unpause(yours)
    assert "label" not in dk.ps().attrs["command"]


def test_an_image_of_the_same_name_is_not_yours(borrowed):
    """On a borrowed engine `busybox`, pulled, listed, named and removed, is the course's; the learner's stays."""
    before = cli("images", "--no-trunc", "busybox")
    cli("rmi", f"{borrowed}/library/busybox")
    made = dk.pull("busybox")
    assert made.attrs["command"] == f"docker pull {borrowed}/library/busybox"
    assert "busybox" in dk.images()["REPOSITORY"].tolist()
    assert dk.tag("busybox", f"{MARK}:1")["REPOSITORY"].tolist() == [MARK]
    assert dk.rmi([f"{MARK}:1", "busybox"])["IMAGE"].tolist()[0] == f"{MARK}:1"
    assert cli("images", "--no-trunc", "busybox") == before


def test_a_build_starts_from_the_courses_images(borrowed, tmp_path):
    """On a borrowed engine `FROM debian` in a Dockerfile is the course's debian, in each stage."""
    (tmp_path / "Dockerfile").write_text("FROM debian AS one\nFROM one\nLABEL a=b\n")
    made = dk.build(tmp_path, tag=f"{MARK}-built")
    assert made["INSTRUCTION"].tolist()[:2] == [
        f"FROM {borrowed}/library/debian AS one",
        "FROM one",
    ]
    assert f"{MARK}-built" in dk.images()["REPOSITORY"].tolist()
    dk.rmi([f"{MARK}-built", "debian"])


def test_reset_takes_what_is_the_courses_and_nothing_else(borrowed, yours):
    """After `reset` on a borrowed engine no object of the course is left, and all the learner's are."""
    before = [
        cli("images", "-q", "--no-trunc", f"{yours}:1"),
        cli("images", "--no-trunc", "--format", "{{.Repository}}"),
    ]
    dk.pull("busybox")
    cli(
        "tag", f"{borrowed}/library/busybox", f"{MARK}-mine:1"
    )  # the learner's name for the same image
    dk.run("busybox", "true", name=f"{MARK}-box", volume=f"{MARK}-data:/data", **NONE)
    dk.network_create(f"{MARK}-net", internal=True)
    gone = dk.reset()
    assert {"container", "volume", "network", "image"} == set(gone["TYPE"])
    assert {f"{MARK}-box", f"{MARK}-data", f"{MARK}-net", "busybox:latest"} <= set(gone["NAME"])
    assert len(dk.ps(all=True)) == len(dk.volumes()) == len(dk.networks()) == len(dk.images()) == 0
    assert cli("ps", "-q", "--filter", f"name={yours}")
    assert cli("volume", "ls", "-q", "--filter", f"name={yours}") == cli(
        "network", "inspect", yours, "-f", "{{.Name}}"
    )
    after = [
        cli("images", "-q", "--no-trunc", f"{yours}:1"),
        cli("images", "--no-trunc", "--format", "{{.Repository}}"),
    ]
    assert before[0] == after[0]
    assert cli("images", "-q", f"{MARK}-mine:1")
    assert set(before[1].split()) - set(after[1].split()) <= {f"{borrowed}/library/busybox"}


def test_what_you_make_of_a_built_image_is_yours(borrowed, tmp_path):
    """A container and an image that the learner makes of an image that `build` made are not taken for the course's."""
    (tmp_path / "Dockerfile").write_text("FROM busybox\nENV A=b\n")
    dk.build(tmp_path, tag=f"{MARK}-base")
    (tmp_path / "Dockerfile").write_text(f"FROM {borrowed}/library/{MARK}-base\nENV B=c\n")
    cli("build", "-q", "-t", f"{MARK}-derived:1", str(tmp_path))
    cli(
        "run",
        "-d",
        "--network",
        "none",
        "--name",
        f"{MARK}-own",
        f"{MARK}-derived:1",
        "sleep",
        "1000",
    )
    gone = dk.reset()["NAME"].tolist()
    assert f"{MARK}-base:latest" in gone
    assert cli("ps", "-q", "--filter", f"name={MARK}-own")
    assert cli("images", "-q", f"{MARK}-derived:1")
    with pytest.raises(errors.Refused, match=f"{MARK}-own"):
        dk.rm(f"{MARK}-own", force=True)


def test_reset_with_images_takes_the_registrys_and_no_other(private):
    """On the course's own engine a pulled image goes, also under its digest; a name that the learner gave it stays."""
    dk.pull("busybox")
    cli("tag", "busybox", f"{MARK}-mine:1")
    dk.pull("busybox", platform="linux/arm64")  # the name moves on; the engine gives it no digest
    image(f"{MARK}-own:1")
    gone = dk.reset(images=True)["NAME"].tolist()
    assert "busybox:latest" in gone
    assert not cli("images", "-q", "busybox")
    assert cli("images", "-q", f"{MARK}-mine:1")
    assert cli("images", "-q", f"{MARK}-own:1")


def test_two_names_of_one_image_go_by_force(private):
    """`rmi --force` of a table in which one ID stands twice removes both names, as docker does, and is no error."""
    image(f"{MARK}-pair:1")
    cli("tag", f"{MARK}-pair:1", f"{MARK}-pair:2")
    removed = dk.rmi(dk.images(f"{MARK}-pair"), force=True)
    assert {f"{MARK}-pair:1", f"{MARK}-pair:2"} <= set(removed["IMAGE"])
    assert not cli("images", "-q", f"{MARK}-pair")


def test_reset_takes_what_a_second_build_left_nameless(private, tmp_path):
    """Of two builds under one tag the first loses its name; `reset` takes both."""
    built = []
    for page in ("one", "two"):
        (tmp_path / "Dockerfile").write_text(f"FROM debian\nENV PAGE={page}\n")
        built.append(dk.build(tmp_path, tag=f"{MARK}-twice").attrs["image"])
    dk.reset()
    assert not set(built) & set(cli("images", "--all", "--quiet", "--no-trunc").split())


def test_reset_leaves_no_step_of_a_build(private, tmp_path):
    """Two builds share a step, and one of them is removed: `reset` leaves no step of either, on any store of images."""
    before = set(cli("images", "--all", "--quiet", "--no-trunc").split())
    for name in ("one", "two"):
        (tmp_path / "Dockerfile").write_text(
            f"FROM debian\nENV SHARED={MARK}\nENV A={name}\nENV B=b\n"
        )
        dk.build(tmp_path, tag=f"{MARK}-steps-{name}")
    dk.rmi(f"{MARK}-steps-two")
    dk.reset()
    assert set(cli("images", "--all", "--quiet", "--no-trunc").split()) <= before


def test_what_is_told_of_an_end_agrees_with_the_listing(private):
    """After `run`, `wait`, `stop` and `kill` a listing shows the container ended, though an engine may tell it late."""
    for turn in range(5):
        name = f"{MARK}-end{turn}"
        assert dk.run("debian", "true", name=name, **NONE)["STATUS"][0].startswith("Exited (0)")
        for end in (dk.wait, lambda box: dk.stop(box, time=0), dk.kill):
            words = "sleep 0.2" if end is dk.wait else "sleep 1000"
            dk.run("debian", words, name=f"{name}-more", detach=True, **NONE)
            end(f"{name}-more")
            assert dk.ps(filters={"name": f"{name}-more"}).empty
            dk.rm(f"{name}-more")
        dk.rm(name)


@pytest.mark.parametrize("label", [{"app": "shop"}, {"zone": "north", "app": "shop"}], ids=str)
def test_a_build_is_the_courses_whatever_its_labels(private, tmp_path, label):
    """The engine orders labels by name: an image with one after the course's is known too, one made of it is not."""
    (tmp_path / "Dockerfile").write_text("FROM debian\nENV PAGE=three\n")
    made = dk.build(tmp_path, tag=f"{MARK}-labels", label=label).attrs["image"]
    (tmp_path / "Dockerfile").write_text(f"FROM {MARK}-labels\nLABEL a=b\n")
    cli("build", "--quiet", "--tag", f"{MARK}-yours", str(tmp_path))
    dk.reset()
    kept = cli("images", "--all", "--quiet", "--no-trunc", f"{MARK}-yours").split()
    names = cli("images", "--format", "{{.Repository}}").split()
    cli("rmi", f"{MARK}-yours")
    assert kept
    assert f"{MARK}-labels" not in names
    assert made not in cli("images", "--all", "--quiet", "--no-trunc").split()


def test_prune_takes_what_carries_the_filter(private):
    """`prune` removes stopped containers that its filter names, says which, and leaves the others."""
    dk.run("debian", "true", name=f"{MARK}-a", label={"prune": MARK}, **NONE)
    dk.run("debian", "true", name=f"{MARK}-b", **NONE)
    box = dk.inspect(f"{MARK}-a", "Id")["VALUE"][0]
    made = dk.prune(filters={"label": f"prune={MARK}"})
    assert made.to_numpy().tolist() == [["container", box]]
    assert f"{MARK}-b" in dk.ps(all=True)["NAMES"].tolist()
    dk.rm(f"{MARK}-b")


@pytest.mark.parametrize("whose", ["private", "borrowed"])
def test_prune_takes_an_image_without_a_name_by_its_label(whose, request, tmp_path):
    """A build that loses its name is listed as dangling by its own label, and `prune` takes it, also if borrowed."""
    request.getfixturevalue(whose)
    for page in ("one", "two"):
        (tmp_path / "Dockerfile").write_text(f"FROM busybox\nLABEL page={MARK}\nENV PAGE={page}\n")
        dk.build(tmp_path, tag=f"{MARK}-page")
    dk.run(f"{MARK}-page", "true", name=f"{MARK}-c", **NONE)
    box, mine = dk.inspect(f"{MARK}-c", "Id")["VALUE"][0], {"label": f"page={MARK}"}
    (nameless,) = dk.images(filters={**mine, "dangling": True})["IMAGE ID"]
    assert dk.prune(filters={"label": "page=other"}).empty
    made = dk.prune(filters=mine)
    assert ["container", box] in made.to_numpy().tolist()
    assert nameless in made["NAME"].tolist()
    assert dk.images(filters={**mine, "dangling": True}).empty
    assert not dk.images(f"{MARK}-page").empty
    dk.rmi(f"{MARK}-page")


def test_all_that_is_made_carries_the_label(private, tmp_path):
    """Containers, volumes - also those that `run` makes -, networks carry the course's label, built images its own."""
    (tmp_path / "Dockerfile").write_text("FROM debian\n")
    dk.create(
        "debian",
        "true",
        name=f"{MARK}-c",
        volume=f"{MARK}-v1:/a",
        mount=f"type=volume,source={MARK}-v2,target=/b",
    )
    dk.volume_create(f"{MARK}-v3")
    dk.network_create(f"{MARK}-n", internal=True)
    built = dk.build(tmp_path, tag=f"{MARK}:label").attrs["image"]
    path = "Labels.course.docker"
    labels = [dk.inspect(f"{MARK}-c", f"Config.{path}"), dk.inspect(built, f"Config.{path}.build")]
    labels += [dk.volume_inspect(f"{MARK}-v{i}", path) for i in (1, 2, 3)] + [
        dk.network_inspect(f"{MARK}-n", path)
    ]
    assert [one["VALUE"].tolist() for one in labels] == [["1"]] * 6
    dk.rm(f"{MARK}-c")


def test_what_carries_no_learners_mark_is_counted_and_left(borrowed, yours):
    """What an older version made on a borrowed engine is no learner's: `doctor` counts it, `reset` leaves it."""
    cli("volume", "create", "--label", "course.docker=1", f"{MARK}-older")
    told = dk.doctor().set_index("CHECK")["ANSWER"]
    dk.reset()
    assert re.match(r"(\d+ containers, )?[1-9]\d* volumes", told["not touched"])
    assert cli("volume", "rm", f"{MARK}-older")
    assert yours not in dk.volumes()["VOLUME NAME"].tolist()


def test_only_the_courses_own_engine_is_restarted(borrowed, private, monkeypatch, tmp_path):
    """`engine.restart` runs the lab's command on the private engine and waits; on a borrowed one it refuses."""
    (tmp_path / "engine.json").write_text(
        json.dumps({**private, "restart": ["touch", str(tmp_path / "restarted")]})
    )
    engine.restart()
    assert (tmp_path / "restarted").exists()
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "nothing"))
    with pytest.raises(errors.Refused):
        engine.restart()


def test_the_engine_is_found_in_the_order_that_is_told(monkeypatch, tmp_path):
    """COURSE_DOCKER_HOST goes before DOCKER_HOST, that before the lab's file, that before docker's context."""
    (tmp_path / "engine.json").write_text(
        json.dumps({"host": "unix:///lab", "kind": "private", "registry": "r:1"})
    )
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path / "no-config"))
    for name in ("COURSE_DATA", "COURSE_DOCKER_HOST", "DOCKER_HOST", "COURSE_REGISTRY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "no-data"))
    assert (engine.host(), engine.kind()) == ("unix:///var/run/docker.sock", "borrowed")
    with pytest.raises(errors.CourseError, match="registry"):
        engine.registry()
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    assert (engine.host(), engine.kind(), engine.registry()) == ("unix:///lab", "private", "r:1")
    monkeypatch.setenv("DOCKER_HOST", "unix:///other")
    assert (engine.host(), engine.kind()) == ("unix:///other", "borrowed")
    monkeypatch.setenv("COURSE_DOCKER_HOST", "unix:///lab")
    assert (engine.host(), engine.kind()) == ("unix:///lab", "private")


# Slips -----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def box(_clean):
    """Have one container that runs and one that has ended."""
    cli(
        "run",
        "-d",
        "--network",
        "none",
        "--label",
        "course.docker=1",
        "--name",
        f"{MARK}-up",
        "debian",
        "sleep",
        "1000",
    )
    cli(
        "run",
        "--network",
        "none",
        "--label",
        "course.docker=1",
        "--name",
        f"{MARK}-ended",
        "debian",
        "true",
    )
    image(f"{MARK}-used:1")
    cli("create", "--name", f"{MARK}-user", f"{MARK}-used:1")
    return f"{MARK}-up"


UP, ENDED = f"{MARK}-up", f"{MARK}-ended"
SLIPS = {
    "no such container": (lambda: dk.stop("nope"), errors.NotFound, "no container nope"),
    "no such image to pull": (lambda: dk.pull("nope"), errors.NotFound, "no image nope"),
    "no such tag": (lambda: dk.pull("nginx:0"), errors.NotFound, "nginx with the tag 0: its tags are .*latest"),
    "no such image to run": (lambda: dk.run("nope"), errors.NotFound, "no image nope"),
    "no such digest": (lambda: dk.pull("nginx@sha256:" + "0" * 64), errors.NotFound, "digest sha256"),
    "no such manifest": (lambda: dk.manifest("nginx:0"), errors.NotFound, "its tags are"),
    "no such image": (lambda: dk.history("nope"), errors.NotFound, "no image nope"),
    "no such image to remove": (lambda: dk.rmi("nope"), errors.NotFound, "no image nope"),
    "no such image to push": (lambda: dk.push("127.0.0.1:1/nope"), errors.NotFound, "no image"),
    "push to the official": (
        lambda: dk.push(f"{engine.registry()}/library/debian"), errors.PushError, "as on Docker Hub.*team/",
    ),
    "no such object": (lambda: dk.inspect("nope"), errors.NotFound, "no container and no image nope"),
    "no such path": (lambda: dk.inspect(UP, "State.Nope"), errors.NotFound, "nothing at State.Nope"),
    "no such volume": (lambda: dk.volume_rm("nope"), errors.NotFound, "no volume nope"),
    "no such network": (lambda: dk.network_rm("nope"), errors.NotFound, "no network nope"),
    "no such network to be on": (lambda: dk.run("debian", network="nope", name=f"{MARK}-y"), errors.NotFound, "nope"),
    "no such file in it": (lambda: dk.cp(f"{UP}:/nope", "."), errors.NotFound, "no file /nope"),
    "no such file here": (lambda: dk.cp("nope", f"{UP}:/"), errors.NotFound, "no nope here"),
    "no container in cp": (lambda: dk.cp("a", "b"), errors.CourseError, "CONTAINER:PATH"),
    "no such program": (lambda: dk.run("debian", "nope", name=f"{MARK}-x", **NONE), errors.NotFound, "nope in.*rm"),
    "no folder to build": (lambda: dk.build("/nope"), errors.NotFound, "no folder /nope"),
    "no such Dockerfile": (lambda: dk.build("/", file="/nope"), errors.NotFound, "no /nope to build"),
    "registry down": (lambda: dk.pull("127.0.0.1:1/x"), errors.PullError, "does not answer"),
    "registry down for a manifest": (lambda: dk.manifest("127.0.0.1:1/x"), errors.PullError, "does not answer"),
    "registry down for a search": (lambda: dk.search("127.0.0.1:1/x"), errors.PullError, "does not answer"),
    "name in use": (lambda: dk.create("debian", name=UP), errors.Conflict, f"name {UP} is in use"),
    "it runs": (lambda: dk.rm(UP), errors.Conflict, "is running and was not removed"),
    "it does not run": (lambda: dk.exec(ENDED, "true"), errors.Conflict, "is not running"),
    "kill the dead": (lambda: dk.kill(ENDED), errors.Conflict, "is not running"),
    "unpause the unpaused": (lambda: dk.unpause(UP), errors.Conflict, "is not paused"),
    "image in use": (lambda: dk.rmi(f"{MARK}-used:1"), errors.Conflict, f"Image {MARK}-used:1 is in use"),
    "restart policy": (lambda: dk.create("debian", restart="on"), errors.CourseError, "no restart policy 'on'"),
    "restart tries": (lambda: dk.create("debian", restart="on-failure:x"), errors.CourseError, "number of tries"),
    "filter": (lambda: dk.ps(filters={"nope": "x"}), errors.CourseError, "no filter 'nope'"),
    "filter value": (lambda: dk.ps(filters={"status": "nope"}), errors.CourseError, "knows no value 'nope'"),
    "name of an image": (lambda: dk.pull("Nope"), errors.CourseError, "not an image's name"),
    "port": (lambda: dk.create("debian", publish="x"), errors.CourseError, "8080:80"),
    "memory": (lambda: dk.create("debian", memory="much"), errors.CourseError, "64m"),
    "mount": (lambda: dk.create("debian", mount="type=bind,from=/x"), errors.CourseError, "not a part of a mount"),
    "mount of nothing beside": (
        lambda: dk.create("debian", mount="type=bind,source=./nope,target=/x"), errors.NotFound, "no ./nope on",
    ),
    "mount of nothing": (
        lambda: dk.create("debian", mount="type=bind,source=/nope,target=/x"), errors.NotFound, "no /nope on the host",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("slip", "kind", "words"), SLIPS.values(), ids=SLIPS)
def test_a_slip_is_one_clear_error(private, box, slip, kind, words):
    """A learner's ordinary slip is an error of the course: its class, what it was about, and the SDK's as its cause."""
    with pytest.raises(kind, match=words) as caught:
        slip()
    assert len(str(caught.value)) < 320
    assert "Traceback" not in str(caught.value)


def test_a_port_in_use_leaves_the_container_and_says_so(private):
    """When the port is taken the container is made but not started, as docker does, and the error says so."""
    first = dk.run(
        "debian", "sleep 100", detach=True, name=f"{MARK}-p1", publish="127.0.0.1:18093:80"
    )
    assert first["PORTS"].tolist() == ["127.0.0.1:18093->80/tcp"]
    with pytest.raises(
        errors.Conflict, match=rf"Port 18093 .*created but not started: dk.rm\(\"{MARK}-p2\"\)"
    ):
        dk.run("debian", "sleep 100", detach=True, name=f"{MARK}-p2", publish="127.0.0.1:18093:80")
    assert dk.ps(all=True, filters={"name": f"{MARK}-p2"})["STATUS"].tolist() == ["Created"]
    dk.rm([f"{MARK}-p1", f"{MARK}-p2"], force=True)


def test_some_can_fail_and_the_others_are_done(private, box, capsys):
    """Of several objects those that can be changed are, each is told, and one error names those that could not."""
    with pytest.raises(errors.NotFound, match=r"(?s)2 of 3 could not be done.*nope1.*nope2"):
        dk.pause(["nope1", box, "nope2"])
    assert f"{box}: paused" in capsys.readouterr().out
    dk.unpause(box)


def test_nothing_to_do_is_no_error(private, capsys):
    """An empty table prints its command line, says that there was nothing to do, and is no error."""
    made = dk.rm(dk.ps(all=True, filters={"name": f"{MARK}-nothing"}))
    assert len(made) == 0
    assert list(made.columns) == ["NAMES", "RESULT"]
    assert "nothing to do" in capsys.readouterr().out
    assert (
        made.attrs["command"]
        == f"docker rm $(docker ps --all --quiet --filter name={MARK}-nothing)"
    )


def test_failures_of_one_kind_keep_their_class():
    """Failures of different classes become the base class; of one class they stay that class."""

    def fail(name):
        if name == "a":
            raise errors.NotFound(kind="container", name=name)
        raise errors.Conflict("container-paused", kind="container", name=name)

    with pytest.raises(errors.CourseError) as caught:
        for_each(["a", "b"], fail)
    assert type(caught.value) is errors.CourseError


def test_one_id_under_two_names_is_refused(private):
    """`rmi` of an image's id, as `$(docker images --quiet)` gives it, is refused while it has two names."""
    image(f"{MARK}-two:1")
    dk.tag(f"{MARK}-two:1", f"{MARK}-two:2")
    found = dk.images(f"{MARK}-two")
    with pytest.raises(errors.Conflict, match="several names"):
        dk.rmi(found)
    assert set(dk.rmi(found[found["TAG"] == "1"])["IMAGE"]) == {f"{MARK}-two:1"}
    dk.rmi(f"{MARK}-two:2")


@pytest.mark.parametrize(
    ("recipe", "words"),
    [
        ("FROM debian\nRUN exit 4\n", "Step 2, RUN exit 4, failed: its command gave exit code 4"),
        (
            "FROM debian\nCOPY Dockerfile /\nRUN exit 4\n",
            "Step 3, RUN exit 4, failed: its command gave exit code 4",
        ),
        ("FROM debian\nCOPY nope /\n", "Step 2, COPY nope /, failed: There is no nope"),
        ("FROM nope:1\n", "Step 1, FROM nope:1, failed: .*no image nope"),
        ("FROM debian\nBAKE it\n", "BAKE is no instruction"),
    ],
)
def test_a_build_that_fails_says_where(private, tmp_path, recipe, words):
    """A failing build names its step, its instruction and the reason, and leaves neither container nor step behind."""
    (tmp_path / "Dockerfile").write_text(recipe)
    dk.pull("debian")
    asked = ("ps", "-aq", "--filter", "status=exited"), ("images", "-aq")
    before = [set(cli(*one).split()) for one in asked]
    with pytest.raises(errors.BuildError, match=words):
        dk.build(tmp_path)
    assert [set(cli(*one).split()) for one in asked] == before


def test_output_is_told_apart_and_its_code_kept(private, box, capsys):
    """`exec` prints both streams to their places and keeps lines and exit code; a failure is told, not raised."""
    made = dk.exec(box, ["sh", "-c", "echo fine; echo 한글; echo bad >&2; exit 3"])
    said = capsys.readouterr()
    assert said.out.splitlines()[1:] == ["fine", "한글", "exit code 3"]
    assert said.err == "bad\n"
    assert made.to_numpy().tolist() == [["stdout", "fine"], ["stdout", "한글"], ["stderr", "bad"]]
    assert made.attrs["exit_code"] == 3


def test_interrupting_a_run_interrupts_the_container(private):
    """Ctrl-C during a run in the foreground reaches the container, as with docker: it does not go on unseen."""
    name = f"{MARK}-int"
    logs = ["docker", "--host", engine.host(), "logs", name]

    def interrupt():
        while subprocess.run(logs, capture_output=True).stdout != b"ready\n":
            time.sleep(0.05)  # asked again until it has set its trap
        os.kill(os.getpid(), signal.SIGINT)

    threading.Thread(target=interrupt).start()
    with pytest.raises(KeyboardInterrupt):
        dk.run(
            "debian",
            ["sh", "-c", "trap 'exit 9' INT; echo ready; while true; do sleep 0.1; done"],
            name=name,
            **NONE,
        )
    assert cli("wait", name) == "9"
    dk.rm(name)


def test_nothing_is_copied_outside_the_target(private, monkeypatch, tmp_path, capsys):
    """A member that would land outside the target is an error; a link that leads outside is left out, and told."""

    def archive(*members):
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w") as made:
            for name, link in members:
                one = tarfile.TarInfo(name)
                one.type, one.linkname = (tarfile.SYMTYPE, link) if link else (tarfile.REGTYPE, "")
                made.addfile(one, io.BytesIO(b""))
        return [packed.getvalue()], {"name": "d", "mode": 0}

    target = tmp_path / "in"
    target.mkdir()
    monkeypatch.setattr(engine, "call", lambda *_: archive(("d/../../out", None)))
    with pytest.raises(errors.CourseError, match="outside"):
        dk.cp("box:/d", target)
    monkeypatch.setattr(
        engine, "call", lambda *_: archive(("d/log", "/dev/stdout"), ("d/page", None))
    )
    made = dk.cp("box:/d", target)
    assert made["NAME"].tolist() == [str(target / "d/page")]
    assert "left out" in capsys.readouterr().out
    assert sorted(one.name for one in tmp_path.rglob("*")) == ["d", "engine.json", "in", "page"]


# Engines that hang, die or lie -----------------------------------------------------------------------------------


class Stub(BaseHTTPRequestHandler):
    """An engine that answers what a test tells it to, over a socket."""

    protocol_version = "HTTP/1.1"
    script = staticmethod(lambda handler: None)
    live = True

    def address_string(self):
        """Name the other side: a socket has no name."""
        return "socket"

    def log_message(self, *_):
        """Keep quiet."""

    def say(self, body, chunked=False):
        """Answer."""
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        if chunked:
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            return
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def chunk(self, event):
        """Send one event of a stream."""
        data = json.dumps(event).encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()

    def do_GET(self):
        """Answer the ping and the version; leave the rest to the script."""
        if self.path.endswith("/version"):
            self.say({"ApiVersion": "1.41", "Version": "stub"})
        elif self.path.endswith("/_ping"):
            while not type(self).live:
                time.sleep(0.1)
            self.say(b"OK")
        else:
            type(self).script(self)

    def do_POST(self):
        """Leave it to the script."""
        type(self).script(self)


class StubServer(ThreadingMixIn, UnixStreamServer):
    """Serve the stub; its threads do not hold the tests up."""

    daemon_threads = True
    block_on_close = False


@pytest.fixture
def stub(monkeypatch, tmp_path):
    """Run the stub engine and resolve it as the course's own."""
    Stub.live = True
    path = str(tmp_path / "s")
    server = StubServer(path, Stub)
    server.handle_error = lambda *_: None  # connections break here on purpose
    threading.Thread(target=server.serve_forever, daemon=True).start()
    told = {"host": f"unix://{path}", "kind": "private", "registry": "127.0.0.1:1"}
    (tmp_path / "engine.json").write_text(json.dumps(told))
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    monkeypatch.setenv("COURSE_DOCKER_HOST", told["host"])
    monkeypatch.setattr(engine, "PATIENCE", 0.5)
    yield Stub
    Stub.live = True
    server.shutdown()
    server.server_close()


@contextlib.contextmanager
def within(seconds: float):
    """Hold a test to its time."""
    begun = time.monotonic()
    yield
    assert time.monotonic() - begun < seconds


def test_a_pull_cut_short_is_no_success(stub):
    """A stream that ends in good order but without docker's last word is an error."""

    def script(handler):
        handler.say(None, chunked=True)
        handler.chunk({"status": "Pulling fs layer", "id": "aaaaaaaaaaaa", "progressDetail": {}})
        handler.wfile.write(b"0\r\n\r\n")

    stub.script = script
    with pytest.raises(errors.PullError, match="ended before it was complete"):
        dk.pull("127.0.0.1:1/x")


@pytest.mark.parametrize(
    ("word", "event"),
    [("pull", "no space left"), ("build", "no space left"), ("push", "no space left")],
)
def test_an_error_within_a_stream_is_raised(stub, tmp_path, word, event):
    """An `error` event after a good beginning is an error: of pull, build and push."""

    def script(handler):
        handler.say(None, chunked=True)
        handler.chunk({"status": "Pulling from x", "id": "latest"})
        handler.chunk({"error": event, "errorDetail": {"message": event}})
        handler.wfile.write(b"0\r\n\r\n")

    stub.script = script
    (tmp_path / "Dockerfile").write_text("FROM x\n")
    kind = {"pull": errors.PullError, "build": errors.BuildError, "push": errors.PushError}[word]
    with pytest.raises(kind, match=event):
        getattr(dk, word)(str(tmp_path) if word == "build" else "127.0.0.1:1/x")


def test_an_engine_that_dies_in_a_stream_is_told(stub):
    """When the connection breaks in the middle and the engine answers no more, the error is that it is gone."""

    def script(handler):
        handler.say(None, chunked=True)
        handler.chunk({"status": "Pulling from x", "id": "latest"})
        type(handler).live = False
        handler.connection.close()

    stub.script = script
    with within(10), pytest.raises(errors.EngineUnavailable, match="No Docker engine answers"):
        dk.pull("127.0.0.1:1/x")


def test_an_engine_that_hangs_is_told_within_ten_seconds(stub):
    """When a request gets no answer, and the ping neither, the error comes within ten seconds."""

    def script(handler):
        type(handler).live = False
        time.sleep(20)

    stub.script = script
    with within(10), pytest.raises(errors.EngineUnavailable):
        dk.ps()


def test_a_slow_engine_is_waited_for(stub):
    """When a request takes long but the engine answers the ping, it is waited for."""

    def script(handler):
        time.sleep(1.5)
        handler.say([])

    stub.script = script
    assert len(dk.ps()) == 0


def test_no_engine_is_one_sentence(monkeypatch, tmp_path):
    """Where no engine listens, each word says so at once; `doctor` still answers."""
    monkeypatch.setenv("COURSE_DOCKER_HOST", f"unix://{tmp_path}/nothing")
    with within(10), pytest.raises(errors.EngineUnavailable, match="nothing"):
        dk.ps()
    made = dk.doctor().set_index("CHECK")
    assert "No Docker engine answers" in made.loc["engine answers", "ANSWER"]
    assert not made.loc["engine answers", "OK"]


# The package -----------------------------------------------------------------------------------------------------


def test_nothing_happens_at_import():
    """Importing opens no connection and no file of the course's, sets no pandas option and does not load ipywidgets."""
    program = """
import sys, socket, pandas
before = pandas.describe_option("display", _print_desc=False)
def no(*a, **k): raise AssertionError("a connection")
socket.socket.connect = no
sys.addaudithook(lambda name, args: no() if name == "open" and "engine.json" in str(args[0]) else None)
import helpers
assert "ipywidgets" not in sys.modules and "IPython" not in sys.modules
assert pandas.describe_option("display", _print_desc=False) == before
assert sorted(helpers.__all__) == helpers.__all__ == dir(helpers)
"""
    environment = {**os.environ, "COURSE_DOCKER_HOST": "unix:///nothing"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("word", dk.__all__)
def test_each_word_tells_what_it_does(word):
    """Each word has a docstring that tells its docker command, its columns and where docker documents it."""
    told = getattr(dk, word).__doc__
    views = ("board", "filter_builder", "layer_explorer", "port_lab", "restart_timeline")
    own = (
        "client",
        "doctor",
        "reset",
        "layers",
        "second_engine",
        *views,
        *practice.__all__,
    )  # the course's, not docker's
    assert word in own or "(`docker " in told
    assert word in own or "https://docs.docker.com/" in told
    tableless = ("client", "second_engine", "exercise", "predict", "hand_in", "incident", *views)
    assert word in tableless or "Columns: " in told


def test_errors_show_in_a_notebook_without_a_traceback():
    """IPython shows an error of the course as its name and message only."""
    program = "from IPython.core.interactiveshell import InteractiveShell as S; s = S.instance(); s.run_cell("
    program += (
        '\'from helpers import errors\\nraise errors.NotFound(kind="container", name="web")\')'
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert "NotFound: There is no container web: " in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_load_takes_no_name_of_the_learner(borrowed, tmp_path):
    """On a borrowed engine an archive with a name that is not the course's is not loaded; a text is no archive."""
    cli("tag", "debian", f"{YOURS}:load")
    cli("save", "--output", str(tmp_path / "yours.tar"), f"{YOURS}:load")
    before = cli("inspect", "--format", "{{.Id}}", f"{YOURS}:load")
    with pytest.raises(errors.Refused, match=f"{YOURS}:load"):
        dk.load(tmp_path / "yours.tar")
    assert cli("inspect", "--format", "{{.Id}}", f"{YOURS}:load") == before
    (tmp_path / "text").write_text("no archive")
    with pytest.raises(errors.CourseError, match="no archive of images"):
        dk.load(tmp_path / "text")
    with pytest.raises(errors.NotFound, match="no file"):
        dk.load(tmp_path / "nothing")

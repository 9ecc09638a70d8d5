"""A learner's ordinary slips, each one clear error."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest

import helpers as dk
from helpers import engine, errors
from tests.support.docker_program import docker
from tests.support.marked import MARK, NO_NETWORK, build_small_image

UP = f"{MARK}-up"
ENDED = f"{MARK}-ended"
USED = f"{MARK}-used:1"
NO_REGISTRY = "127.0.0.1:1"
WITHOUT_SOURCE = "type=bind,from=/x"


class Slip(NamedTuple):
    """What a learner does, the class of the error, and words of its sentence."""

    call: Callable[[], object]
    error: type[errors.CourseError]
    words: str


def _create(**given: object) -> Callable[[], object]:
    return lambda: dk.create("debian", **given)


SLIPS = {
    "no such container": Slip(lambda: dk.stop("nope"), errors.NotFound, "no container nope"),
    "no such image to pull": Slip(lambda: dk.pull("nope"), errors.NotFound, "no image nope"),
    "no such tag": Slip(
        lambda: dk.pull("nginx:0"),
        errors.NotFound,
        "nginx with the tag 0: its tags are .*latest",
    ),
    "no such image to run": Slip(lambda: dk.run("nope"), errors.NotFound, "no image nope"),
    "no such digest": Slip(
        lambda: dk.pull("nginx@sha256:" + "0" * 64), errors.NotFound, "digest sha256"
    ),
    "no such manifest": Slip(lambda: dk.manifest("nginx:0"), errors.NotFound, "its tags are"),
    "no such image": Slip(lambda: dk.history("nope"), errors.NotFound, "no image nope"),
    "no such image to remove": Slip(lambda: dk.rmi("nope"), errors.NotFound, "no image nope"),
    "no such image to push": Slip(
        lambda: dk.push(f"{NO_REGISTRY}/nope"), errors.NotFound, "no image"
    ),
    "push to the official": Slip(
        lambda: dk.push(f"{engine.registry()}/library/debian"),
        errors.PushError,
        "as on Docker Hub.*team/",
    ),
    "no such object": Slip(
        lambda: dk.inspect("nope"), errors.NotFound, "no container and no image nope"
    ),
    "no such path": Slip(
        lambda: dk.inspect(UP, "State.Nope"), errors.NotFound, "nothing at State.Nope"
    ),
    "no such volume": Slip(lambda: dk.volume_rm("nope"), errors.NotFound, "no volume nope"),
    "no such network": Slip(lambda: dk.network_rm("nope"), errors.NotFound, "no network nope"),
    "no such network to be on": Slip(
        lambda: dk.run("debian", network="nope", name=f"{MARK}-y"), errors.NotFound, "nope"
    ),
    "no such file in it": Slip(lambda: dk.cp(f"{UP}:/nope", "."), errors.NotFound, "no file /nope"),
    "no such file here": Slip(lambda: dk.cp("nope", f"{UP}:/"), errors.NotFound, "no nope here"),
    "no container in cp": Slip(lambda: dk.cp("a", "b"), errors.CourseError, "CONTAINER:PATH"),
    "no such program": Slip(
        lambda: dk.run("debian", "nope", name=f"{MARK}-x", **NO_NETWORK),
        errors.NotFound,
        "nope in.*rm",
    ),
    "no folder to build": Slip(lambda: dk.build("/nope"), errors.NotFound, "no folder /nope"),
    "no such Dockerfile": Slip(
        lambda: dk.build("/", file="/nope"), errors.NotFound, "no /nope to build"
    ),
    "registry down": Slip(lambda: dk.pull(f"{NO_REGISTRY}/x"), errors.PullError, "does not answer"),
    "registry down for a manifest": Slip(
        lambda: dk.manifest(f"{NO_REGISTRY}/x"), errors.PullError, "does not answer"
    ),
    "registry down for a search": Slip(
        lambda: dk.search(f"{NO_REGISTRY}/x"), errors.PullError, "does not answer"
    ),
    "name in use": Slip(_create(name=UP), errors.Conflict, f"name {UP} is in use"),
    "it runs": Slip(lambda: dk.rm(UP), errors.Conflict, "is running and was not removed"),
    "it does not run": Slip(lambda: dk.exec(ENDED, "true"), errors.Conflict, "is not running"),
    "kill the dead": Slip(lambda: dk.kill(ENDED), errors.Conflict, "is not running"),
    "unpause the unpaused": Slip(lambda: dk.unpause(UP), errors.Conflict, "is not paused"),
    "image in use": Slip(lambda: dk.rmi(USED), errors.Conflict, f"Image {USED} is in use"),
    "restart policy": Slip(_create(restart="on"), errors.CourseError, "no restart policy 'on'"),
    "restart tries": Slip(_create(restart="on-failure:x"), errors.CourseError, "number of tries"),
    "filter": Slip(lambda: dk.ps(filters={"nope": "x"}), errors.CourseError, "no filter 'nope'"),
    "filter value": Slip(
        lambda: dk.ps(filters={"status": "nope"}), errors.CourseError, "knows no value 'nope'"
    ),
    "name of an image": Slip(lambda: dk.pull("Nope"), errors.CourseError, "not an image's name"),
    "port": Slip(_create(publish="x"), errors.CourseError, "8080:80"),
    "memory": Slip(_create(memory="much"), errors.CourseError, "64m"),
    "mount": Slip(_create(mount=WITHOUT_SOURCE), errors.CourseError, "not a part of a mount"),
    "mount of nothing beside": Slip(
        _create(mount="type=bind,source=./nope,target=/x"), errors.NotFound, "no ./nope on"
    ),
    "mount of nothing": Slip(
        _create(mount="type=bind,source=/nope,target=/x"),
        errors.NotFound,
        "no /nope on the host",
    ),
}


@pytest.fixture(scope="module")
def ended(running: str) -> Iterator[None]:
    """Have a container that has ended, and an image that a container uses."""
    label = ("--label", "course.docker=1")
    docker("run", "--network", "none", *label, "--name", ENDED, "debian", "true")
    build_small_image(USED)
    docker("create", "--name", f"{MARK}-user", USED)
    yield
    docker("rm", f"{MARK}-user", ENDED)


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS)
def test_a_slip_is_one_clear_error(private: object, ended: None, slip: Slip) -> None:
    """A slip is an error of the course, of its class, that says what it was about."""
    with pytest.raises(slip.error, match=slip.words) as caught:
        slip.call()
    sentence = str(caught.value)
    assert len(sentence) < 320
    assert "Traceback" not in sentence

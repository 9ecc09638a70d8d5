"""Every word on Podman's API, apart from the machine's network, as docs/podman.md says.

Runs when it is named only: `./course test tests/platforms/ways_podman.py`, or `--ways`.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import helpers as dk
from helpers import engine, errors
from lab.base.errors import SetupError
from tests.platforms.podman_acts import SLEEP, after, unbuilt
from tests.platforms.podman_plays import PLAYS
from tests.support.podman_service import Podman
from tests.support.waiting import wait_until

RECIPE = "FROM busybox AS one\nRUN echo hello > /page\nFROM busybox\nCOPY --from=one /page /\n"


@pytest.fixture(scope="module")
def podman(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Podman]:
    """Start Podman for these tests; where there is none, one sentence says so."""
    if not shutil.which("podman"):
        pytest.skip(
            "podman is not installed: on Debian, apt-get install podman netavark aardvark-dns"
        )
    try:
        service = Podman()
    except SetupError as error:
        pytest.skip(str(error))
    data = service.folder / "data"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("podman"))
        patch.setenv("COURSE_DOCKER_HOST", service.host)
        patch.setenv("COURSE_REGISTRY", service.registry)
        patch.setenv("COURSE_DATA", str(data))
        patch.setenv("COURSE_RECORD", str(service.folder / "record.json"))
        (data / "engine.json").write_text(json.dumps({"kind": "borrowed", "learner": "podman"}))
        Path("Dockerfile").write_text(RECIPE)
        Path("page.txt").write_text("hello\n")
        assert wait_until(engine.alive, 20)
        assert engine.kind() == "borrowed"
        yield service
        service.close()


@pytest.fixture
def things(podman: Podman) -> Iterator[None]:
    """Make two images, a running container `box`, a volume `disk` and a network `net`."""
    for name in {"busybox", "nginx"} - set(dk.images()["REPOSITORY"]):
        dk.pull(name)
    dk.volume_create("disk")
    dk.network_create("net")
    dk.run("busybox", SLEEP, name="box", detach=True, volume="disk:/data", publish="8088:80")
    yield
    podman.run("rm", "--all", "--force", "--time", "0")
    podman.run("volume", "rm", "--all", "--force")
    podman.run("network", "prune", "--force")


@pytest.mark.parametrize("word", PLAYS)
def test_word(things: None, word: str) -> None:
    """A word does on Podman what the page says."""
    play = PLAYS[word]
    assert play.does() == play.gives


def _connect() -> object:
    return dk.network_connect("net", "box")


REFUSALS: dict[str, Callable[[], object]] = {  # words of the one sentence -> what cannot be done
    "no container nope": lambda: dk.stop("nope"),
    "no image nope": lambda: dk.run("nope"),
    "name box is in use": lambda: dk.run("busybox", name="box"),
    "Port 8088 of the host": lambda: dk.run(
        "busybox", SLEEP, name="two", detach=True, publish="8088:80"
    ),
    "is running and was not removed": lambda: dk.rm("box"),
    "is in use": lambda: dk.volume_rm("disk"),
    "has containers on it": lambda: after(_connect, lambda: dk.network_rm("net")),
    "is on network net already": lambda: after(_connect, _connect),
    "There is a network net already": lambda: dk.network_create("net"),
    "no such file in container box": lambda: dk.cp("box:/nope", "."),
    "no program nope": lambda: dk.run("busybox", "nope", rm=True),
    "is not running": lambda: after(lambda: dk.stop("box"), lambda: dk.kill("box")),
    "knows no value 'foo'": lambda: dk.ps(filters={"status": "foo"}),
    "no filter 'foo'": lambda: dk.ps(filters={"foo": "bar"}),
    "no restart policy 'on'": lambda: dk.run("busybox", restart="on"),
}


@pytest.mark.parametrize(("words", "call"), REFUSALS.items(), ids=list(REFUSALS))
def test_refusal(things: None, words: str, call: Callable[[], object]) -> None:
    """What cannot be done is one sentence of the course's, in the words that it has for Docker."""
    with pytest.raises(errors.CourseError) as found:
        call()
    assert words in str(found.value)
    assert not found.value.code.startswith("engine-says")


FAILED_BUILDS = {
    "gave exit code 7": "FROM busybox\nRUN exit 7\n",
    "There is no nope in the folder": "FROM busybox\nCOPY nope /\n",
    "FOO is no instruction": "FROM busybox\nFOO bar\n",
    "registry has no image": "FROM nope\n",
}


@pytest.mark.parametrize(("words", "recipe"), FAILED_BUILDS.items(), ids=list(FAILED_BUILDS))
def test_failed_build(things: None, words: str, recipe: str) -> None:
    """A build that fails says why, in the words that the course has for Docker."""
    assert words in unbuilt(recipe)


YOURS: dict[str, Callable[[], object]] = {
    "stop": lambda: dk.stop("yours"),
    "kill": lambda: dk.kill("yours"),
    "restart": lambda: dk.restart("yours"),
    "pause": lambda: dk.pause("yours"),
    "rm": lambda: dk.rm("yours"),
    "rm by force": lambda: dk.rm("yours", force=True),
    "rename": lambda: dk.rename("yours", "x"),
    "exec": lambda: dk.exec("yours", "true"),
    "volume_rm": lambda: dk.volume_rm("yours"),
    "network_rm": lambda: dk.network_rm("yours"),
    "rmi": lambda: dk.rmi("localhost/yours:1"),
    "cp": lambda: dk.cp("page.txt", "yours:/"),
}


@pytest.fixture
def yours(podman: Podman, things: None) -> Iterator[Callable[[], list[str]]]:
    """Make a learner's containers, volume, network and image; give a word that describes them."""
    image = f"{podman.registry}/library/busybox"
    volume = ("--volume", "yours:/data")
    podman.run("tag", image, "yours:1")
    podman.run("run", "--detach", "--name", "yours", *volume, image, "sleep", "1000")
    podman.run("create", "--name", "rests", f"{podman.registry}/library/nginx")
    podman.run("network", "create", "yours")
    container = "{{.Id}} {{.Name}} {{.State.Status}} {{.State.StartedAt}}"

    def described() -> list[str]:
        return [
            podman.run("inspect", "--format", container, "yours", "rests"),
            podman.run("volume", "inspect", "--format", "{{.Name}}", "yours"),
            podman.run("network", "inspect", "--format", "{{.Name}}", "yours"),
            podman.run("image", "inspect", "--format", "{{.Id}}", "localhost/yours:1"),
        ]

    yield described
    podman.run("rm", "--force", "--time", "0", "yours", "rests")
    podman.run("volume", "rm", "yours")
    podman.run("network", "rm", "yours")
    podman.run("rmi", "localhost/yours:1")


def test_nothing_of_yours_is_touched(yours: Callable[[], list[str]]) -> None:
    """A learner's objects are refused by name, and are as before after reset and prune."""
    before = yours()
    for call in YOURS.values():
        with pytest.raises(errors.Refused, match="not the course's"):
            call()
    with pytest.raises(errors.Conflict, match="in use"):
        dk.rmi("nginx", force=True)  # a stopped container of the learner's stands on it
    dk.prune(all=True, volumes=True)
    dk.reset()
    assert yours() == before

"""What words do to containers, volumes, networks and names of images, beside docker."""

import difflib
import json
from collections.abc import Callable
from typing import Any, NamedTuple

import pandas as pd
import pytest

import helpers as dk
from tests.engine.beside_docker.comparing import TWIN, snapshot, variants
from tests.support.docker_program import shell

# Waits until the program has begun: an earlier signal meets runc, which ends in its own way.
HAS_BEGUN = f"until docker top {TWIN} -o pid,args | grep -q ' sleep 1000'; do sleep 0.1; done"
RUNNING = f"docker run -d --name {TWIN} debian sleep 1000 && {HAS_BEGUN}"
PAUSED = f"{RUNNING} && docker pause {TWIN}"
ENDED = f"docker run --name {TWIN} debian true"
IMAGE = f"docker tag debian {TWIN}:1"
TWO_IMAGES = f"{IMAGE}; docker tag debian {TWIN}:2"
ON_A_NETWORK = f"{RUNNING} && docker network create {TWIN}n"
NOTHING = "true"
OBJECTS = (TWIN, f"{TWIN}2", f"{TWIN}v", f"{TWIN}n", f"{TWIN}:1", f"{TWIN}:2")


class Change(NamedTuple):
    """What is there before, made with `docker`, and the call that changes it."""

    before: str
    call: Callable[[], pd.DataFrame]


def _exec() -> pd.DataFrame:
    command = "sh -c 'echo $A > /made'"
    return dk.exec(TWIN, command, env={"A": "1"}, user="root", workdir="/")


def _by_name(listing: Callable[..., pd.DataFrame], name: str, **given: Any) -> pd.DataFrame:
    return listing(filters={"name": name}, **given)


CHANGES = {
    "start": [Change(ENDED, lambda: dk.start(TWIN))],
    "stop": [
        Change(RUNNING, lambda: dk.stop(TWIN, time=0)),
        Change(RUNNING, lambda: dk.stop(_by_name(dk.ps, TWIN), time=0)),
    ],
    "restart": [Change(RUNNING, lambda: dk.restart(TWIN, time=0))],
    "kill": [
        Change(RUNNING, lambda: dk.kill(TWIN)),
        Change(RUNNING, lambda: dk.kill([TWIN], signal="KILL")),
    ],
    "pause": [Change(RUNNING, lambda: dk.pause(TWIN))],
    "unpause": [Change(PAUSED, lambda: dk.unpause(TWIN))],
    "rm": [
        Change(ENDED, lambda: dk.rm(TWIN)),
        Change(RUNNING, lambda: dk.rm(TWIN, force=True, volumes=True)),
        Change(ENDED, lambda: dk.rm(_by_name(dk.ps, TWIN, all=True))),
    ],
    "rename": [Change(RUNNING, lambda: dk.rename(TWIN, f"{TWIN}2"))],
    "wait": [Change(ENDED, lambda: dk.wait(TWIN))],
    "exec": [Change(RUNNING, _exec)],
    "cp": [Change(RUNNING, lambda: dk.cp(__file__, f"{TWIN}:/tmp/made"))],
    "volume_create": [Change(NOTHING, lambda: dk.volume_create(f"{TWIN}v", label={"a": "b"}))],
    "volume_rm": [
        Change(f"docker volume create {TWIN}v", lambda: dk.volume_rm(f"{TWIN}v")),
        Change(NOTHING, lambda: dk.volume_rm(f"{TWIN}v", force=True)),
    ],
    "network_create": [
        Change(NOTHING, lambda: dk.network_create(f"{TWIN}n", internal=True, label="a=b"))
    ],
    "network_connect": [
        Change(ON_A_NETWORK, lambda: dk.network_connect(f"{TWIN}n", TWIN, alias="other"))
    ],
    "network_disconnect": [Change(RUNNING, lambda: dk.network_disconnect("bridge", TWIN))],
    "network_rm": [
        Change(
            f"docker network create {TWIN}n",
            lambda: dk.network_rm(_by_name(dk.networks, f"{TWIN}n")),
        )
    ],
    "tag": [Change(NOTHING, lambda: dk.tag("debian", f"{TWIN}:1"))],
    "rmi": [
        Change(IMAGE, lambda: dk.rmi(f"{TWIN}:1")),
        Change(TWO_IMAGES, lambda: dk.rmi(dk.images(TWIN)[:1])),
    ],
}


@pytest.fixture
def nothing_there() -> Any:
    """Remove what the calls and their command lines make, before each of them and afterwards."""
    yield _remove_all
    _remove_all()


def _remove_all() -> None:
    shell(f"docker rm -fv {TWIN} {TWIN}2", check=False)
    shell(f"docker volume rm {TWIN}v", check=False)
    shell(f"docker network rm {TWIN}n", check=False)
    shell(f"docker rmi {TWIN}:1 {TWIN}:2", check=False)


@pytest.mark.parametrize(("word", "change"), variants(CHANGES))
def test_a_change_is_the_one_docker_would_make(
    word: str, change: Change, nothing_there: Callable[[], None]
) -> None:
    """After a call all objects are as after its printed command line, run on objects made anew."""

    def state_after(act: Callable[[], object]) -> list[Any]:
        nothing_there()
        shell(change.before)
        act()
        written = shell(f"docker diff {TWIN}", check=False)
        return [*map(snapshot, OBJECTS), written, _count_of_objects()]

    commands = []
    ours = state_after(lambda: commands.append(change.call().attrs["command"]))
    assert commands[0].startswith(f"docker {word.replace('_', ' ')} ")
    theirs = state_after(lambda: shell(commands[0]))
    assert ours == theirs, _difference(ours, theirs)


def _count_of_objects() -> int:
    listings = (
        f"docker ps -aq -f name={TWIN}",
        f"docker volume ls -q -f name={TWIN}v",
        f"docker network ls -q -f name={TWIN}n",
    )
    return sum(len(shell(listing).split()) for listing in listings)


def _difference(ours: list[Any], theirs: list[Any]) -> str:
    called = json.dumps(ours, indent=1).splitlines()
    typed = json.dumps(theirs, indent=1).splitlines()
    lines = difflib.unified_diff(called, typed, "the call", "its printed line", n=3, lineterm="")
    return "\n".join(lines)

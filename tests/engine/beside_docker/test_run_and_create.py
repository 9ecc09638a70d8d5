"""The container that run and create make, setting by setting, beside docker's."""

from typing import Any

import pytest

import helpers as dk
from helpers.errors import CourseError
from tests.engine.beside_docker.comparing import snapshot
from tests.engine.beside_docker.workload import MARK
from tests.support.docker_program import shell

pytestmark = pytest.mark.usefixtures("workload")

RUNS: list[dict[str, Any]] = [
    {"command": ["sh", "-c", "echo $HOME; exit 3"]},
    {},
    {"command": "echo hello world"},
    {
        "detach": True,
        "command": "sleep 1000",
        "publish": ["127.0.0.1:18099:80", "18098:81/udp"],
        "restart": "always",
    },
    {
        "detach": True,
        "command": "sleep 1000",
        "restart": "on-failure:3",
        "memory": "64m",
        "cpus": 0.5,
    },
    {
        "command": "sh -c 'whoami; pwd; echo $A $B'",
        "env": {"A": "1", "B": "two words"},
        "label": {"x": "y"},
        "user": "nobody",
        "workdir": "/srv",
    },
    {
        "volume": [f"{MARK}-v9:/data:ro"],
        "mount": "type=tmpfs,target=/scratch",
        "hostname": "box",
        "read_only": True,
    },
    {
        "mount": f"type=volume,source={MARK}-v9,target=/data,readonly",
        "init": True,
        "entrypoint": "ls",
        "command": "-d /data",
    },
    {"volume": "/tmp:/host", "network": f"{MARK}-net", "network_alias": "other", "tmpfs": "/run"},
    {"network": f"container:{MARK}-run", "ipc": f"container:{MARK}-exposed", "pid": "host"},
    {
        "detach": True,
        "publish_all": True,
        "image": f"{MARK}:1",
        "command": "sleep 1000",
        "restart": "unless-stopped",
    },
    {"network": "none", "command": "true", "restart": "no", "publish": "8000-8001:90-91"},
]
ONLY_OF_RUN = ("detach", "ipc")


def _variants() -> list[Any]:
    found = []
    for word in ("run", "create"):
        for number, given in enumerate(RUNS):
            if word == "create":
                given = {key: given[key] for key in given if key not in ONLY_OF_RUN}
            marks = [pytest.mark.quick] if number == 0 else []
            found.append(pytest.param(word, given, marks=marks, id=f"{word}-{given}"))
    return found


@pytest.mark.parametrize(("word", "given"), _variants())
def test_a_container_is_the_one_docker_would_make(
    word: str, given: dict[str, Any], twin: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """The container of a call has each setting of the one that its printed command line makes."""
    frame = getattr(dk, word)(**{"image": "debian", "name": twin, **given})
    command = frame.attrs["command"]
    printed = capfd.readouterr().out.splitlines()
    assert printed[0] == f"$ {command}"
    assert frame["NAMES"].tolist() == [twin]
    ours = snapshot(twin)
    shell(f"docker rm -fv {twin}")
    printed_by_docker = shell(command, check=False).splitlines()
    theirs = snapshot(twin)
    assert ours == theirs
    if word == "run" and not given.get("detach"):
        assert sorted(printed[1:]) == sorted(printed_by_docker)
        assert frame.attrs["exit_code"] == theirs[0]["State"].get("ExitCode", 0)


def test_run_rm_leaves_nothing(twin: str, capfd: pytest.CaptureFixture[str]) -> None:
    """`run(rm=True)` prints output, gives the exit code and leaves no container, as docker does."""
    frame = dk.run("debian", ["sh", "-c", "echo bye; exit 4"], rm=True, name=twin)
    assert len(frame) == 0
    assert frame.attrs["exit_code"] == 4
    assert capfd.readouterr().out.splitlines()[1:] == ["bye"]
    assert shell(frame.attrs["command"], check=False) == "bye\n"
    assert shell(f"docker ps -aq --filter name={twin}") == ""


NEW_VOLUME = f"{MARK}-new"
REFUSED: dict[str, dict[str, Any]] = {
    "an image that is nowhere": {"image": f"127.0.0.1:1/{MARK}"},
    "a name in use": {"name": f"{MARK}-run"},
    "a restart policy that is none": {"restart": "on"},
    "a path to mount that is not there": {"mount": "type=bind,source=/nope,target=/there"},
    "a volume's name that is none": {"volume": [f"{NEW_VOLUME}:/data", "-:/there"]},
    "two mounts at one place": {
        "volume": [f"{NEW_VOLUME}:/data", f"{MARK}-new2:/data"],
    },
}


@pytest.mark.parametrize("given", REFUSED.values(), ids=REFUSED)
def test_a_refused_container_leaves_no_volume(twin: str, given: dict[str, Any]) -> None:
    """A named volume that was made for a container goes again with it; one that was there stays."""
    given = {
        "image": "debian",
        "name": twin,
        "volume": [f"{NEW_VOLUME}:/data", f"{MARK}-v9:/kept"],
        "mount": f"type=volume,source={MARK}-new2,target=/more",
        **given,
    }
    before = shell("docker volume ls -q")
    with pytest.raises(CourseError):
        dk.create(**given)
    assert shell("docker volume ls -q") == before
    assert shell(f"docker ps -aq --filter name=^{twin}$") == ""


def test_a_volume_of_a_container_that_was_made_stays(twin: str) -> None:
    """Docker's volume and the course's are there after the container was made, and in use by it."""
    frame = dk.create("debian", "true", name=twin, volume=f"{twin}v:/data")
    listed = f"docker volume ls -q --filter name={twin}v"
    by_dk = shell(listed)
    shell(f"docker rm {twin}; docker volume rm {twin}v")
    shell(frame.attrs["command"])
    by_docker = shell(listed)
    shell(f"docker rm {twin}; docker volume rm {twin}v")
    assert by_dk == by_docker == f"{twin}v\n"

"""Engine, registry, published ports and the data folder: for this machine and its owner only."""

import os
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

import helpers as dk
from helpers import engine
from lab.base import daemon, data_folder
from tests.support.course_command import Course
from tests.support.marked import MARK

LISTENS = "0A"  # the state of a socket in /proc/PID/net/tcp


@pytest.fixture
def network(private: object) -> Iterator[str]:
    """Make a network, and remove it with the containers on it."""
    name = f"{MARK}-net"
    dk.network_create(name)
    yield name
    dk.rm(dk.ps(all=True, filters={"name": f"^/{MARK}-port$"}), force=True)
    dk.network_rm(name)


def publish(network: str, *ports: str) -> tuple[str, list[str]]:
    """Publish ports of a container; return the command line and the addresses of the host."""
    name = f"{MARK}-port"
    frame = dk.run(
        "busybox", "sleep 100", name=name, detach=True, publish=list(ports), network=network
    )
    return frame.attrs["command"], dk.port(name)["HOST IP"].tolist()


def test_a_port_on_dockers_network_is_for_this_machine_only(network: str) -> None:
    """On docker's own network the engine's setting decides: the command line has no address."""
    command, addresses = publish("bridge", "18180:80", "81")
    assert addresses == ["127.0.0.1"] * 2
    assert "--publish 127.0.0.1:" not in command


def test_a_port_on_a_network_of_ones_own_is_for_this_machine_only(network: str) -> None:
    """On a learner's network the call says the address, and its command line shows it."""
    command, addresses = publish(network, "18181:80", "81", "18182-18183:82-83/udp")
    assert addresses == ["127.0.0.1"] * 4
    assert "--publish 127.0.0.1:" in command


def test_a_port_is_for_all_where_a_call_says_so(network: str) -> None:
    """An address that a call names is the one that is used."""
    everywhere = "0.0.0.0"  # noqa: S104 - asked for, so that it is seen
    _, addresses = publish(network, f"{everywhere}:18179:80")
    assert addresses == [everywhere]


def listening(number: int) -> set[str]:
    """Return the addresses at which a process listens for TCP."""
    handles = [handle for handle in Path(f"/proc/{number}/fd").iterdir() if handle.is_symlink()]
    sockets = {os.readlink(handle) for handle in handles}
    found = set()
    for kind in ("tcp", "tcp6"):
        rows = Path(f"/proc/{number}/net/{kind}").read_text().splitlines()[1:]
        for words in map(str.split, rows):
            if words[3] == LISTENS and f"socket:[{words[9]}]" in sockets:
                found.add(_address(words[1], kind))
    return found


def _address(word: str, kind: str) -> str:
    digits = word.partition(":")[0]
    if kind == "tcp6":
        return digits
    return socket.inet_ntoa(bytes.fromhex(digits)[::-1])


@pytest.fixture
def engines_process() -> int:
    """Give the engine's process; where somebody else's engine listens is its owner's choice."""
    number = daemon.pid("dockerd")
    if not number:
        pytest.skip("the engine in use is not the course's own")
    return number


def test_the_engine_listens_on_a_tight_socket_and_no_port(engines_process: int) -> None:
    """The engine in use has a socket of mode 0660 or tighter, and no TCP port."""
    host = engine.host()
    assert host.startswith("unix://")
    assert not stat.S_IMODE(os.stat(host.removeprefix("unix://")).st_mode) & 0o117
    assert listening(engines_process) == set()


@pytest.mark.parametrize("program", ["registry", "index"])
def test_the_registry_listens_on_loopback_only(engines_process: int, program: str) -> None:
    """Registry and index have a port at 127.0.0.1, and no other."""
    assert listening(daemon.pid(program)) == {"127.0.0.1"}


def test_what_the_course_makes_is_not_for_all_to_write(course: Course) -> None:
    """With a umask of zero too the data folder is its owner's alone."""
    code, output = course("./course", "stop", before="umask 0")
    assert code == 0, output
    assert stat.S_IMODE(course.data.stat().st_mode) == 0o700
    made = list(course.data.rglob("*"))
    assert {path.name for path in made} >= {data_folder.MARK, "lock"}
    assert [path for path in made if path.stat().st_mode & 0o022] == []
    assert stat.S_IMODE((course.data / data_folder.MARK).stat().st_mode) == 0o600

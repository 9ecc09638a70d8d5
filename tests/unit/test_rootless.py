"""A rootless engine, without one: what is lacking, who can give it, and the words that it is
started with."""

import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from lab.base import paths, rootless
from lab.engine import about, advice, rootless_namespace
from lab.install import packages

ALL = rootless.Facts("learner")


def test_where_all_is_there_nothing_is_lacking():
    """A user with sub-ids, a tun device and user namespaces lacks nothing, and Debian's switch may
    be missing."""
    assert rootless.gaps(ALL) == []


@pytest.mark.parametrize(
    ("facts", "lacking", "command"),
    [
        (
            {"subuids": 0, "subgids": 0, "first_free": 165536},
            "65536 ids for learner in /etc/subuid and /etc/subgid",
            "usermod --add-subuids 165536-231071 --add-subgids 165536-231071 learner",
        ),
        (
            {"subgids": 1000},
            "65536 ids for learner in /etc/subgid",
            "usermod --add-subgids 100000-165535 learner",
        ),
        ({"tun": False}, "/dev/net/tun, for all users", "chmod 0666 /dev/net/tun"),
        (
            {"clone": "0"},
            "kernel.unprivileged_userns_clone",
            "sysctl kernel.unprivileged_userns_clone=1",
        ),
        ({"limit": "0"}, "user.max_user_namespaces", "sysctl user.max_user_namespaces=10000"),
        (
            {"apparmor": "1", "failure": "operation not permitted"},
            "kernel.apparmor_restrict_unprivileged_userns",
            "sysctl kernel.apparmor_restrict_unprivileged_userns=0",
        ),
        (
            {"failure": "operation not permitted"},
            "a user namespace: operation not permitted",
            "rootlesskit true",
        ),
    ],
)
def test_each_thing_that_is_lacking_is_named_with_who_gives_it(facts, lacking, command):
    """What is lacking and the command that gives it are in the one text, beside the two other
    ways."""
    (gap,) = rootless.gaps(replace(ALL, **facts))
    assert lacking in gap.what
    assert command in gap.command
    text = advice.without_root(replace(ALL, **facts), [])
    assert lacking in text
    assert command in text
    assert "sudo ./course lab" in text
    assert "systemctl start docker && usermod -aG docker learner" in text


def test_apparmors_switch_alone_is_no_gap():
    """Where rootlesskit has a profile of its own it works in spite of the switch, and nothing is
    asked for."""
    assert rootless.gaps(replace(ALL, apparmor="1")) == []


def test_missing_packages_are_asked_for_where_they_help():
    """Who may install them is told all for an engine of one's own, and only those of a guest for a
    lent one."""
    lines = advice.without_root(ALL, ["docker-registry", "rootlesskit", "uidmap"]).splitlines()
    own = next(line for line in lines if "yours alone" in line)
    lent = next(line for line in lines if "lent to you" in line)
    assert own.endswith(
        "apt-get install --no-install-recommends docker-registry rootlesskit uidmap"
    )
    assert "--no-install-recommends docker-registry uidmap && systemctl start docker" in lent


@pytest.mark.parametrize(("root", "asked"), [(0, False), (1000, True)])
def test_what_a_rootless_engine_needs_is_asked_for_by_an_ordinary_user_only(
    monkeypatch, root, asked
):
    """Its packages are missing for who is not root; on a borrowed engine only what the base image
    is made with."""
    names = set(rootless.PACKAGES.values())

    def there(name, path=None):
        return None if name in rootless.PACKAGES else name

    monkeypatch.setattr(packages.shutil, "which", there)
    monkeypatch.setattr(rootless.os, "geteuid", lambda: root)
    assert (names <= set(packages.missing())) is asked
    assert names & set(packages.missing(own_engine=False)) == ({"uidmap"} if asked else set())


def test_the_engine_has_a_network_of_its_own_in_which_the_hosts_loopback_is_not():
    """Its network is slirp4netns without the host's 127.0.0.1; the registry's port and socket are
    handed in."""
    words = rootless_namespace.command(Path("/data/state"), 5055, Path("/data/index.sock"))
    begun = words.index(sys.executable)
    assert words[0] == "rootlesskit"
    assert {"--state-dir=/data/state", "--net=slirp4netns", "--disable-host-loopback"} < set(
        words[:begun]
    )
    assert words[begun + 1 :] == [
        str(paths.CLONE / "lab" / "engine" / "rootless_entrypoint.py"),
        "5055",
        "/data/index.sock",
    ]


@pytest.mark.parametrize(
    ("info", "cannot"),
    [
        ({"CgroupDriver": "none", "MemoryLimit": False}, ["memory", "cpus", "stats", "pause"]),
        ({"CgroupDriver": "systemd", "MemoryLimit": True, "CpuCfsQuota": False}, ["cpus"]),
        (
            {"CgroupDriver": "systemd", "MemoryLimit": False, "CpuCfsQuota": True},
            ["memory", "stats"],
        ),
        ({"CgroupDriver": "cgroupfs", "MemoryLimit": True, "CpuCfsQuota": True}, []),
    ],
)
def test_what_an_engine_cannot_is_read_of_its_info(info, cannot):
    """Without control groups nothing is limited, measured or paused; with some, what they give."""
    assert about.cannot(info) == cannot


def test_without_a_bus_no_control_groups_are_asked_for(tmp_path):
    """dockerd is told to use none where the user has no systemd that could make them."""
    assert rootless_namespace.settings({"XDG_RUNTIME_DIR": str(tmp_path)}) == {
        "exec-opts": ["native.cgroupdriver=cgroupfs"]
    }
    (tmp_path / "bus").touch()
    assert rootless_namespace.settings({"XDG_RUNTIME_DIR": str(tmp_path)}) == {}


def test_the_registry_is_reached_at_its_address_through_the_socket(tmp_path):
    """What comes to the port is answered from behind the socket; both ways, whole, and it ends
    with the program."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    link = tmp_path / "link.sock"
    argv = [
        sys.executable,
        paths.CLONE / "lab" / "engine" / "rootless_entrypoint.py",
        str(port),
        link,
        "sleep",
        "600",
    ]
    with socket.socket(socket.AF_UNIX) as registry:
        registry.bind(str(link))
        registry.listen()
        program = subprocess.Popen([str(word) for word in argv])
        try:
            client = reach(port)
            client.sendall(b"x" * 1_000_000)
            client.shutdown(socket.SHUT_WR)
            behind = registry.accept()[0]
            asked = b"".join(iter(lambda: behind.recv(1 << 16), b""))
            behind.sendall(b"answer")
            behind.close()
            assert len(asked) == 1_000_000
            assert client.recv(100) == b"answer"
            assert client.recv(100) == b""
        finally:
            program.kill()
            program.wait()
    assert gone(port)


def reach(port: int) -> socket.socket:
    """Connect to a port that is about to be opened."""
    for _ in range(100):
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=5)
        except ConnectionRefusedError:
            time.sleep(0.05)
    raise AssertionError("nothing listens")


def gone(port: int) -> bool:
    """Whether a port comes to be closed."""
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return True
        time.sleep(0.05)
    return False

"""A full disk, a taken port, too little memory, a wrong clock, a restarted kernel."""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.manager import start_new_kernel

import helpers as dk
from helpers import errors
from tests.support.course_command import Course
from tests.support.environment import CLONE
from tests.support.own_network import USE_ENGINE, learner, script, start
from tests.support.waiting import wait_until


@pytest.fixture
def name() -> Iterator[str]:
    """Name a container for one test alone; it is removed again."""
    name = f"machine{os.getpid()}"
    yield name
    with suppress(errors.NotFound):
        dk.rm(name, force=True)


def test_a_disk_that_is_full_in_a_pull(course: Course, tmp_path: Path) -> None:
    """A pull onto a full disk says so and lists nothing; when there is room it comes whole."""
    pull = learner(
        tmp_path,
        "import sys",
        "try:",
        "    dk.pull(sys.argv[1])",
        "except dk.errors.CourseError as error:",
        '    print("said:", error)',
        argument="$name",
    )
    code, output = course(
        *script(
            "mkdir -p $COURSE_DATA; mount -t tmpfs -o size=400m tmpfs $COURSE_DATA",
            start(),
            USE_ENGINE,
            "registry=$(grep -o '127.0.0.1:[0-9]*' $COURSE_DATA/engine.json | head -n 1)",
            "name=$registry/team/big:1",
            "head -c 60000000 /dev/urandom > $COURSE_DATA/big",
            "tar -C $COURSE_DATA -c big | $docker import - $name",
            "rm $COURSE_DATA/big; $docker push --quiet $name; $docker rmi $name",
            "used=$(df --output=used -k $COURSE_DATA | tail -n 1)",
            "mount -o remount,size=$((used + 30000))k $COURSE_DATA",
            pull,
            'test -z "$($docker images --all --quiet)"',
            "mount -o remount,size=400m $COURSE_DATA",
            pull,
            "$docker images --quiet $name | grep .",
            "unset COURSE_DOCKER_HOST; ./course stop",
            "umount --lazy $COURSE_DATA",
        ),
        timeout=60,
    )
    assert code == 0, output
    assert output.count("said:") == 1
    sentence = output.partition("said:")[2].splitlines()[0]
    assert "no space left on device" in sentence.lower()


def test_a_disk_that_is_full_under_a_program(name: str) -> None:
    """A program whose disk is full fails with its own words; log and exit code have them."""
    write = "dd if=/dev/zero of=/data/big bs=1M count=40"
    dk.run("busybox", write, name=name, mount="type=tmpfs,target=/data,tmpfs-size=8m")
    assert "No space left on device" in " ".join(dk.logs(name)["LINE"])
    assert dk.inspect(name, "State.ExitCode")["VALUE"][0] == 1


def test_a_port_that_is_taken_by_another_program(name: str) -> None:
    """Where a program was first, the container is made and not started; later `start` does."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        words = f"Port {port} of the host is in use .*created but not started"
        with pytest.raises(errors.Conflict, match=words):
            dk.run("busybox", "sleep 600", name=name, publish=f"{port}:80", detach=True, init=True)
    dk.start(name)
    assert dk.inspect(name, "State.Status")["VALUE"][0] == "running"


@pytest.mark.parametrize(("memory", "code", "killed"), [("16m", 137, True), ("128m", 0, False)])
def test_a_program_that_needs_more_memory_than_it_may_have(
    name: str, memory: str, code: int, killed: bool
) -> None:
    """Exit code and state tell that it was killed for its memory; with more memory it runs."""
    needs = "dd if=/dev/zero of=/dev/null bs=40M count=1"
    command = ["sh", "-c", f"{needs}; exit $?"]
    ran = dk.run("busybox", command, name=name, memory=memory, network="none")
    assert ran.attrs["exit_code"] == code
    assert f"Exited ({code})" in ran["STATUS"][0]
    state = dk.inspect(name, "State.OOMKilled", "State.ExitCode")["VALUE"].tolist()
    assert state == [killed, code]
    assert dk.wait(name)["EXIT CODE"].tolist() == [code]


def test_a_kernel_that_is_restarted_in_the_middle_of_a_cell(name: str) -> None:
    """What a cell had begun is on the engine; the new kernel sees it, and removes it."""
    manager, client = start_new_kernel(cwd=str(CLONE))
    try:
        run = f'dk.run("busybox", "sleep 600", name="{name}", init=True)'
        client.execute(f"import helpers as dk; {run}")
        assert wait_until(lambda: name in list(dk.ps()["NAMES"]), seconds=60)
        client.stop_channels()
        manager.restart_kernel(now=True)
        client = manager.client()
        client.start_channels()
        client.wait_for_ready(timeout=30)
        printed = _printed(
            client,
            "import helpers as dk\n"
            f'print("{name}" in list(dk.ps()["NAMES"]))\n'
            f'print(dk.rm("{name}", force=True))',
        )
        assert "True\n" in printed
        assert "removed" in printed
        assert name not in list(dk.ps(all=True)["NAMES"])
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def _printed(client: Any, code: str) -> str:
    """Run code in a kernel; return what it prints."""
    texts: list[str] = []

    def keep(message: dict[str, Any]) -> None:
        texts.append(message["content"].get("text", ""))

    client.execute_interactive(code, output_hook=keep, timeout=30)
    return "".join(texts)


CLOCK = """
import sys, time
import helpers as dk

name = sys.argv[1]
begun = time.monotonic()
command = ["sh", "-c", "echo hi; sleep 600"]
dk.run("busybox", command, name=name, network="none", detach=True, init=True)
listed = dk.ps(filters={"name": name})
print(listed, dk.images("busybox"), dk.history("busybox"))
print("logs:", *dk.logs(name, since="10m")["LINE"], len(dk.logs(name, until="10m")))
container = {"container": listed["CONTAINER ID"][0]}
print("events:", *dk.events(since="5m", filters=container)["ACTION"])
dk.stop(name, time=0)
print("state:", *dk.inspect(name, "State.Status")["VALUE"], *dk.rm(name)["RESULT"])
print("without waiting:", time.monotonic() - begun < 30)
"""


@pytest.mark.parametrize(
    ("hours", "age"), [("-1h", "Less than a second ago"), ("+1h", "About an hour ago")]
)
def test_a_clock_that_is_an_hour_from_the_engines(name: str, hours: str, age: str) -> None:
    """Ages are never negative, `since` and `until` are by the engine's clock, nothing waits."""
    if not shutil.which("faketime"):
        pytest.skip("faketime is not installed: ./course test --all installs it on Debian, as root")
    env = os.environ | {"FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1"}
    words = ["faketime", "-f", hours, sys.executable, "-c", CLOCK, name]
    done = subprocess.run(words, cwd=CLONE, env=env, capture_output=True, text=True, timeout=50)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(rf'sle…" +{age}', done.stdout), done.stdout
    assert "logs: hi 0\n" in done.stdout
    assert "events: create start\n" in done.stdout
    assert "state: exited removed\nwithout waiting: True\n" in done.stdout
    assert not re.search(r"-\d+ (second|minute|hour|day)", done.stdout)

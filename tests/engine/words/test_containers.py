"""Containers on the course's own engine: their end, output, ports, labels, and Ctrl-C."""

import os
import signal
import threading
from pathlib import Path

import pytest

import helpers as dk
from helpers import errors
from tests.support.docker_program import docker
from tests.support.marked import MARK, NO_NETWORK
from tests.support.waiting import wait_until

pytestmark = pytest.mark.usefixtures("private")

ENDS = {
    "wait": lambda name: dk.wait(name),
    "stop": lambda name: dk.stop(name, time=0),
    "kill": lambda name: dk.kill(name),
}


@pytest.mark.parametrize("end", ENDS)
def test_what_is_told_of_an_end_agrees_with_the_listing(end: str) -> None:
    """After `wait`, `stop` and `kill` no listing shows the container running.

    An engine may tell those who wait slightly before its listings show it.
    """
    for turn in range(5):
        name = f"{MARK}-{end}{turn}"
        command = "sleep 0.2" if end == "wait" else "sleep 1000"
        dk.run("debian", command, name=name, detach=True, **NO_NETWORK)
        ENDS[end](name)
        assert dk.ps(filters={"name": name}).empty
        dk.rm(name)


def test_a_run_in_the_foreground_tells_its_end() -> None:
    """After `run` the table shows the container ended, each time."""
    for turn in range(5):
        name = f"{MARK}-end{turn}"
        status = dk.run("debian", "true", name=name, **NO_NETWORK)["STATUS"][0]
        assert status.startswith("Exited (0)")
        dk.rm(name)


def test_all_that_is_made_carries_the_label(tmp_path: Path) -> None:
    """Containers, networks and volumes, also those of `run`, carry the label; builds their own."""
    (tmp_path / "Dockerfile").write_text("FROM debian\n")
    container = f"{MARK}-c"
    dk.create(
        "debian",
        "true",
        name=container,
        volume=f"{MARK}-v1:/a",
        mount=f"type=volume,source={MARK}-v2,target=/b",
    )
    dk.volume_create(f"{MARK}-v3")
    dk.network_create(f"{MARK}-n", internal=True)
    image = dk.build(tmp_path, tag=f"{MARK}:label").attrs["image"]
    label = "Labels.course.docker"
    carried = [
        dk.inspect(container, f"Config.{label}"),
        dk.inspect(image, f"Config.{label}.build"),
        dk.volume_inspect(f"{MARK}-v1", label),
        dk.volume_inspect(f"{MARK}-v2", label),
        dk.volume_inspect(f"{MARK}-v3", label),
        dk.network_inspect(f"{MARK}-n", label),
    ]
    assert [frame["VALUE"].tolist() for frame in carried] == [["1"]] * 6
    dk.rm(container)


def test_on_the_courses_own_engine_all_is_the_courses() -> None:
    """Nothing is filtered, and an object without the label may be changed."""
    name = f"{MARK}-unlabelled"
    docker("run", "-d", "--network", "none", "--name", name, "debian", "sleep", "1000")
    listing = dk.ps()
    assert name in listing["NAMES"].tolist()
    assert "label" not in listing.attrs["command"]
    dk.pause(name)
    dk.unpause(name)
    dk.rm(name, force=True)


def test_a_port_in_use_leaves_the_container_and_says_so() -> None:
    """When a port is taken the container is made, not started, and the error says both."""
    first = f"{MARK}-p1"
    second = f"{MARK}-p2"
    given = {"detach": True, "publish": "127.0.0.1:18093:80"}
    frame = dk.run("debian", "sleep 100", name=first, **given)
    assert frame["PORTS"].tolist() == ["127.0.0.1:18093->80/tcp"]
    words = rf"Port 18093 .*created but not started: dk.rm\(\"{second}\"\)"
    with pytest.raises(errors.Conflict, match=words):
        dk.run("debian", "sleep 100", name=second, **given)
    assert dk.ps(all=True, filters={"name": second})["STATUS"].tolist() == ["Created"]
    dk.rm([first, second], force=True)


def test_output_is_told_apart_and_its_code_kept(
    running: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """`exec` prints both streams to their places; a failure is an exit code, not an error."""
    frame = dk.exec(running, ["sh", "-c", "echo fine; echo 한글; echo bad >&2; exit 3"])
    printed = capsys.readouterr()
    assert printed.out.splitlines()[1:] == ["fine", "한글", "exit code 3"]
    assert printed.err == "bad\n"
    lines = [["stdout", "fine"], ["stdout", "한글"], ["stderr", "bad"]]
    assert frame.to_numpy().tolist() == lines
    assert frame.attrs["exit_code"] == 3


def test_interrupting_a_run_interrupts_the_container() -> None:
    """Ctrl-C during a run in the foreground reaches the container: it does not go on unseen."""
    name = f"{MARK}-int"

    def interrupt_when_ready() -> None:
        wait_until(lambda: docker("logs", name, check=False) == "ready", seconds=60)
        os.kill(os.getpid(), signal.SIGINT)

    interrupts = threading.Thread(target=interrupt_when_ready)
    interrupts.start()
    with pytest.raises(KeyboardInterrupt):
        dk.run(
            "debian",
            ["sh", "-c", "trap 'exit 9' INT; echo ready; while true; do sleep 0.1; done"],
            name=name,
            **NO_NETWORK,
        )
    interrupts.join()
    assert docker("wait", name) == "9"
    dk.rm(name)

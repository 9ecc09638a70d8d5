"""A set-up or a pull that a full disk, Ctrl-C or a second command gets in the way of."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.support.course_command import Course
from tests.support.environment import CLONE, without_engine
from tests.support.own_network import START_SERVICES, USE_ENGINE, kill, load, script, start
from tests.support.waiting import wait_until

TOO_LARGE = """\
ARG BASE
FROM $BASE
RUN touch /first
RUN dd if=/dev/zero of=/big bs=1M count=200
"""
BUILD = f"""
import sys
from pathlib import Path
from lab.base.errors import SetupError
from lab.images import build, catalog

{START_SERVICES}
build.space.require_space = lambda: None  # it would refuse before the build
folder = Path(sys.argv[1])
image = catalog.Image("big", "library/big", ("1",), folder, arguments={{"BASE": "busybox"}})
try:
    build.build(choose(), image)
except SetupError as error:
    print(error)
"""


def test_full_disk_during_an_image_build_is_one_sentence(
    course: Course, busybox: Path, tmp_path: Path
) -> None:
    """A build on a small disk ends in a sentence that says what to do; nothing half is left."""
    folder = tmp_path / "image"
    folder.mkdir()
    (folder / "Dockerfile").write_text(TOO_LARGE)
    program = tmp_path / "build.py"
    program.write_text(BUILD)
    code, output = course(
        *script(
            "mkdir -p $COURSE_DATA; mount -t tmpfs -o size=40m tmpfs $COURSE_DATA",
            start(),
            load(busybox),
            f"PYTHONPATH={CLONE} {sys.executable} {program} {folder}",
            "$docker images --all --quiet | wc -l",
            "$docker ps --all --quiet | wc -l",
            "./course stop",
            "umount --lazy $COURSE_DATA",
        )
    )
    assert code == 0, output
    assert "is too full to build images" in output
    assert "set COURSE_DATA to a folder on another disk" in output
    # There is busybox, and no step before the one that failed, nor its container.
    assert "\n1\n0\n" in output


PULL = f"{sys.executable} -c \"import helpers as dk; dk.pull('$name')\""
# A shell starts a program in the background with SIGINT ignored: Python takes it back.
INTERRUPTIBLE = "signal.signal(signal.SIGINT, signal.default_int_handler)"
PULL_IN_THE_BACKGROUND = (
    f"{sys.executable} -c \"import signal; {INTERRUPTIBLE}; import helpers as dk; dk.pull('$name')\""
    " > $COURSE_DATA.said 2>&1 & pull=$!"
)
NOTHING_IS_LISTED = 'test -z "$($docker images --all --quiet)"'


def test_a_pull_that_is_cut_short_lists_nothing_and_can_be_done_again(course: Course) -> None:
    """Ctrl-C in a download, then a registry that is down: nothing is listed; later it comes."""
    code, output = course(
        *script(
            start(),
            USE_ENGINE,
            "registry=$(grep -o '127.0.0.1:[0-9]*' $COURSE_DATA/engine.json | head -n 1)",
            "name=$registry/team/big:1",
            "head -c 30000000 /dev/urandom > $COURSE_DATA/big",
            "tar -C $COURSE_DATA -c big | $docker import - $name",
            "$docker push --quiet $name; $docker rmi $name",
            # A slow line: the pull takes twelve seconds.
            "tc qdisc add dev lo root tbf rate 20mbit burst 64kb latency 400ms",
            PULL_IN_THE_BACKGROUND,
            "until ls $COURSE_DATA/engine/root/tmp/GetImageBlob* 2>/dev/null; do sleep 0.1; done",
            "kill -INT $pull; ! wait $pull; grep KeyboardInterrupt $COURSE_DATA.said",
            NOTHING_IS_LISTED,
            "tc qdisc del dev lo root",
            kill("registry"),
            kill("index"),
            f"! {PULL} 2> $COURSE_DATA.said",
            "tail -n 1 $COURSE_DATA.said",
            NOTHING_IS_LISTED,
            f"(unset COURSE_DOCKER_HOST; {start()})",
            PULL,
            "$docker images --quiet $name | grep .",
            "unset COURSE_DOCKER_HOST; ./course stop",
        )
    )
    assert code == 0, output
    assert "PullError: The registry of" in output


SLOW_SET_UP = f"""
import time
from lab.base.lock import setup_lock

with setup_lock("setting up"):
    {START_SERVICES}
    time.sleep(2)
"""


def test_two_set_ups_at_once_take_turns(course: Course, tmp_path: Path) -> None:
    """The second command waits for the first and says so; then it does its own work."""
    program = tmp_path / "slow.py"
    program.write_text(SLOW_SET_UP)
    code, output = course(
        *script(
            f"PYTHONPATH={CLONE} {sys.executable} {program} & first=$!",
            "until [ -e $COURSE_DATA/engine.json ]; do sleep 0.05; done",
            "./course stop",
            "wait $first",
        )
    )
    assert code == 0, output
    assert "Another ./course is setting up (pid" in output
    assert output.index("waiting for it") < output.index("engine ended")


BASE_IS_MADE = "sleep 7531"  # what stands in for the program that makes the base


def test_ctrl_c_in_a_set_up_ends_its_programs_and_the_next_one_goes_on(
    course: Course, tmp_path: Path
) -> None:
    """Ctrl-C while the base is made: exit code 130, and nothing goes on behind the prompt."""
    slow = tmp_path / "bin" / "mmdebstrap"
    slow.parent.mkdir()
    slow.write_text(f"#!/bin/sh\nexec {BASE_IS_MADE}\n")
    slow.chmod(0o755)
    env = without_engine(course.data)
    env["PATH"] = f"{slow.parent}:{os.environ['PATH']}"
    for _ in range(2):
        child = subprocess.Popen(
            ["unshare", "--net", "sh", "-c", "ip link set lo up; exec ./course setup"],
            cwd=CLONE,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        begun = wait_until(_base_is_made, seconds=20)
        child.send_signal(signal.SIGINT if begun else signal.SIGKILL)
        output, _ = child.communicate(timeout=30)
        assert begun, output
        assert child.returncode == 130, output
        assert "debian" in output
        assert "./course setup goes on from here" in output
        assert not _base_is_made()
        course("./course", "stop")  # the next run has a network namespace of its own


def _base_is_made() -> bool:
    found = subprocess.run(["pgrep", "-f", BASE_IS_MADE], capture_output=True)
    return bool(found.stdout)

"""An engine that is killed, stands still or has no memory: said at once, and data are whole."""

import re
from pathlib import Path

import pytest

from tests.support.course_command import Course
from tests.support.own_network import USE_ENGINE, learner, load, script, start

SAID = "No Docker engine answers at unix://"
END = "unset COURSE_DOCKER_HOST; ./course stop"
NO_NETWORK = 'network="none"'
KEEP = (
    'dk.run("busybox", ["sh", "-c", "echo kept > /data/note"],'
    f' volume="keep:/data", {NO_NETWORK}, rm=True)'
)
READ = f'dk.run("busybox", "cat /data/note", volume="keep:/data", {NO_NETWORK}, rm=True)'
CONTAINER = f'dk.run("busybox", "sleep 600", name="box", {NO_NETWORK}, detach=True, init=True)'
COUNT_WHAT_IS_LEFT = 'print(len(dk.ps(all=True)), "containers left,", len(dk.images(all=True)))'
TALKS = '["sh", "-c", "while :; do echo line; sleep 0.1; done"]'
CALLS = {  # in the middle of each the engine is killed
    "run": f'dk.run("busybox", {TALKS}, name="long", {NO_NETWORK})',
    "exec": f'dk.exec("box", {TALKS})',
    "wait": 'dk.wait("box")',
    "build": 'dk.build("slow", tag="slow:1")',
}


@pytest.mark.parametrize("word", CALLS)
def test_an_engine_that_is_killed_in_the_middle(
    course: Course, busybox: Path, tmp_path: Path, word: str
) -> None:
    """kill -9 in a call is said within 10 s; the next command brings engine and volumes back."""
    (tmp_path / "slow").mkdir()
    (tmp_path / "slow" / "Dockerfile").write_text("FROM busybox\nENV A=b\nRUN sleep 600\n")
    struck = [
        "import os, threading, time",
        "from lab.base import daemon",
        'threading.Timer(1.5, os.kill, (daemon.pid("dockerd"), 9)).start()',
        "begun = time.monotonic()",
        "try:",
        f"    {CALLS[word]}",
        "except dk.errors.EngineUnavailable as error:",
        '    print(f"within ten seconds: {time.monotonic() - begun < 11.5}: {error}")',
    ]
    after = [READ, 'dk.start("box")', "dk.reset()", COUNT_WHAT_IS_LEFT]
    code, output = course(
        *script(
            start(),
            load(busybox),
            USE_ENGINE,
            learner(tmp_path, KEEP, CONTAINER),
            learner(tmp_path, *struck),
            "unset COURSE_DOCKER_HOST",
            start(),
            USE_ENGINE,
            learner(tmp_path, *after),
            END,
        ),
        timeout=60,
    )
    assert code == 0, output
    assert f"within ten seconds: True: {SAID}" in output
    assert "\nkept\n" in output
    assert "\n0 containers left, 1\n" in output


PULL_WHILE_A_BOARD_FOLLOWS = """
import os, subprocess, sys, threading, time
from pathlib import Path
from lab import setup
from lab.base import daemon
from lab.engine import choose

os.environ["COURSE_PROGRESS"] = "1"
name = sys.argv[1]
data = Path(os.environ["COURSE_DATA"])
board = dk.board()


def wait_until(holds):
    end = time.monotonic() + 20
    while not holds() and time.monotonic() < end:
        time.sleep(0.05)
    return holds()


def kill_in_the_middle():
    wait_until(lambda: list(data.glob("engine/root/tmp/GetImageBlob*")))
    os.kill(daemon.pid("dockerd"), 9)


def wait_for_events():
    try:
        dk.events(until="-10m")  # those of the next ten minutes
    except dk.errors.EngineUnavailable as error:
        print(f"events said: {error}")


waiting = threading.Thread(target=wait_for_events)
waiting.start()
threading.Thread(target=kill_in_the_middle).start()
try:
    dk.pull(name)
except dk.errors.EngineUnavailable as error:
    print(f"pull said: {error}")
waiting.join()
said = wait_until(lambda: "tick the box to follow it again" in board.message.value)
print("the board:", said, board.follow.value)
subprocess.run(["tc", "qdisc", "del", "dev", "lo", "root"], check=True)
setup.start_services(choose.choose())
print("images:", len(dk.images(all=True)))
dk.pull(name)
board.follow.value = True
dk.create(name, "x", name="box", network="none")
print("the board sees the box:", wait_until(lambda: list(board.table["NAMES"]) == ["box"]))
board.close()
"""


def test_an_engine_that_is_killed_in_a_pull_while_a_board_follows_it(
    course: Course, tmp_path: Path
) -> None:
    """Pull, board and a wait for events say so; no half image is listed; later it comes whole."""
    code, output = course(
        *script(
            start(),
            USE_ENGINE,
            "registry=$(grep -o '127.0.0.1:[0-9]*' $COURSE_DATA/engine.json | head -n 1)",
            "name=$registry/team/big:1",
            "head -c 12000000 /dev/urandom > $COURSE_DATA/big",
            "tar -C $COURSE_DATA -c big | $docker import - $name",
            "$docker push --quiet $name; $docker rmi $name",
            # A slow line: the pull takes five seconds.
            "tc qdisc add dev lo root tbf rate 20mbit burst 64kb latency 400ms",
            learner(tmp_path, *PULL_WHILE_A_BOARD_FOLLOWS.splitlines(), argument="$name"),
            END,
        ),
        timeout=60,
    )
    assert code == 0, output
    assert f"pull said: {SAID}" in output
    assert f"events said: {SAID}" in output
    assert "the board: True False" in output
    assert "images: 0" in output
    assert "Status: Downloaded newer image" in output
    assert "the board sees the box: True" in output


def test_an_engine_that_stands_still(course: Course, busybox: Path, tmp_path: Path) -> None:
    """A stopped engine (SIGSTOP) is told within seconds; when it goes on, it answers again."""
    still = [
        "import os, signal, time",
        "from lab.base import daemon",
        'pid = daemon.pid("dockerd")',
        "os.kill(pid, signal.SIGSTOP)",
        "begun = time.monotonic()",
        "try:",
        "    dk.ps()",
        "except dk.errors.EngineUnavailable as error:",
        '    print(f"soon: {time.monotonic() - begun < 20}: {error}")',
        "finally:",
        "    os.kill(pid, signal.SIGCONT)",
        'print(len(dk.ps(all=True)), "container")',
    ]
    code, output = course(
        *script(start(), load(busybox), USE_ENGINE, learner(tmp_path, CONTAINER, *still), END),
        timeout=60,
    )
    assert code == 0, output
    assert f"soon: True: {SAID}" in output
    assert "\n1 container\n" in output


# Puts the engine into a group of processes that may have 12 MB more; the machine's memory is not
# touched. Exit code 77: this machine lets no group be limited.
SQUEEZE = r"""
memory=/sys/fs/cgroup/memory; limit=memory.limit_in_bytes; swap=memory.memsw.limit_in_bytes
if [ ! -e $memory ]; then memory=/sys/fs/cgroup; limit=memory.max; swap=memory.swap.max; fi
group=$memory/course-$$; mkdir $group || exit 77
if [ ! -e $group/$limit ]; then
    echo +memory > $memory/cgroup.subtree_control || { rmdir $group; exit 77; }
fi
echo 12M > $group/$limit
[ ! -e $group/$swap ] || echo $([ $swap = memory.swap.max ] && echo 0 || echo 12M) > $group/$swap
dockerd=$(grep -o '"pid": [0-9]*' $COURSE_DATA/run/dockerd.pid | cut -d ' ' -f 2)
for pid in $dockerd $(cat $COURSE_DATA/engine/exec/containerd/containerd.pid); do
    echo $pid > $group/cgroup.procs || { rmdir $group; exit 77; }
done
"""
RELEASE = "for pid in $(cat $group/cgroup.procs); do echo $pid > $memory/cgroup.procs; done"


def test_an_engine_whose_memory_is_short(course: Course, busybox: Path, tmp_path: Path) -> None:
    """The kernel ends an engine that needs too much memory: said at once; later it goes on."""
    (tmp_path / "Dockerfile").write_text("FROM busybox\nENV A=b\nRUN touch /a\nRUN touch /b\n")
    build = [
        "try:",
        '    dk.build(".", tag="shop:1")',
        "except dk.errors.CourseError as error:",
        '    print("said:", error)',
    ]
    code, output = course(
        *script(
            start(),
            load(busybox),
            USE_ENGINE,
            learner(tmp_path, KEEP),
            SQUEEZE,
            learner(tmp_path, *build),
            "grep -w oom_kill $group/memory.oom_control $group/memory.events || true",
            start(),
            RELEASE,
            "rmdir $group",
            learner(tmp_path, READ, *build, "dk.reset()", COUNT_WHAT_IS_LEFT),
            END,
        ),
        timeout=60,
    )
    if code == 77:
        pytest.skip("this machine lets no group of processes be limited in its memory")
    assert code == 0, output
    assert re.search(r"oom_kill [1-9]", output), output
    assert output.count("said:") == 1
    assert f"said: {SAID}" in output
    assert "\nkept\n" in output
    assert "Successfully tagged shop:1" in output
    assert "\n0 containers left, 1\n" in output

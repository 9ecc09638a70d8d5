"""Bad weather while a learner works: one sentence, data intact, and the next command goes on."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from contextlib import suppress

import pytest
from jupyter_client.manager import start_new_kernel

import helpers as dk
from helpers import errors
from tests.support.environment import CLONE
from tests.support.own_network import USE_ENGINE as HOST
from tests.support.own_network import learner, script, start

SAID = "No Docker engine answers at unix://"
END = "unset COURSE_DOCKER_HOST; ./course stop"
KEEP = 'dk.run("busybox", ["sh", "-c", "echo kept > /data/note"], volume="keep:/data", network="none", rm=True)'
READ = 'dk.run("busybox", "cat /data/note", volume="keep:/data", network="none", rm=True)'
BOX = 'dk.run("busybox", "sleep 600", name="box", network="none", detach=True, init=True)'
TALKS = '["sh", "-c", "while :; do echo line; sleep 0.1; done"]'
WORDS = {  # in the middle of each the engine is killed
    "run": f'dk.run("busybox", {TALKS}, name="long", network="none")',
    "exec": f'dk.exec("box", {TALKS})',
    "wait": 'dk.wait("box")',
    "build": 'dk.build("slow", tag="slow:1")',
}


@pytest.fixture
def box():
    """Name a container for this test alone; it is taken away again."""
    name = f"weather{os.getpid()}"
    yield name
    with suppress(errors.NotFound):
        dk.rm(name, force=True)


@pytest.mark.parametrize("word", WORDS)
def test_an_engine_that_is_killed_in_the_middle(course, busybox, tmp_path, word):
    """kill -9 in a call is said within 10 s; the next command brings the engine back, and volumes
    are whole."""
    (tmp_path / "slow").mkdir()
    (tmp_path / "slow" / "Dockerfile").write_text("FROM busybox\nENV A=b\nRUN sleep 600\n")
    struck = (
        "import os, threading, time",
        "from lab.base import daemon",
        'threading.Timer(1.5, os.kill, (daemon.pid("dockerd"), 9)).start()',
        "begun = time.monotonic()",
        f"try: {WORDS[word]}",
        "except dk.errors.EngineUnavailable as error:",
        '    print(f"within ten seconds: {time.monotonic() - begun < 11.5}: {error}")',
    )
    left = 'print(len(dk.ps(all=True)), "containers left,", len(dk.images(all=True)), "images")'
    after = (READ, 'dk.start("box")', "dk.reset()", left)
    code, output = course(
        *script(start(), f"$docker load --quiet --input {busybox}", HOST,
                learner(tmp_path, KEEP, BOX), learner(tmp_path, *struck),
                "unset COURSE_DOCKER_HOST", start(), HOST, learner(tmp_path, *after), END),
        timeout=60,
    )  # fmt: skip
    assert code == 0, output
    assert f"within ten seconds: True: {SAID}" in output
    assert "\nkept\n" in output
    assert "\n0 containers left, 1 images\n" in output


PULL = """
import os, subprocess, sys, threading, time
from pathlib import Path
from lab.engine.choose import choose
from lab.setup import start_services
from lab.base import daemon
os.environ["COURSE_PROGRESS"] = "1"
name = sys.argv[1]
data = Path(os.environ["COURSE_DATA"])
board = dk.board()
def until(held):
    end = time.monotonic() + 20
    while not held() and time.monotonic() < end:
        time.sleep(0.05)  # the engine is asked until what is waited for is there
    return held()
def strike():
    until(lambda: list(data.glob("engine/root/tmp/GetImageBlob*")))
    os.kill(daemon.pid("dockerd"), 9)
def follow():
    try: dk.events(until="-10m")  # those of the next ten minutes
    except dk.errors.EngineUnavailable as error: print(f"events said: {error}")
followed = threading.Thread(target=follow)
followed.start()
threading.Thread(target=strike).start()
try: dk.pull(name)
except dk.errors.EngineUnavailable as error: print(f"pull said: {error}")
followed.join()
print("the board:", until(lambda: "tick the box to follow it again" in board.message.value), board.follow.value)
subprocess.run(["tc", "qdisc", "del", "dev", "lo", "root"], check=True)
start_services(choose())
print("images:", len(dk.images(all=True)))
dk.pull(name)
board.follow.value = True
dk.create(name, "x", name="box", network="none")
print("the board sees the box:", until(lambda: list(board.table["NAMES"]) == ["box"]))
board.close()
"""


def test_an_engine_that_is_killed_in_a_pull_while_a_board_follows_it(course, tmp_path):
    """Pull, board and a wait for events say so; no half image is listed; later it comes whole, the
    board follows on."""
    begin = learner(tmp_path, *PULL.splitlines(), argument="$name")
    code, output = course(
        *script(
            start(),
            HOST,
            "name=$(grep -o '127.0.0.1:[0-9]*' $COURSE_DATA/engine.json | head -n 1)/team/big:1",
            "head -c 12000000 /dev/urandom > $COURSE_DATA/big; tar -C $COURSE_DATA -c big | $docker import - $name",
            "$docker push --quiet $name; $docker rmi $name",
            # a slow line: five seconds
            "tc qdisc add dev lo root tbf rate 20mbit burst 64kb latency 400ms",
            begin,
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


def test_an_engine_that_stands_still(course, busybox, tmp_path):
    """An engine that was stopped (SIGSTOP) is told within seconds; when it goes on, the next call
    is answered."""
    still = (
        "import os, signal, time",
        "from lab.base import daemon",
        'pid = daemon.pid("dockerd")',
        "os.kill(pid, signal.SIGSTOP)",
        "begun = time.monotonic()",
        "try: dk.ps()",
        'except dk.errors.EngineUnavailable as error: print(f"soon: {time.monotonic() - begun < 20}: {error}")',
        "finally: os.kill(pid, signal.SIGCONT)",
        'print(len(dk.ps(all=True)), "container")',
    )
    loaded = f"$docker load --quiet --input {busybox}"
    code, output = course(
        *script(start(), loaded, HOST, learner(tmp_path, BOX, *still), END), timeout=60
    )
    assert code == 0, output
    assert f"soon: True: {SAID}" in output
    assert "\n1 container\n" in output


def test_a_disk_that_is_full_in_a_pull(course, tmp_path):
    """A pull onto a full disk says so and lists nothing; when there is room it comes whole."""
    tried = (
        "import sys",
        "try: dk.pull(sys.argv[1])",
        'except dk.errors.CourseError as error: print("said:", error)',
    )
    pull = learner(tmp_path, *tried, argument="$name")
    code, output = course(
        *script(
            "mkdir -p $COURSE_DATA; mount -t tmpfs -o size=400m tmpfs $COURSE_DATA",
            start(),
            HOST,
            "name=$(grep -o '127.0.0.1:[0-9]*' $COURSE_DATA/engine.json | head -n 1)/team/big:1",
            "head -c 60000000 /dev/urandom > $COURSE_DATA/big; tar -C $COURSE_DATA -c big | $docker import - $name",
            "rm $COURSE_DATA/big; $docker push --quiet $name; $docker rmi $name",
            "used=$(df --output=used -k $COURSE_DATA | tail -n 1)",
            "mount -o remount,size=$((used + 30000))k $COURSE_DATA",
            pull,
            'test -z "$($docker images --all --quiet)"',
            "mount -o remount,size=400m $COURSE_DATA",
            pull,
            "$docker images --quiet $name | grep .",
            END,
            "umount --lazy $COURSE_DATA",
        ),
        timeout=60,
    )
    assert code == 0, output
    assert output.count("said:") == 1
    assert "no space left on device" in output.partition("said:")[2].partition("\n")[0].lower()


def test_a_disk_that_is_full_under_a_program(box):
    """A program whose disk is full fails with its own words; they are in the log, and its exit
    code is kept."""
    write = "dd if=/dev/zero of=/data/big bs=1M count=40"
    dk.run("busybox", write, name=box, mount="type=tmpfs,target=/data,tmpfs-size=8m")
    assert "No space left on device" in " ".join(dk.logs(box)["LINE"])
    assert dk.inspect(box, "State.ExitCode")["VALUE"][0] == 1


def test_a_port_that_is_taken_by_another_program(box):
    """Where a program was first, the container is made, not started, and both are said; later
    `start` starts it."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(
            errors.Conflict, match=f"Port {port} of the host is in use .*created but not started"
        ):
            dk.run("busybox", "sleep 600", name=box, publish=f"{port}:80", detach=True, init=True)
    dk.start(box)
    assert dk.inspect(box, "State.Status")["VALUE"][0] == "running"


def test_a_kernel_that_is_restarted_in_the_middle_of_a_cell(box):
    """What a cell had begun is on the engine; the new kernel sees it, and clears it away."""
    manager, client = start_new_kernel(cwd=str(CLONE))
    try:
        client.execute(
            f'import helpers as dk; dk.run("busybox", "sleep 600", name="{box}", init=True)'
        )
        until = time.monotonic() + 60
        while box not in list(dk.ps()["NAMES"]) and time.monotonic() < until:
            time.sleep(0.1)  # the engine is asked until the container of the other kernel runs
        client.stop_channels()
        manager.restart_kernel(now=True)
        client = manager.client()
        client.start_channels()
        client.wait_for_ready(timeout=30)
        said = []
        code = f'import helpers as dk; print("{box}" in list(dk.ps()["NAMES"])); print(dk.rm("{box}", force=True))'
        client.execute_interactive(
            code, output_hook=lambda message: said.append(message["content"]), timeout=30
        )
        told = "".join(one.get("text", "") for one in said)
        assert "True\n" in told
        assert "removed" in told
        assert box not in list(dk.ps(all=True)["NAMES"])
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


CLOCK = """
import sys, time
import helpers as dk
box = sys.argv[1]
begun = time.monotonic()
dk.run("busybox", ["sh", "-c", "echo hi; sleep 600"], name=box, network="none", detach=True, init=True)
listed = dk.ps(filters={"name": box})
print(listed, dk.images("busybox"), dk.history("busybox"))
print("logs:", *dk.logs(box, since="10m")["LINE"], len(dk.logs(box, until="10m")))
print("events:", *dk.events(since="5m", filters={"container": listed["CONTAINER ID"][0]})["ACTION"])
dk.stop(box, time=0)
print("state:", *dk.inspect(box, "State.Status")["VALUE"], *dk.rm(box)["RESULT"])
print("without waiting:", time.monotonic() - begun < 30)
"""


@pytest.mark.parametrize(
    ("hours", "age"), [("-1h", "Less than a second ago"), ("+1h", "About an hour ago")]
)
def test_a_clock_that_is_an_hour_from_the_engines(box, hours, age):
    """Ages are never negative, `since` and `until` mean the engine's clock, and nothing waits for
    the hour to pass."""
    if not shutil.which("faketime"):
        pytest.skip("faketime is not installed: ./course test installs it as root on Debian")
    env = os.environ | {"FAKETIME_DONT_FAKE_MONOTONIC": "1", "DONT_FAKE_MONOTONIC": "1"}
    words = ["faketime", "-f", hours, sys.executable, "-c", CLOCK, box]
    done = subprocess.run(words, cwd=CLONE, env=env, capture_output=True, text=True, timeout=50)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(rf'sle…" +{age}', done.stdout), done.stdout
    assert "logs: hi 0\n" in done.stdout
    assert "events: create start\n" in done.stdout
    assert "state: exited removed\nwithout waiting: True\n" in done.stdout
    assert not re.search(r"-\d+ (second|minute|hour|day)", done.stdout)


def test_a_program_that_needs_more_memory_than_it_may_have(box):
    """Exit code and state tell that it was killed for its memory; with more it runs, from the same
    image."""
    needs = "dd if=/dev/zero of=/dev/null bs=40M count=1"
    for memory, code, killed in (("16m", 137, True), ("128m", 0, False)):
        ran = dk.run(
            "busybox", ["sh", "-c", f"{needs}; exit $?"], name=box, memory=memory, network="none"
        )
        assert ran.attrs["exit_code"] == code
        assert f"Exited ({code})" in ran["STATUS"][0]
        told = dk.inspect(box, "State.OOMKilled", "State.ExitCode")["VALUE"].tolist()
        assert told == [killed, code]
        assert dk.wait(box)["EXIT CODE"].tolist() == [code]
        dk.rm(box)


SQUEEZE = """
memory=/sys/fs/cgroup/memory; limit=memory.limit_in_bytes; swap=memory.memsw.limit_in_bytes
if [ ! -e $memory ]; then memory=/sys/fs/cgroup; limit=memory.max; swap=memory.swap.max; fi
group=$memory/course-$$; mkdir $group || exit 77
[ -e $group/$limit ] || echo +memory > $memory/cgroup.subtree_control || { rmdir $group; exit 77; }
echo 12M > $group/$limit
[ ! -e $group/$swap ] || echo $([ $swap = memory.swap.max ] && echo 0 || echo 12M) > $group/$swap
for pid in $(grep -o '"pid": [0-9]*' $COURSE_DATA/run/dockerd.pid | cut -d ' ' -f 2) \\
    $(cat $COURSE_DATA/engine/exec/containerd/containerd.pid); do
    echo $pid > $group/cgroup.procs || { rmdir $group; exit 77; }
done
"""


def test_an_engine_whose_memory_is_short(course, busybox, tmp_path):
    """The kernel ends an engine that needs more memory than there is: that is said at once; later
    it goes on.

    The engine is in a group of its own that may have 12 MB more; the machine's memory is not touched.
    """
    (tmp_path / "Dockerfile").write_text("FROM busybox\nENV A=b\nRUN touch /a\nRUN touch /b\n")
    tried = (
        'try: dk.build(".", tag="shop:1")',
        'except dk.errors.CourseError as error: print("said:", error)',
    )
    left = 'print(len(dk.ps(all=True)), "containers left,", len(dk.images(all=True)), "images")'
    code, output = course(
        *script(start(), f"$docker load --quiet --input {busybox}", HOST, learner(tmp_path, KEEP), SQUEEZE,
                learner(tmp_path, *tried),
                "grep -w oom_kill $group/memory.oom_control $group/memory.events || true",
                start(), "for pid in $(cat $group/cgroup.procs); do echo $pid > $memory/cgroup.procs; done",
                "rmdir $group", learner(tmp_path, READ, *tried, "dk.reset()", left), END),
        timeout=60,
    )  # fmt: skip
    if code == 77:
        pytest.skip("this machine lets no group of processes be limited in its memory")
    assert code == 0, output
    assert re.search(r"oom_kill [1-9]", output), output
    assert output.count("said:") == 1
    assert f"said: {SAID}" in output
    assert "\nkept\n" in output
    assert "Successfully tagged shop:1" in output
    assert "\n0 containers left, 1 images\n" in output


def test_a_course_folder_that_cannot_be_written(course, tmp_path):
    """The course runs from a folder that nothing can be written to; what it keeps is in its data
    folder."""
    inner = "\n".join(
        [
            f"mount --bind {CLONE} {CLONE}; mount -o remount,bind,ro {CLONE}; cd {CLONE}; ! touch x",
            start(),
            "./course status",
            HOST,
            learner(tmp_path, 'print(len(dk.ps(all=True)), "containers")'),
            END,
        ]
    )
    code, output = course("unshare", "--mount", "sh", "-exc", inner)
    assert code == 0, output
    assert "(private), answers" in output
    assert "0 containers" in output
    assert "Read-only file system" in output  # what the shell's own `touch` was told


def test_names_of_any_script_and_with_spaces(course, busybox, tmp_path):
    """Folders with spaces and Hangul hold the engine's data and the learner's files; labels keep
    what they say."""
    folder = tmp_path / "강의 자료 'n' $HOME"
    (folder / "빌드 폴더").mkdir(parents=True)
    (folder / "빌드 폴더" / "Dockerfile").write_text('FROM busybox\nCOPY ["안내 글.txt", "/"]\n')
    (folder / "빌드 폴더" / "안내 글.txt").write_text("안녕\n")
    file = tmp_path / "learner.py"
    file.write_text(
        f"""
import os, sys
os.chdir({str(folder)!r})
import helpers as dk
dk.load({str(busybox)!r})
dk.build("빌드 폴더", tag="shop:1")
dk.run("shop:1", ["cat", "/안내 글.txt"], name="box", network="none", label={{"설명": "가게 <1>"}})
print("label:", list(dk.ps(all=True, filters={{"label": "설명=가게 <1>"}})["NAMES"]))
dk.cp("box:/안내 글.txt", "꺼낸 글.txt")
dk.save("shop:1", "가게 이미지.tar")
print("files:", sorted(os.listdir()))
dk.run("busybox", ["cat", "/강의/안내 글.txt"], volume="./빌드 폴더:/강의:ro", network="none", rm=True)
for name in ("한글", "두 낱말"):
    try: dk.run("busybox", "true", name=name, network="none")
    except dk.errors.CourseError as error: print("said:", str(error)[:120])
dk.reset()
"""
    )
    inner = [
        'export COURSE_DATA="$COURSE_DATA/자료 1"; mkdir -p "$COURSE_DATA"',
        start(),
        HOST,
        f"PYTHONPATH={CLONE} {sys.executable} {file}",
        END,
    ]
    code, output = course(*script(*inner))
    assert code == 0, output
    assert "label: ['box']" in output
    assert "files: ['가게 이미지.tar', '꺼낸 글.txt', '빌드 폴더']" in output
    assert output.count("\n안녕\n") == 2
    assert output.count("said:") == 2


NO_NAME, TOO_LONG = "is no name that a file can have here", "too long for the engine's disk"
LONG = {  # what is called with a long name, and what is said; nothing if it works
    "container": (lambda name: dk.create("busybox", "true", name=name, network="none"), ""),
    "network": (lambda name: dk.network_create(name, internal=True), ""),
    "label": (lambda name: dk.create("busybox", "true", label={"long": name}, network="none"), ""),
    "volume": (lambda name: dk.volume_create(name), TOO_LONG),
    "mounted volume": (lambda name: dk.create("busybox", "true", volume=f"{name}:/x"), TOO_LONG),
    "mounted file": (
        lambda name: dk.create("busybox", "true", mount=f"type=bind,source=./{name},target=/x"),
        NO_NAME,
    ),
    "tag": (lambda name: dk.tag("busybox", f"busybox:{name}"), "invalid tag format"),
    "image": (lambda name: dk.pull(name), "The registry has no image|more than 255 characters"),
    "host": (
        lambda name: dk.run("busybox", "true", hostname=name, network="none"),
        "sethostname: invalid argument",
    ),
    "file to copy": (lambda name: dk.cp(name, "nope:/x"), NO_NAME),
    "file to copy to": (lambda name: dk.cp("nope:/x", name), NO_NAME),
    "folder to build": (lambda name: dk.build(name), NO_NAME),
    "archive to load": (lambda name: dk.load(name), NO_NAME),
    "archive to save": (lambda name: dk.save("busybox", name), NO_NAME),
}


@pytest.mark.parametrize("what", LONG)
def test_very_long_names(what, own_record):
    """A name of 300 and one of 5,000 characters work, or one sentence says so that does not repeat
    all of it."""
    dk.pull("busybox")
    call, says = LONG[what]
    for name in ("x" * 300, "x" * 5000):
        if not says:
            call(name)
            continue
        with pytest.raises(errors.CourseError, match=says) as told:
            call(name)
        assert len(str(told.value)) < 700
    dk.ps(all=True)


def test_a_data_folder_with_too_long_a_path(course):
    """The engine's socket has no room for it: one sentence names the folder, before anything is
    started."""
    inner = f'export COURSE_DATA="$COURSE_DATA/{"d" * 80}"; ./course setup; echo "exit code $?"; ./course stop'
    code, output = course("sh", "-c", inner)
    assert code == 0, output
    assert "exit code 1" in output
    assert "Nothing of the course runs" in output
    assert "The path of the data folder is too long for a socket" in output
    assert "Set COURSE_DATA to a shorter one" in output
    assert "Traceback" not in output

"""The course's own engine and registry, for real, in a network namespace of their own: they come,
are found, go."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.support.environment import CLONE, without_engine
from tests.support.own_network import START_SERVICES, script, start

STATE = (
    "ip -brief link; (iptables-save | grep -v '^[#*]' | sed 's/ \\[.*//' | grep -v -e ACCEPT -e COMMIT || true); "
    "grep $COURSE_DATA/ /proc/self/mounts || true"
)


def test_engine_comes_and_goes_without_a_trace(course, busybox):
    """After containers, ports and networks, `stop` leaves no process, mount, bridge or rule of the
    engine."""
    code, output = course(
        *script(
            f"({STATE}) > $COURSE_DATA.before",
            start(),
            f"$docker load --quiet --input {busybox}",
            "$docker network create other",
            "$docker run --detach --init --publish 18080:80 busybox sleep 600",
            "$docker run --detach --init --network other busybox sleep 600",
            "test $(ip -brief link show type bridge | wc -l) = 2",
            "iptables-save | grep -q DOCKER",
            "grep -q $COURSE_DATA /proc/self/mounts",
            "./course stop",
            f"({STATE}) > $COURSE_DATA.after",
            "diff $COURSE_DATA.before $COURSE_DATA.after",
            '! pgrep -f "$COURSE_DATA"/engine',
        )
    )
    assert code == 0, output
    assert "2 bridges and" in output


def test_next_command_finds_the_same_engine(course):
    """Engine and registry outlive the command that started them; the next start keeps their pids;
    status says so."""
    pids = (
        "cat $COURSE_DATA/run/dockerd.pid $COURSE_DATA/run/registry.pid $COURSE_DATA/run/index.pid"
    )
    code, output = course(
        *script(
            start(),
            f"{pids} > $COURSE_DATA.1",
            start(),
            f"{pids} > $COURSE_DATA.2",
            "cmp $COURSE_DATA.1 $COURSE_DATA.2",
            "./course status",
            "./course stop",
            "! ./course status",
        )
    )
    assert code == 0, output
    assert "private), answers" in output


def test_killed_engine_comes_back_with_volumes_intact(course, busybox):
    """After kill -9 of the engine the next start brings it back, and what a volume held is there.
    """
    code, output = course(
        *script(
            start(),
            f"$docker load --quiet --input {busybox}",
            "$docker run --volume kept:/data busybox sh -c 'echo precious > /data/file'",
            "$docker run --detach --init --name running busybox sleep 600",
            "kill -9 $(grep -o '\"pid\": [0-9]*' $COURSE_DATA/run/dockerd.pid | cut -d ' ' -f 2)",
            start(),
            'test "$($docker run --volume kept:/data busybox cat /data/file)" = precious',
            "test \"$($docker inspect --format '{{.State.Running}}' running)\" = false",
            "./course stop",
        )
    )
    assert code == 0, output


def test_socket_is_for_its_group_only_and_no_tcp_port_is_open(course):
    """The engine's socket has mode 0660 or tighter, and dockerd listens on no TCP port."""
    code, output = course(
        *script(
            start(),
            "stat -c %a $COURSE_DATA/engine/docker.sock",
            "ss --listening --tcp --numeric --processes > $COURSE_DATA.ports",
            "! grep dockerd $COURSE_DATA.ports",
            "./course stop",
        )
    )
    assert code == 0, output
    assert output.splitlines()[0] in ("660", "600")


def test_no_second_engine_beside_another(course):
    """Where another engine runs, the course starts none of its own, and says which one is there."""
    other = "dockerd --data-root $O/root --exec-root $O/exec --pidfile $O/pid --host unix://$O/docker.sock >$O.log 2>&1 &"
    code, output = course(
        *script(
            "O=$COURSE_DATA.other; mkdir -p $O",
            other,
            "until docker --host unix://$O/docker.sock version >/dev/null 2>&1; do sleep 0.1; done",
            f"! {start()} 2> $COURSE_DATA.said",
            "DOCKER_HOST=unix://$O/docker.sock ./course status || true",
            "grep 'Another Docker engine' $COURSE_DATA.said",
            "test $(pgrep -c dockerd) -ge 1",
            "kill $(cat $O/pid); while [ -e $O/pid ]; do sleep 0.1; done",
        )
    )
    assert code == 0, output
    assert "(borrowed), answers" in output


def test_full_disk_during_an_image_build_is_one_sentence(course, busybox, tmp_path):
    """A build on a small disk ends with the folder, what is free, and what to do; nothing half
    built is left."""
    (tmp_path / "image").mkdir()
    (tmp_path / "image" / "Dockerfile").write_text(
        "ARG BASE\nFROM $BASE\nRUN touch /first\nRUN dd if=/dev/zero of=/big bs=1M count=200\n"
    )
    work = (
        f"{START_SERVICES}\n"
        "from pathlib import Path; from lab.base.errors import SetupError\n"
        "from lab.images import build, catalog\n"
        "build.space.require_space = lambda: None\n"
        f"folder = Path({str(tmp_path / 'image')!r})\n"
        "image = catalog.Image('big', 'library/big', ('1',), folder, arguments={'BASE': 'busybox'})\n"
        "try: build.build(choose(), image)\n"
        "except SetupError as stop: print(stop)"
    )
    code, output = course(
        *script(
            "mkdir -p $COURSE_DATA; mount -t tmpfs -o size=40m tmpfs $COURSE_DATA",
            start(),
            f"$docker load --quiet --input {busybox}",
            f'{sys.executable} -c "{work}"',
            "$docker images --all --quiet | wc -l; $docker ps --all --quiet | wc -l",
            "./course stop",
            "umount --lazy $COURSE_DATA",
        )
    )
    assert code == 0, output
    assert "is too full to build images" in output
    assert "set COURSE_DATA to a folder on another disk" in output
    assert (
        "\n1\n0\n" in output
    )  # busybox, and no step before the one that failed, nor its container


def test_a_pull_that_is_cut_short_lists_nothing_and_can_be_done_again(course):
    """Ctrl-C in the middle of a download, then a registry that is down: nothing is listed; later
    it comes whole."""
    pull = f"{sys.executable} -c \"import helpers as dk; dk.pull('$name')\""
    code, output = course(
        *script(
            start(),
            "export COURSE_DOCKER_HOST=unix://$COURSE_DATA/engine/docker.sock",
            "name=$(grep -o '127.0.0.1:[0-9]*' $COURSE_DATA/engine.json | head -n 1)/team/big:1",
            "head -c 30000000 /dev/urandom > $COURSE_DATA/big; tar -C $COURSE_DATA -c big | $docker import - $name",
            "$docker push --quiet $name; $docker rmi $name",
            # a slow line: twelve seconds
            "tc qdisc add dev lo root tbf rate 20mbit burst 64kb latency 400ms",
            # the shell gives a program in the background no Ctrl-C: Python takes it back
            f'{sys.executable} -c "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); '
            "import helpers as dk; dk.pull('$name')\" > $COURSE_DATA.said 2>&1 & pull=$!",
            "until ls $COURSE_DATA/engine/root/tmp/GetImageBlob* 2>/dev/null; do sleep 0.1; done",
            "kill -INT $pull; ! wait $pull; grep KeyboardInterrupt $COURSE_DATA.said",
            'test -z "$($docker images --all --quiet)"',
            "tc qdisc del dev lo root",
            "for part in registry index; do",
            "    kill $(grep -o '\"pid\": [0-9]*' $COURSE_DATA/run/$part.pid | cut -d ' ' -f 2)",
            "done",
            f"! {pull} 2> $COURSE_DATA.said",
            "tail -n 1 $COURSE_DATA.said",
            'test -z "$($docker images --all --quiet)"',
            f"(unset COURSE_DOCKER_HOST; {start()})",
            pull,
            "$docker images --quiet $name | grep .",
            "unset COURSE_DOCKER_HOST; ./course stop",
        )
    )
    assert code == 0, output
    assert "PullError: The registry of" in output


def test_two_set_ups_at_once_take_turns(course):
    """The second command waits for the first and says so; then it does its own work."""
    first = (
        "import time; from lab.base.lock import setup_lock\n"
        f'with setup_lock("setting up"): {START_SERVICES}; time.sleep(2)'
    )
    code, output = course(
        *script(
            f"{sys.executable} -c '{first}' & first=$!",
            "until [ -e $COURSE_DATA/engine.json ]; do sleep 0.05; done",
            "./course stop",
            "wait $first",
        )
    )
    assert code == 0, output
    assert "Another ./course is setting up (pid" in output
    assert output.index("waiting for it") < output.index("engine ended")


def test_ctrl_c_in_a_set_up_ends_its_programs_and_the_next_one_goes_on(course, tmp_path):
    """Ctrl-C while the base is made: exit code 130, nothing goes on behind the prompt, the next
    run starts there."""
    slow = tmp_path / "bin" / "mmdebstrap"
    slow.parent.mkdir()
    slow.write_text("#!/bin/sh\nexec sleep 7531\n")
    slow.chmod(0o755)
    env = without_engine(course.data) | {"PATH": f"{slow.parent}:{os.environ['PATH']}"}
    argv = ["unshare", "--net", "sh", "-c", "ip link set lo up; exec ./course setup"]
    for _ in range(2):
        child = subprocess.Popen(
            argv, cwd=CLONE, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        until = time.monotonic() + 20
        while not subprocess.run(["pgrep", "-f", "sleep 7531"], capture_output=True).stdout:
            if time.monotonic() > until or child.poll() is not None:
                child.kill()
                pytest.fail(f"the base was never begun: {child.communicate()[0]}")
            time.sleep(0.1)
        child.send_signal(signal.SIGINT)
        output = child.communicate(timeout=30)[0]
        assert child.returncode == 130, output
        assert "debian" in output
        assert "./course setup goes on from here" in output
        assert not subprocess.run(["pgrep", "-f", "sleep 7531"], capture_output=True).stdout
        course("./course", "stop")  # the next run has a network namespace of its own


def test_dead_registry_is_started_again(course):
    """A registry that died is started by the next command, with what it held."""
    code, output = course(
        *script(
            start(),
            "kill $(grep -o '\"pid\": [0-9]*' $COURSE_DATA/run/registry.pid | cut -d ' ' -f 2)",
            start(),
            "./course status",
            "./course stop",
        )
    )
    assert code == 0, output
    assert "registry      runs" in output

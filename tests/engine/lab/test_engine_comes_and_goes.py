"""The course's own engine and registry, in a network of their own: they come, are found, go."""

from pathlib import Path

from tests.support.course_command import Course
from tests.support.own_network import kill, load, script, start

STATE = """
ip -brief link
iptables-save | grep -v '^[#*]' | sed 's/ \\[.*//' | grep -v -e ACCEPT -e COMMIT || true
grep $COURSE_DATA/ /proc/self/mounts || true
"""
PIDS = " ".join(f"$COURSE_DATA/run/{name}.pid" for name in ("dockerd", "registry", "index"))


def test_engine_comes_and_goes_without_a_trace(course: Course, busybox: Path) -> None:
    """After containers, ports and networks, `stop` leaves no process, mount, bridge or rule."""
    code, output = course(
        *script(
            f"({STATE}) > $COURSE_DATA.before",
            start(),
            load(busybox),
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


def test_next_command_finds_the_same_engine(course: Course) -> None:
    """Engine and registry outlive the command that started them; the next start finds them."""
    code, output = course(
        *script(
            start(),
            f"cat {PIDS} > $COURSE_DATA.1",
            start(),
            f"cat {PIDS} > $COURSE_DATA.2",
            "cmp $COURSE_DATA.1 $COURSE_DATA.2",
            "./course status",
            "./course stop",
            "! ./course status",
        )
    )
    assert code == 0, output
    assert "private), answers" in output


def test_killed_engine_comes_back_with_volumes_intact(course: Course, busybox: Path) -> None:
    """After kill -9 the next start brings the engine back, and what a volume held is there."""
    code, output = course(
        *script(
            start(),
            load(busybox),
            "$docker run --volume kept:/data busybox sh -c 'echo precious > /data/file'",
            "$docker run --detach --init --name running busybox sleep 600",
            kill("dockerd", "-9"),
            start(),
            'test "$($docker run --volume kept:/data busybox cat /data/file)" = precious',
            "test \"$($docker inspect --format '{{.State.Running}}' running)\" = false",
            "./course stop",
        )
    )
    assert code == 0, output


def test_dead_registry_is_started_again(course: Course) -> None:
    """A registry that died is started by the next command, with what it held."""
    code, output = course(
        *script(start(), kill("registry"), start(), "./course status", "./course stop")
    )
    assert code == 0, output
    assert "registry      runs" in output


def test_socket_is_for_its_group_only_and_no_tcp_port_is_open(course: Course) -> None:
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


ANOTHER = (
    "dockerd --data-root $O/root --exec-root $O/exec --pidfile $O/pid"
    " --host unix://$O/docker.sock >$O.log 2>&1 &"
)
ANSWERS = "docker --host unix://$O/docker.sock version >/dev/null 2>&1"


def test_no_second_engine_beside_another(course: Course) -> None:
    """Where another engine runs, the course starts none of its own, and says which one it is."""
    code, output = course(
        *script(
            "O=$COURSE_DATA.other; mkdir -p $O",
            ANOTHER,
            f"until {ANSWERS}; do sleep 0.1; done",
            f"! {start()} 2> $COURSE_DATA.said",
            "DOCKER_HOST=unix://$O/docker.sock ./course status || true",
            "grep 'Another Docker engine' $COURSE_DATA.said",
            "test $(pgrep -c dockerd) -ge 1",
            "kill $(cat $O/pid); while [ -e $O/pid ]; do sleep 0.1; done",
        )
    )
    assert code == 0, output
    assert "(borrowed), answers" in output

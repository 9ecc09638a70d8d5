"""What maintainers run, without an engine: the lines of a failure's report, the order of lessons."""

from lab.base import paths
from lab.maintain import pytest_report, replay

CONTAINER = {
    "Name": "/web",
    "Path": "sh",
    "Args": ["-c", "echo pid=1\nip=2"],
    "State": {"Status": "running", "ExitCode": 0, "Pid": 4711},
    "NetworkSettings": {
        "Networks": {"bridge": {"IPAddress": "10.9.0.2"}},
        "Ports": {"80/tcp": None},
    },
}


def test_a_failure_tells_a_container_by_what_the_engine_knows_of_it():
    """Name, state, command, pid, address and ports are in it, whatever the command looks like."""
    shown = pytest_report.line(CONTAINER)
    assert shown.startswith("/web  running 0  sh -c echo pid=1\nip=2  ")
    assert shown.endswith("pid=4711  ip=10.9.0.2  80/tcp")


def test_a_container_that_does_not_run_listens_nowhere_to_be_seen():
    """Of a container with no process nothing is said of what it listens on."""
    stopped = CONTAINER | {"State": {"Status": "exited", "ExitCode": 0, "Pid": 0}}
    assert pytest_report._listening(stopped) == ""


def test_the_same_seed_gives_the_same_order(capsys):
    """`--shuffle 7` brings the lessons into one order, and says the number that repeats it."""
    orders = [sorted(paths.LESSONS.glob("*.ipynb")) for _ in range(3)]
    chapter = list(orders[0])
    for order, seed in zip(orders, (7, 7, 8), strict=True):
        replay.shuffle(order, seed)
    assert orders[0] == orders[1] != orders[2]
    assert sorted(orders[0]) == chapter != orders[0]
    assert "In the order of --shuffle 7: " in capsys.readouterr().out

"""Podman's answers brought to docker's form, and docker's left as they are."""

from typing import Any

import pytest

from helpers import _podman

DOCKER_READING = {
    "read": "2026-01-01T00:00:01Z",
    "cpu_stats": {"system_cpu_usage": 20, "online_cpus": 2, "cpu_usage": {"total_usage": 7}},
    "precpu_stats": {"system_cpu_usage": 10, "cpu_usage": {"total_usage": 3}},
}


def reading(time: str, used: int) -> dict[str, Any]:
    """Make a reading as Podman gives it: with nothing before."""
    processor = {
        "system_cpu_usage": 5,
        "online_cpus": 2,
        "cpu_usage": {"total_usage": used},
    }
    before = {"cpu_usage": {"total_usage": 0}}
    return {"read": f"2026-01-01T00:00:{time}Z", "cpu_stats": processor, "precpu_stats": before}


@pytest.mark.parametrize(
    ("version", "is_podman"),
    [
        ({"Components": [{"Name": "Podman Engine"}, {"Name": "Conmon"}]}, True),
        ({"Components": [{"Name": "Engine"}, {"Name": "containerd"}]}, False),
        ({"Components": None}, False),
        ({}, False),
    ],
)
def test_podman_is_known_by_its_version(version: dict[str, Any], is_podman: bool) -> None:
    """An engine is Podman if one of its parts says so."""
    assert _podman.is_version_of_podman(version) == is_podman


def test_filters_of_events_are_in_podmans_words() -> None:
    """Only `die` and `destroy` have other words; other filters stay, and so does the original."""
    filters = {"event": ["start", "die", "destroy"], "type": ["container"]}
    assert _podman.event_filters(filters) == {
        "event": ["start", "died", "remove"],
        "type": ["container"],
    }
    assert filters["event"] == ["start", "die", "destroy"]
    assert _podman.event_filters({"type": ["container"]}) == {"type": ["container"]}


def test_lines_of_ps_become_columns() -> None:
    """Podman 4 gives each line as one text; the last column may have blanks."""
    answer = {"Titles": ["PID   COMMAND"], "Processes": [["1     sleep 1000"], ["12    sh -c :"]]}
    assert _podman.docker_top(answer) == {
        "Titles": ["PID", "COMMAND"],
        "Processes": [["1", "sleep 1000"], ["12", "sh -c :"]],
    }


def test_columns_of_ps_stay() -> None:
    """Docker's answer has its columns already, be it only one."""
    several = {"Titles": ["PID", "CMD"], "Processes": [["1", "sleep 1000"]]}
    single = {"Titles": ["PID"], "Processes": [["1"]]}
    assert _podman.docker_top(several) == several
    assert _podman.docker_top(single) == single


def test_two_readings_of_podman_make_one() -> None:
    """Two seconds on two processors are four seconds that were there to be used."""
    earlier = reading("01", used=100)
    assert not _podman.has_earlier_reading(earlier)
    joined = _podman.join_readings(earlier, reading("03", used=300))
    assert joined["cpu_stats"]["system_cpu_usage"] == 4_000_000_000
    assert joined["cpu_stats"]["cpu_usage"]["total_usage"] == 300
    assert joined["precpu_stats"]["system_cpu_usage"] == 0
    assert joined["precpu_stats"]["cpu_usage"]["total_usage"] == 100


def test_one_reading_of_docker_is_enough() -> None:
    """Docker's reading has the one before in it; one of a container that does not run needs none."""
    assert _podman.has_earlier_reading(DOCKER_READING)
    assert _podman.has_earlier_reading({"cpu_stats": {}, "precpu_stats": {}})

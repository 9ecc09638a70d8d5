"""What Podman's Docker API answers and takes otherwise than Docker's engine does. Pure.

Each function brings one answer, or one request, to the form of the other side. What a builder
prints is in `images/builder_stream.py`, and how a pull ends in `images/pulling.py`.
"""

from typing import Any

import pandas as pd

# Docker's actions of events that Podman calls otherwise.
EVENT_ACTIONS = {"die": "died", "destroy": "remove"}
# The keys of a search's result: Podman 4's, and docker's.
SEARCH_KEYS = {
    "Name": "name",
    "Description": "description",
    "Stars": "star_count",
    "Official": "is_official",
}

Answer = dict[str, Any]


def is_version_of_podman(version: Answer) -> bool:
    """Tell whether an answer to `GET /version` is Podman's."""
    components = version.get("Components") or []
    return any(component["Name"] == "Podman Engine" for component in components)


def event_filters(filters: Answer) -> Answer:
    """Write filters of events in Podman's words, the only ones that it knows."""
    if "event" not in filters:
        return filters
    actions = [EVENT_ACTIONS.get(action, action) for action in filters["event"]]
    return {**filters, "event": actions}


def docker_search_result(result: Answer) -> Answer:
    """Give a search's result docker's keys."""
    return {SEARCH_KEYS.get(key, key): value for key, value in result.items()}


def docker_top(answer: Answer) -> Answer:
    """Split the lines of `ps`, which Podman 4 hands on as they are, into docker's columns."""
    if len(answer["Titles"]) != 1:
        return answer
    titles = answer["Titles"][0].split()
    last_column = len(titles) - 1
    processes = [process[0].split(maxsplit=last_column) for process in answer["Processes"]]
    return {"Titles": titles, "Processes": processes}


def has_no_ps(error_code: str, cause: BaseException | None) -> bool:
    """Tell whether an error of `top` is that the image has no program `ps`.

    Podman runs the container's own. Where there is none, Podman 5 says so, and Podman 4 answers
    with nothing, which is no JSON.
    """
    return error_code == "no-program" or isinstance(cause, ValueError)


def has_earlier_reading(reading: Answer) -> bool:
    """Tell whether a reading of `stats` has the one before in it, or needs none.

    Docker's does, if the container runs; Podman's does not.
    """
    before = reading["precpu_stats"].get("system_cpu_usage")
    is_running = reading["cpu_stats"].get("system_cpu_usage")
    return bool(before) or not is_running


def join_readings(earlier: Answer, later: Answer) -> Answer:
    """Make docker's one reading of two of Podman's, which counts no idle time."""
    passed = pd.Timestamp(later["read"]).value - pd.Timestamp(earlier["read"]).value
    processor = later["cpu_stats"]
    available = passed * processor["online_cpus"]
    return {
        **later,
        "cpu_stats": {**processor, "system_cpu_usage": available},
        "precpu_stats": {**earlier["cpu_stats"], "system_cpu_usage": 0},
    }

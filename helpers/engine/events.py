"""What happened on the engine within a span of time."""

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import docker

from .. import _podman
from .address import host
from .clock import now
from .requests import call, get_text, stream

Filters = dict[str, Any]


def events_between(since: float, until: float, filters: Filters) -> Iterator[dict[str, Any]]:
    """Give the events of a span of time, in seconds since 1970."""
    if _is_podman(host()) and until <= now():
        yield from _events_of_podman(since, until, filters)
        return
    yield from stream(
        "events", decode=True, filters=filters, since=_written(since), until=_written(until)
    )


def _events_of_podman(since: float, until: float, filters: Filters) -> Iterator[dict[str, Any]]:
    """Ask Podman for all events until now, and stop at the span's end.

    Asked for a span that is over, Podman answers nothing at all.
    """
    wanted = docker.utils.convert_filters(_podman.event_filters(filters))
    text = get_text("/events", since=_written(since), stream="false", filters=wanted)
    for line in text.splitlines():
        if not line:
            continue
        event = json.loads(line)
        if event["timeNano"] <= until * 1e9:
            yield event


def _written(moment: float) -> str:
    return f"{moment:.9f}"


@lru_cache
def _is_podman(address: str) -> bool:
    """Tell whether Podman answers at this address."""
    return _podman.is_version_of_podman(call("version"))

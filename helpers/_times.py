"""Times and ages of `--since` and `--until`."""

import re

import pandas as pd

from . import engine
from .errors import CourseError

SECONDS_SINCE_1970 = re.compile(r"\d+\.?\d*|\.\d+")
MINUTES = re.compile("m(?!s)")  # not the `m` of `ms`


def parse_times(**times: str | None) -> dict[str, float]:
    """Turn times, and ages such as `10m` or `1h30m`, into seconds since 1970, as docker does.

    Ages are counted back from the engine's clock, which is asked once for all.
    """
    seconds = {}
    now: float | None = None
    for name, text in times.items():
        if not text:
            continue
        age = _parse_age(text)
        if age is None:
            seconds[name] = _parse_moment(text)
        else:
            if now is None:
                now = engine.now()
            seconds[name] = now - age
    return seconds


def _parse_age(text: str) -> float | None:
    """Read an age, in seconds; a number alone is a moment and none."""
    if SECONDS_SINCE_1970.fullmatch(text):
        return None
    try:
        return _parse_duration(text)
    except ValueError:
        return None


def _parse_duration(text: str) -> float:
    if text.endswith(("s", "m", "h")):
        text = MINUTES.sub("min", text)  # pandas takes `m` for months
    return float(pd.Timedelta(text).total_seconds())


def _parse_moment(text: str) -> float:
    """Read seconds since 1970, or a date."""
    try:
        return float(text)
    except ValueError:
        return _parse_date(text)


def _parse_date(text: str) -> float:
    """Read a date; one without a zone is UTC."""
    try:
        when = pd.Timestamp(text)
    except ValueError as error:
        raise CourseError("not-a-time", value=text) from error
    if when.tz is None:
        when = when.tz_localize("UTC")
    return float(when.timestamp())

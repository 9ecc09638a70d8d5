"""Times and ages of `--since` and `--until`."""

import pandas as pd

from . import engine


def parse_times(**given: str | None) -> dict[str, float]:
    """Turn times, and ages such as `10m` or `1h30m` by the engine's clock, into seconds since 1970, as docker does."""
    found, now = {}, None
    for name, value in given.items():
        if value and (age := _age(value)) is not None:
            now = engine.clock() if now is None else now
            found[name] = now - age
        elif value:
            found[name] = _moment(value)
    return found


def _age(value: str) -> float | None:
    if value.replace(".", "", 1).isdigit():  # seconds since 1970
        return None
    try:
        return pd.Timedelta(
            value.replace("m", "min") if value[-1:] in "smh" else value
        ).total_seconds()
    except ValueError:
        return None


def _moment(value: str) -> float:
    try:
        return float(value)
    except ValueError:
        when = pd.Timestamp(value)
    return (when.tz_localize("UTC") if when.tz is None else when).timestamp()

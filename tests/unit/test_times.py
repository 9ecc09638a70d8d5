"""Times and ages of `--since` and `--until`. No engine."""

import pytest

from helpers import _times, errors


def test_a_time_is_seconds_a_date_or_an_age():
    """A plain number is seconds since 1970, as for docker; a date without a zone is UTC."""
    told = _times.parse_times(since="1700000000", until="2023-11-14T22:13:21")
    assert told == {"since": 1_700_000_000.0, "until": 1_700_000_001.0}


@pytest.mark.parametrize(
    ("age", "seconds"), [("500ms", 0.5), ("10m", 600), ("1h30m", 5400), ("1m30s", 90), ("0s", 0)]
)
def test_an_age_is_counted_from_the_engine_s_clock(monkeypatch, age, seconds):
    """Minutes, seconds and their thousandths are taken from the time that the engine tells."""
    monkeypatch.setattr(_times.engine, "now", lambda: 1000.0)
    assert _times.parse_times(since=age) == {"since": 1000.0 - seconds}


@pytest.mark.parametrize("text", ["soon", "10x", "2026-13-01", "-", "m"])
def test_what_is_no_time_is_one_sentence(text):
    """A time that nobody can read is the course's error, and no traceback of pandas."""
    with pytest.raises(errors.CourseError, match=f"'{text}' is no time") as found:
        _times.parse_times(since=text)
    assert found.value.code == "not-a-time"

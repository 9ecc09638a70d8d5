"""Sizes, ages, long texts and ids, written as docker does. No engine."""

import pytest

from helpers.tables.units import format_duration, format_size, short_id, truncate


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0B"),
        (999, "999B"),
        (1000, "1kB"),
        (2534, "2.53kB"),
        (223_456_789, "223MB"),
        (1.5e9, "1.5GB"),
        (7e16, "70PB"),
    ],
)
def test_sizes_are_written_as_docker_does(count, text):
    """Sizes count in 1000s and keep three digits."""
    assert format_size(count) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.4, "Less than a second"), (1, "1 second"), (59, "59 seconds"), (60, "About a minute"),
        (119, "About a minute"), (120, "2 minutes"), (2699, "44 minutes"), (3600, "About an hour"),
        (7200, "2 hours"), (47 * 3600, "47 hours"), (48 * 3600, "2 days"), (14 * 86400, "2 weeks"),
        (61 * 86400, "2 months"), (800 * 86400, "2 years"),
    ],
)  # fmt: skip
def test_ages_are_written_as_docker_does(seconds, text):
    """Ages round as docker's do."""
    assert format_duration(seconds) == text


def test_an_age_of_less_than_nothing_is_an_age():
    """Where the engine's clock is ahead, what it has just made is as young as can be."""
    assert format_duration(-3600) == "Less than a second"


def test_names_are_not_taken_for_ids():
    """Only what is 64 hexadecimal digits is shortened; texts are cut at a width with one sign."""
    assert short_id("sha256:" + "a" * 64) == "a" * 12
    assert short_id("nginx") == "nginx"
    assert short_id("a" * 63) == "a" * 63
    assert truncate("a\nb", 5) == "a b"
    assert truncate("abcdef", 4) == "abc…"

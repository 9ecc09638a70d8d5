"""How docker writes sizes, time spans, long texts and ids. Pure."""

import re

SIZE_UNITS = ("B", "kB", "MB", "GB", "TB", "PB")
FULL_ID = re.compile("[0-9a-f]{64}")


def format_size(count: float, digits: int = 3) -> str:
    """Write a number of bytes as docker does: `0B`, `2.5kB`, `223MB`."""
    unit = 0
    while count >= 1000 and unit < len(SIZE_UNITS) - 1:
        count = count / 1000
        unit += 1
    return f"{count:.{digits}g}{SIZE_UNITS[unit]}"


def format_duration(seconds: float) -> str:
    """Write a time span as docker does: `42 seconds`, `About a minute`, `3 weeks`."""
    if seconds < 60:
        return _format_seconds(int(seconds))
    minutes = int(seconds / 60)
    if minutes < 60:
        return "About a minute" if minutes == 1 else f"{minutes} minutes"
    hours = int(seconds / 3600 + 0.5)  # docker rounds hours, and counts days in rounded hours
    if hours < 48:
        return "About an hour" if hours == 1 else f"{hours} hours"
    days = hours // 24
    if days < 14:
        return f"{days} days"
    if days < 60:
        return f"{days // 7} weeks"
    if days < 730:
        return f"{days // 30} months"
    whole_days = int(seconds / 3600) // 24
    return f"{whole_days // 365} years"


def _format_seconds(seconds: int) -> str:
    if seconds < 1:
        return "Less than a second"
    return "1 second" if seconds == 1 else f"{seconds} seconds"


def truncate(text: str, width: int) -> str:
    """Put a text on one line of at most `width` characters: `…` stands for what is gone."""
    line = " ".join(text.splitlines())
    if len(line) <= width:
        return line
    return line[: width - 1] + "…"


def short_id(name: str) -> str:
    """Shorten an id to docker's twelve digits; leave a name as it is."""
    digits = name.removeprefix("sha256:")
    return digits[:12] if FULL_ID.fullmatch(digits) else name

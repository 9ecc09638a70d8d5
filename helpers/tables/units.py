"""How docker writes sizes, time spans, long texts and ids. Pure."""

import re


def format_size(count: float, digits: int = 3) -> str:
    """Write a number of bytes as docker does: `0B`, `2.5kB`, `223MB`."""
    units = ["B", "kB", "MB", "GB", "TB", "PB"]
    while count >= 1000 and len(units) > 1:
        count, units = count / 1000, units[1:]
    return f"{count:.{digits}g}{units[0]}"


def format_duration(seconds: float) -> str:
    """Write a time span as docker does: `42 seconds`, `About a minute`, `3 weeks`."""
    whole, minutes, hours = int(seconds), int(seconds / 60), int(seconds / 3600 + 0.5)
    if whole < 60:
        return (
            "Less than a second" if whole < 1 else "1 second" if whole == 1 else f"{whole} seconds"
        )
    if minutes < 60:
        return "About a minute" if minutes == 1 else f"{minutes} minutes"
    if hours < 48:
        return "About an hour" if hours == 1 else f"{hours} hours"
    for days, each, word in ((14, 1, "days"), (60, 7, "weeks"), (730, 30, "months")):
        if hours < 24 * days:
            return f"{hours // 24 // each} {word}"
    return f"{int(seconds / 3600) // 24 // 365} years"


def truncate(text: str, width: int) -> str:
    """Shorten a text to `width` characters, the last one `…`, on one line."""
    text = " ".join(text.splitlines())
    return text if len(text) <= width else text[: width - 1] + "…"


def short_id(name: str) -> str:
    """Shorten an id to docker's twelve digits; leave a name as it is."""
    digits = name.removeprefix("sha256:")
    return digits[:12] if len(digits) == 64 and re.fullmatch("[0-9a-f]*", digits) else name

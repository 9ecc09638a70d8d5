"""Docker's order of names: `web2` before `web10`."""

import re

NUMBER = re.compile("[0-9]+")


def natural_key(text: str) -> str:
    """Return the key by which docker orders names.

    A number stands before any other sign, and of equal numbers the one with fewer leading zeros.
    """
    return NUMBER.sub(_sortable_number, text)


def _sortable_number(found: re.Match[str]) -> str:
    """Write a number so that numbers order as text: how many digits, the digits, how many zeros."""
    number = found[0]
    digits = number.lstrip("0")
    zeros = len(number) - len(digits)
    return f"\1{chr(len(digits) + 1)}{digits}{chr(zeros + 1)}"

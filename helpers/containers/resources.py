"""Limits of what a container may use: amounts of memory, shares of processors."""

import re
from typing import Any

from ..errors import CourseError

AMOUNT = re.compile(r"(?P<number>\d+(?:\.\d+)?) ?(?P<unit>[kmgt]?)(?:i?b)?")
POWER_OF_1024 = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}
NANO = 1_000_000_000


def parse_memory(amount: Any) -> int:
    """Read an amount of memory as docker does: `64m` is 64 x 1024 x 1024 bytes."""
    found = AMOUNT.fullmatch(str(amount).lower())
    if found is None:
        raise CourseError("not-an-amount-of-memory", value=amount)
    return int(float(found["number"]) * 1024 ** POWER_OF_1024[found["unit"]])


def nano_cpus(cpus: Any) -> int:
    """Turn a number of processors into what the Engine API counts: billionths of one."""
    return int(float(cpus) * NANO)

"""The faults that incidents bring in, a file for each kind of fault."""

from functools import lru_cache

from . import exits, files, networking, starting
from .fault import Fault


@lru_cache
def every_fault() -> dict[str, Fault]:
    """Give all faults by the keys of their incidents, in order of difficulty."""
    faults = [*exits.FAULTS, *starting.FAULTS, *networking.FAULTS, *files.FAULTS]
    faults.sort(key=lambda fault: fault.number)
    return {fault.key: fault for fault in faults}

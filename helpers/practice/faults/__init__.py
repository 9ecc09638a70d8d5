"""The faults that can be brought in: what each incident does to the engine, a file for each kind."""

from functools import lru_cache

from .fault import Fault


@lru_cache
def every() -> dict[str, Fault]:
    """Give all faults by the key of their incident, in order of difficulty."""
    from . import exits, files, networking, starting  # the words that they use import this package

    gathered = [*exits.FAULTS, *starting.FAULTS, *networking.FAULTS, *files.FAULTS]
    return {one.key: one for one in sorted(gathered, key=lambda one: one.number)}

"""Measuring: how long acts take in turns, and how much memory one takes at once."""

import contextlib
import gc
import io
import random
import time
import tracemalloc
from collections.abc import Callable, Iterator

Act = Callable[[], object]

SLOW = 1.0  # seconds: an act that takes longer has its turn in three rounds only
VERY_SLOW = 10.0  # seconds: an act that takes longer has its turn in one round only
ENOUGH = 10.0  # seconds for the rounds above the number that is asked for


@contextlib.contextmanager
def nothing_printed() -> Iterator[None]:
    """Keep aside what is printed meanwhile."""
    kept = io.StringIO()
    with contextlib.redirect_stdout(kept), contextlib.redirect_stderr(kept):
        yield


def seconds(act: Act) -> float:
    """Time one run of the act."""
    with nothing_printed():
        begun = time.perf_counter()
        act()
        return time.perf_counter() - begun


def rounds(acts: dict[str, Act], number: int) -> dict[str, list[float]]:
    """Run the acts by turns, `number` times at least, and up to four times as often in ten seconds.

    A slow act sits out. Each round has another order, by chance (the same chance in each run): an
    engine that answers every fourth request slower would otherwise always hit the same act.
    """
    names = list(acts)
    times: dict[str, list[float]] = {name: [] for name in names}
    chance = random.Random(1)  # noqa: S311 - an order, not a secret
    gc.collect()
    gc.freeze()  # the collector does not look through what is there already: the same for all
    for name in names[:3]:  # ours, the limit, docker; the slower ones after these have no goal
        seconds(acts[name])
    begun = time.perf_counter()
    for turn in range(4 * number):
        if turn >= number and time.perf_counter() - begun > ENOUGH:
            break
        gc.collect()
        for name in chance.sample(names, len(names)):
            if has_turn(times[name]):
                times[name].append(seconds(acts[name]))
    return times


def has_turn(times: list[float]) -> bool:
    """Pure: whether an act that took these times runs in the next round too."""
    if not times or times[0] < SLOW:
        return True
    return times[0] < VERY_SLOW and len(times) < 3


def alternate(acts: dict[str, Act], turn: int) -> list[str]:
    """Pure: the names of the acts in the order of this turn: every other turn is reversed."""
    names = list(acts)
    if turn % 2:
        names.reverse()
    return names


def peak(act: Act) -> int:
    """Measure the bytes that Python allocates at once while the act runs, above what it had."""
    gc.collect()
    with nothing_printed():
        tracemalloc.start()
        try:
            kept = act()  # the result is part of what the act takes, so it lives until then
            most = tracemalloc.get_traced_memory()[1]
            del kept
            return most
        finally:
            tracemalloc.stop()

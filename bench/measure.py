"""Measuring in pairs: ours and its peers take turns, and what counts is the ratio within each round. Pure."""

import contextlib
import gc
import io
import random
import statistics
import time
import tracemalloc
from collections.abc import Callable, Iterable
from typing import NamedTuple

SLOW, SLOWER = (
    1.0,
    10.0,
)  # seconds: a peer that takes longer has its turn in three rounds only, or in one
ENOUGH = 10.0  # seconds for the rounds above the number that is asked for


class Line(NamedTuple):
    """One figure: ours against one peer. Times are seconds, medians; `low` and `high` are the ratio's quartiles."""

    part: str
    what: str
    size: int
    peer: str
    ours: float
    theirs: float
    ratio: float
    low: float
    high: float
    over: float  # seconds of ours above the peer's, median of the rounds
    rounds: int
    goal: str = ""
    met: bool | None = None
    unit: str = "s"


def seconds(act: Callable[[], object]) -> float:
    """Time one run, with what it prints kept aside."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        begun = time.perf_counter()
        act()
        return time.perf_counter() - begun


def rounds(acts: dict[str, Callable], number: int, warm: bool = True) -> dict[str, list[float]]:
    """Run the acts by turns, `number` times at least, and up to four times as often within ten seconds.

    A slow one sits out. The order is another in each round, by chance (the same chance in each run): an engine that
    answers every fourth request slower would otherwise do so at the same one's turn.
    """
    names, times = list(acts), {name: [] for name in acts}
    chance = random.Random(1)  # noqa: S311 - an order, not a secret
    gc.collect()
    gc.freeze()  # what is there already is not looked through again and again: the same for all
    if warm:
        for name in names[
            :3
        ]:  # ours, the limit, the CLI; what comes after is slow, and not held to a goal
            seconds(acts[name])
    begun = time.perf_counter()
    for i in range(4 * number):
        if i >= number and time.perf_counter() - begun > ENOUGH:
            break
        gc.collect()
        for name in chance.sample(names, len(names)):
            first = times[name][0] if times[name] else 0
            if first < SLOW or (len(times[name]) < 3 and first < SLOWER):
                times[name].append(seconds(acts[name]))
    return times


def compare(
    part: str, what: str, size: int, times: dict[str, list[float]], goals: dict | None = None
) -> list[Line]:
    """Make the lines of the first act (ours) against each other one; `goals` has `at most` ratios, or seconds over.

    A goal is `{"peer": ("ratio", 1.25)}`, `{"peer": ("over", 0.002)}` or `{"peer": ("no slower", 1.0)}`.
    """
    (_, ours), *others = times.items()
    lines = []
    for peer, theirs in others:
        both = list(zip(ours, theirs, strict=False))
        ratios = [a / b for a, b in both]
        low, middle, high = quartiles(ratios)
        over = statistics.median(a - b for a, b in both)
        mine, other = (statistics.median(column) for column in zip(*both, strict=True))
        kind, most = (goals or {}).get(peer, ("", None))
        # Two that are equally fast differ by chance: slower is what was slower in three rounds of four.
        value = {"ratio": middle, "over": over, "no slower": low}.get(kind)
        text = {
            "ratio": f"≤ {most} x",
            "over": f"≤ {(most or 0) * 1000:g} ms over",
            "no slower": kind,
        }.get(kind, "")
        met = None if value is None else value <= most
        lines.append(
            Line(part, what, size, peer, mine, other, middle, low, high, over, len(both), text, met)
        )
    return lines


def quartiles(values: Iterable[float]) -> tuple[float, float, float]:
    """Give the first quartile, the median and the third; of a single value, that value three times."""
    values = sorted(values)
    if len(values) == 1:
        return values[0], values[0], values[0]
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, middle, high


def peak(act: Callable[[], object]) -> int:
    """Measure the most memory that Python has allocated at once while the act runs, above what it had before; bytes."""
    gc.collect()
    with contextlib.redirect_stdout(io.StringIO()):
        tracemalloc.start()
        try:
            kept = act()
            return tracemalloc.get_traced_memory()[1]
        finally:
            del kept
            tracemalloc.stop()


def figure(
    part: str,
    what: str,
    size: int,
    peer: str,
    ours: float,
    theirs: float,
    most: float,
    unit: str = "MB",
):
    """Make the line of two single figures, such as memory, held against `at most` a ratio."""
    ratio = ours / theirs
    goal = f"≤ {most} x" if most else ""
    met = ratio <= most if most else None
    return Line(
        part, what, size, peer, ours, theirs, ratio, ratio, ratio, ours - theirs, 1, goal, met, unit
    )


def limit(part: str, what: str, peer: str, ours: float, most: float) -> Line:
    """Make the line of a time that is held against a number of seconds."""
    return Line(part, what, 0, peer, ours, most, ours / most, ours / most, ours / most, ours - most, 1, f"≤ {most:g} s",
                ours <= most)  # fmt: skip

"""Figures: ours beside one peer's, and the goal that the two are held against. Pure."""

import statistics
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

IN_MILLISECONDS = "s"  # units of a figure: seconds, shown in milliseconds
IN_SECONDS = "s "  # seconds, shown as they are
IN_MEGABYTES = "MB"
TIMES_AS_LONG = "fold"


@dataclass(frozen=True)
class Figure:
    """Ours beside one peer's: seconds or megabytes, the medians of all rounds."""

    part: str
    what: str
    size: int
    peer: str
    ours: float
    theirs: float
    ratio: float
    low: float  # the first quartile of the ratio
    high: float  # the third
    over: float  # ours minus the peer's, the median of the rounds
    rounds: int
    goal: str = ""
    met: bool | None = None
    unit: str = IN_MILLISECONDS


@dataclass(frozen=True)
class Quartiles:
    """The first quartile of some values, their median and the third quartile."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True)
class Goal:
    """What a figure is held against: a number of it, by its kind, is to be `most` or less."""

    kind: Literal["ratio", "over", "no slower"]
    most: float

    def text(self) -> str:
        """Write the goal as it is shown."""
        if self.kind == "over":
            return f"≤ {self.most * 1000:g} ms over"
        if self.kind == "no slower":
            return "no slower"
        return f"≤ {self.most} x"

    def is_met(self, ratios: Quartiles, over: float) -> bool:
        """Whether these ratios, or these seconds over the peer's, are within the goal."""
        if self.kind == "over":
            return over <= self.most
        if self.kind == "no slower":
            # Two equally fast acts differ by chance: slower means in three rounds of four.
            return ratios.low <= self.most
        return ratios.middle <= self.most


NO_SLOWER = Goal("no slower", 1.0)


def compare(
    part: str,
    what: str,
    size: int,
    times: Mapping[str, list[float]],
    goals: Mapping[str, Goal],
) -> list[Figure]:
    """Compare the times of the first act, ours, with each other act's; `goals` are by peer."""
    names = list(times)
    ours = times[names[0]]
    figures = []
    for peer in names[1:]:
        pairs = list(zip(ours, times[peer], strict=False))  # a slow peer has fewer rounds
        ratios = quartiles([mine / other for mine, other in pairs])
        over = statistics.median(mine - other for mine, other in pairs)
        goal = goals.get(peer)
        figures.append(
            Figure(
                part=part,
                what=what,
                size=size,
                peer=peer,
                ours=statistics.median(mine for mine, _ in pairs),
                theirs=statistics.median(other for _, other in pairs),
                ratio=ratios.middle,
                low=ratios.low,
                high=ratios.high,
                over=over,
                rounds=len(pairs),
                goal=goal.text() if goal else "",
                met=goal.is_met(ratios, over) if goal else None,
            )
        )
    return figures


def quartiles(values: list[float]) -> Quartiles:
    """Find the quartiles; a single value is all three."""
    if len(values) == 1:
        return Quartiles(values[0], values[0], values[0])
    low, middle, high = statistics.quantiles(sorted(values), n=4, method="inclusive")
    return Quartiles(low, middle, high)


def single(
    part: str,
    what: str,
    size: int,
    peer: str,
    ours: float,
    theirs: float,
    most: float | None = None,
    unit: str = IN_MEGABYTES,
) -> Figure:
    """Make the figure of two single values, such as memory; `most` is the largest ratio."""
    ratio = ours / theirs
    goal = ""
    met = None
    if most is not None:
        goal = Goal("ratio", most).text()
        met = ratio <= most
    return _of_one_round(part, what, size, peer, ours, theirs, goal, met, unit)


def limited(part: str, what: str, ours: float, most: float) -> Figure:
    """Make the figure of a time that is held against a number of seconds."""
    goal = f"≤ {most:g} s"
    peer = f"{most:g} s"
    return _of_one_round(part, what, 0, peer, ours, most, goal, ours <= most, IN_MILLISECONDS)


def _of_one_round(
    part: str,
    what: str,
    size: int,
    peer: str,
    ours: float,
    theirs: float,
    goal: str,
    met: bool | None,
    unit: str,
) -> Figure:
    ratio = ours / theirs
    return Figure(
        part=part,
        what=what,
        size=size,
        peer=peer,
        ours=ours,
        theirs=theirs,
        ratio=ratio,
        low=ratio,
        high=ratio,
        over=ours - theirs,
        rounds=1,
        goal=goal,
        met=met,
        unit=unit,
    )

"""The timeline: when each container ran, ended, and was started again."""

import re
from dataclasses import dataclass, field

import pandas as pd

from ..errors import CourseError
from ..tables.units import truncate
from .svg import EDGE, FOOT, HATCHED, INK, Canvas, Chart, text_at

SCALES = ["order", "time"]
ACTIONS = ["start", "die", "stop", "destroy"]
LEFT = 150  # room for names
LANE = 64  # height of a row
STEP = 54  # from one event to the next
SPAN = 756  # at most from the first event to the last
TICKS = 5  # on the axis of seconds
ABOVE = -14  # where an event's word stands, from the middle of its row
BELOW = 24
HALF_WORD = 24  # room that an event's word takes on either side
EXIT_CODE = re.compile(r"(?:^|, )exitCode=(\d+)")


@dataclass(frozen=True)
class Mark:
    """One event of a container: where it stands, and its word."""

    x: float
    label: str

    @property
    def is_end(self) -> bool:
        """Whether the container ended here."""
        return self.label.startswith(("exit", "die"))


@dataclass
class Lane:
    """A container's row."""

    name: str
    marks: list[Mark] = field(default_factory=list)


def timeline(
    events: pd.DataFrame,
    *,
    scale: str = "order",
    title: str = "When each container ran, ended, and was started again",
) -> Chart:
    """Draw a row for each container: a box while it ran, a dashed line between, its events.

    Parameters:
        events (DataFrame): A table from `dk.events`: of its containers `start`, `die` (written
            `exit 1`), `stop` and `destroy` (written `rm`) are drawn.
        scale (str): `order`: each event is one step, so that the same story gives the same picture;
            `time`: distances are seconds.
        title (str): The title, for those who cannot see the picture.

    Returns:
        A chart; as text it lists the events of each container.

    Raises:
        CourseError: There is no such scale.

    https://docs.docker.com/reference/cli/docker/system/events/
    """
    if scale not in SCALES:
        raise CourseError("not-a-scale", value=scale, known=" or ".join(SCALES))
    drawn = _events_to_draw(events)
    seconds = [since.total_seconds() for since in drawn["TIME"] - drawn["TIME"].min()]
    places = _place_by_order(len(drawn)) if scale == "order" else _place_by_time(seconds)
    lanes = _lanes(drawn, places)
    right = max(places, default=LEFT) + STEP
    bottom = EDGE + len(lanes) * LANE
    parts = []
    for row, lane in enumerate(lanes):
        parts += _draw_lane(lane, EDGE + row * LANE, right)
    if scale == "time" and lanes:
        parts += _draw_axis(seconds[-1], bottom)
    canvas = Canvas(round(right) + EDGE, bottom + FOOT, "timeline")
    return canvas.draw(parts, title, "\n".join([title, *_words(lanes)]))


def _events_to_draw(events: pd.DataFrame) -> pd.DataFrame:
    of_containers = events["TYPE"] == "container"
    chosen = events[of_containers & events["ACTION"].isin(ACTIONS)]
    return chosen.sort_values("TIME", kind="stable")


def _place_by_order(count: int) -> list[float]:
    step = min(STEP, SPAN / max(count, 1))
    return [LEFT + (index + 1) * step for index in range(count)]


def _place_by_time(seconds: list[float]) -> list[float]:
    last = max(seconds, default=0) or 1
    return [LEFT + SPAN * second / last for second in seconds]


def _lanes(drawn: pd.DataFrame, places: list[float]) -> list[Lane]:
    lanes: dict[str, Lane] = {}
    rows = zip(places, drawn["ACTION"], drawn["NAME"], drawn["ATTRIBUTES"], strict=True)
    for x, action, name, attributes in rows:
        lane = lanes.setdefault(name, Lane(name))
        lane.marks.append(Mark(x, _label(action, attributes)))
    return list(lanes.values())


def _label(action: str, attributes: str) -> str:
    if action == "destroy":
        return "rm"
    exit_code = EXIT_CODE.search(attributes)
    if action == "die" and exit_code:
        return f"exit {exit_code[1]}"
    return action


def _words(lanes: list[Lane]) -> list[str]:
    lines = []
    for lane in lanes:
        labels = [mark.label for mark in lane.marks]
        lines.append(f"{lane.name}: {', '.join(labels)}")
    return lines


def _draw_lane(lane: Lane, top: int, right: float) -> list[str]:
    """Draw one container's row.

    A run that began before the first event, or goes on after the last, has no end to be seen.
    """
    middle = top + LANE / 2
    parts = [text_at(LEFT - 10, middle + 5, truncate(lane.name, 18), "bold", "end")]
    run_from: float | None = LEFT if lane.marks[0].is_end else None
    free = {ABOVE: 0.0, BELOW: 0.0}
    next_marks = [*lane.marks[1:], None]
    for mark, next_mark in zip(lane.marks, next_marks, strict=True):
        if mark.label == "start":
            run_from = mark.x
        elif mark.is_end and run_from is not None:
            parts.append(_draw_run(run_from, mark.x, middle))
            run_from = None
        if next_mark and run_from is None and mark.label != "rm":
            parts.append(_draw_pause(mark.x, next_mark.x, middle))
        parts += _draw_mark(mark, middle, free)
    if run_from is not None:
        parts.append(_draw_run(run_from, right, middle))
    return parts


def _draw_run(start: float, end: float, middle: float) -> str:
    return (
        f'<rect x="{start:g}" y="{middle - 8:g}" width="{max(end - start, 1):g}" height="16"'
        f' fill="{HATCHED}" stroke="{INK}"/>'
    )


def _draw_pause(start: float, end: float, middle: float) -> str:
    return f'<path d="M{start:g} {middle:g}H{end:g}" stroke="{INK}" stroke-dasharray="3 4"/>'


def _draw_mark(mark: Mark, middle: float, free: dict[int, float]) -> list[str]:
    """Draw an event, with its word where there is room; the description has it anyhow.

    `free` has, above the row and below it, where the next word may begin.
    """
    parts = []
    side = BELOW if mark.is_end else ABOVE
    if mark.x - HALF_WORD >= free[side]:
        parts.append(text_at(mark.x, middle + side, mark.label))
        free[side] = mark.x + HALF_WORD
    parts.append(f'<path d="M{mark.x:g} {middle - 10:g}v20" stroke="{INK}" stroke-width="3"/>')
    return parts


def _draw_axis(last: float, bottom: int) -> list[str]:
    """Draw the axis of seconds, from the first event to the last."""
    parts = []
    for tick in range(TICKS):
        part = tick / (TICKS - 1)
        x = LEFT + SPAN * part
        parts.append(f'<path d="M{x:g} {bottom}v5" stroke="{INK}"/>')
        parts.append(text_at(x, bottom + 20, f"{last * part:.3g} s"))
    return parts

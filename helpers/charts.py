"""Charts drawn as plain SVG text. Pure: the same tables give the same picture, byte for byte.

No number that depends on a package's version is drawn: heights have four steps, so a picture replays on another build.
"""

import re
from html import escape

import pandas as pd

from .errors import CourseError
from .tables.units import truncate

STEPS = [
    (1_000_000, 22),
    (30_000_000, 34),
    (150_000_000, 60),
]  # a layer smaller than so many bytes is so high
HIGHEST = 110
WIDE, GAP, EDGE, HEAD = 130, 10, 16, 30
SCALES = ["order", "time"]
LEFT, LANE, STEP, SPAN = (
    150,
    64,
    54,
    756,
)  # of the timeline: room for names, height of a row, an event, all of them


class Chart:
    """A picture that a notebook shows as SVG, and that reads as text where there are no pictures."""

    def __init__(self, svg: str, text: str):
        """Keep the picture, and the same in words."""
        self.svg, self.text = svg, text

    def _repr_svg_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        """Say in words what the picture shows."""
        return self.text


def layer_map(
    frames: dict, *, title: str = "The layers of each image, the lowest at the bottom"
) -> Chart:
    """Draw which image uses which layer: a column for each image, a wide box for a layer that several share.

    `frames` has for each image its table from `layers`. Shared boxes are hatched and say by how many (`x4`); a box is
    the higher the more its layer takes, in four steps. https://docs.docker.com/engine/storage/drivers/#images-and-layers
    """
    names = list(frames)
    chains = _chains(frames)
    sizes = {
        chain: int(size)
        for name, own in zip(names, chains, strict=True)
        for chain, size in zip(own, frames[name]["SIZE"], strict=True)
    }
    numbers, users = {}, {}
    for number, (name, level), using in numbered(frames):
        chain = chains[names.index(name)][level]
        numbers[chain], users[chain] = number, using
    width = 2 * EDGE + len(names) * (WIDE + GAP) - GAP
    bottom = EDGE + max(
        (sum(_height(sizes[chain]) + GAP for chain in own) for own in chains), default=0
    )
    boxes, floors = (
        [],
        [bottom - GAP] * len(names),
    )  # neighbours that share a box share all below it: one floor
    for level in range(max(map(len, chains), default=0)):
        for first, count, chain in _runs(chains, level):
            x, high, many = EDGE + first * (WIDE + GAP), _height(sizes[chain]), len(users[chain])
            label = numbers[chain] + (f" x{many}" if many > 1 else "")
            boxes.append(
                _box(x, floors[first] - high, count * (WIDE + GAP) - GAP, high, label, many > 1)
            )
            floors[first : first + count] = [floors[first] - high - GAP] * count
    for i, name in enumerate(names):
        boxes.append(_text(EDGE + i * (WIDE + GAP) + WIDE / 2, bottom + 20, name, "bold"))
    text = "\n".join(
        [title, *(f"{number}: {', '.join(users[chain])}" for chain, number in numbers.items())]
    )
    return Chart(_svg(width, bottom + HEAD, title, text, boxes), text)


def timeline(
    events: pd.DataFrame,
    *,
    scale: str = "order",
    title: str = "When each container ran, ended, and was started again",
) -> Chart:
    """Draw a row for each container: a box while it ran, a dashed line between, each event with its name.

    `events` is a table from `events`: of its containers `start`, `die` (written `exit 1`), `stop` and `destroy` are
    drawn. With the scale `order` each event is one step, so that the same story gives the same picture; with `time`
    distances are seconds. https://docs.docker.com/reference/cli/docker/system/events/
    """
    if scale not in SCALES:
        raise CourseError("not-a-scale", value=scale, known=" or ".join(SCALES))
    told = events[
        (events["TYPE"] == "container") & events["ACTION"].isin(["start", "die", "stop", "destroy"])
    ]
    told = told.sort_values("TIME", kind="stable")
    seconds = [when.total_seconds() for when in told["TIME"] - told["TIME"].min()]
    last = max(seconds, default=0)
    step = min(STEP, SPAN / max(len(told), 1))
    at = [
        LEFT + (i + 1) * step if scale == "order" else LEFT + SPAN * when / (last or 1)
        for i, when in enumerate(seconds)
    ]
    right = max(at, default=LEFT) + STEP
    rows: dict[str, list[tuple[float, str]]] = {}
    for x, action, name, more in zip(
        at, told["ACTION"], told["NAME"], told["ATTRIBUTES"], strict=True
    ):
        code = re.search(r"(?:^|, )exitCode=(\d+)", more)
        label = (
            f"exit {code[1]}" if action == "die" and code else {"destroy": "rm"}.get(action, action)
        )
        rows.setdefault(name, []).append((x, label))
    parts = []
    for i, (name, row) in enumerate(rows.items()):
        parts += _lane(EDGE + i * LANE, name, row, right)
    bottom = EDGE + len(rows) * LANE
    if scale == "time" and rows:
        for tick in range(5):
            x = LEFT + SPAN * tick / 4
            parts.append(f'<path d="M{x:g} {bottom}v5" stroke="#1f3a5f"/>')
            parts.append(_text(x, bottom + 20, f"{last * tick / 4:.3g} s"))
    text = "\n".join(
        [title, *(f"{name}: {', '.join(label for _, label in row)}" for name, row in rows.items())]
    )
    return Chart(_svg(round(right) + EDGE, bottom + HEAD, title, text, parts, "timeline"), text)


def _lane(y: int, name: str, row: list[tuple[float, str]], right: float) -> list[str]:
    """Draw one container's row; what began before the first event, or goes on after the last, has no end to be seen."""
    middle, parts = (
        y + LANE / 2,
        [_text(LEFT - 10, y + LANE / 2 + 5, truncate(name, 18), "bold", "end")],
    )
    begun = LEFT if row[0][1].startswith(("exit", "die")) else None
    ends, free = [*(x for x, _ in row), right], {-14: 0.0, 24: 0.0}
    for i, (x, label) in enumerate(row):
        if label == "start":
            begun = x
        elif begun is not None and label.startswith(("exit", "die")):
            parts.append(_span_box(begun, x, middle))
            begun = None
        if begun is None and label != "rm" and i + 1 < len(row):
            parts.append(
                f'<path d="M{x:g} {middle:g}H{ends[i + 1]:g}" stroke="#1f3a5f" stroke-dasharray="3 4"/>'
            )
        below = 24 if label.startswith(("exit", "die")) else -14
        if (
            x - 24 >= free[below]
        ):  # where there is no room the mark stands alone; the words are in the description
            parts.append(_text(x, middle + below, label))
            free[below] = x + 24
        parts.append(f'<path d="M{x:g} {middle - 10:g}v20" stroke="#1f3a5f" stroke-width="3"/>')
    return parts + ([_span_box(begun, right, middle)] if begun is not None else [])


def _span_box(begun: float, ended: float, middle: float) -> str:
    return (
        f'<rect x="{begun:g}" y="{middle - 8:g}" width="{max(ended - begun, 1):g}" height="16" fill="url(#shared)"'
        f' stroke="#1f3a5f"/>'
    )


def numbered(frames: dict) -> list[tuple[str, tuple[str, int], list[str]]]:
    """Number all layers from below, each once: its number, where it is (image, level), and the images that use it."""
    names, chains, found = list(frames), _chains(frames), []
    for number, chain in enumerate(_from_below(chains), 1):
        users = [name for name, own in zip(names, chains, strict=True) if chain in own]
        found.append((f"L{number}", (users[0], len(chain) - 1), users))
    return found


def _chains(frames: dict) -> list[list[tuple]]:
    """Give each layer with all that is below it: an engine keeps a layer once only where that is the same too."""
    stacks = [list(frame["LAYER"]) for frame in frames.values()]
    return [[tuple(stack[: i + 1]) for i in range(len(stack))] for stack in stacks]


def _from_below(chains: list[list[tuple]]) -> list[tuple]:
    """Order all layers by level, then by image, each once."""
    levels = range(max(map(len, chains), default=0))
    return list(dict.fromkeys(own[level] for level in levels for own in chains if level < len(own)))


def _runs(chains: list[list[tuple]], level: int) -> list[tuple[int, int, tuple]]:
    """Find the neighbours that have one layer at this level: the first column, how many, the layer."""
    found: list[tuple[int, int, tuple]] = []
    for i, own in enumerate(chains):
        if level >= len(own):
            continue
        if found and found[-1][2] == own[level] and found[-1][0] + found[-1][1] == i:
            found[-1] = (found[-1][0], found[-1][1] + 1, own[level])
        else:
            found.append((i, 1, own[level]))
    return found


def _height(size: int) -> int:
    return next((high for limit, high in STEPS if size < limit), HIGHEST)


def _box(x: float, y: float, width: float, height: float, label: str, shared: bool) -> str:
    fill = "url(#shared)" if shared else "#ffffff"
    box = f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="4" fill="{fill}" stroke="#1f3a5f"/>'
    plate = f'<rect x="{x + width / 2 - 30:g}" y="{y + height / 2 - 9:g}" width="60" height="18" fill="#ffffff"/>'
    return box + (plate if shared else "") + _text(x + width / 2, y + height / 2 + 5, label)


def _text(x: float, y: float, words: str, weight: str = "normal", anchor: str = "middle") -> str:
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" font-weight="{weight}">{escape(words)}</text>'


def _svg(
    width: int, height: int, title: str, text: str, parts: list[str], name: str = "layers"
) -> str:
    hatch = (
        '<defs><pattern id="shared" width="8" height="8" patternUnits="userSpaceOnUse"'
        ' patternTransform="rotate(45)"><rect width="8" height="8" fill="#dbe9f6"/>'
        '<path d="M0 0V8" stroke="#5b8db8" stroke-width="3"/></pattern></defs>'
    )
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        f' role="img" aria-labelledby="{name}-title {name}-desc" font-family="sans-serif" font-size="14">'
        f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-desc">{escape(text)}</desc>'
    )
    back = f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
    return "\n".join([head + hatch + back, *parts, "</svg>"])

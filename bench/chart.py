"""The chart of a run: a bar for each goal that is a ratio, and a mark where the goal is. Pure."""

from html import escape

from .figures import NO_SLOWER, Figure

LEFT = 330  # pixels
WIDTH = 420
ROW = 20
WIDEST = 2.0  # the ratio at the right edge
MET = "#2f6f9f"
MISSED = "#c2571a"


def svg(figures: list[Figure]) -> str:
    """Draw the figures with a goal that is a ratio; a bar past the edge is cut there."""
    chosen = [figure for figure in figures if _goal(figure) is not None]
    height = ROW * len(chosen) + 60
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + 150} {height}" '
        'role="img" font-family="sans-serif" font-size="12">',
        "<title>Ratios of the course's words to their peers; shorter is faster</title>",
        f'<rect width="100%" height="{height}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="18">ratio to the peer: shorter is faster; '
        "the line across each bar is the goal</text>",
    ]
    for number, figure in enumerate(chosen):
        parts += _bar(figure, top=30 + number * ROW)
    parts.append("</svg>")
    return "\n".join(parts) + "\n"


def _bar(figure: Figure, top: int) -> list[str]:
    """Draw the label of a figure, its bar, the mark of its goal, and its number."""
    size = f" ({figure.size:,})" if figure.size else ""
    label = escape(f"{figure.part}: {figure.what}{size} / {figure.peer}")
    mark = LEFT + _length(_goal(figure) or 0.0)
    bar = f'width="{_length(figure.ratio):.1f}" height="{ROW - 7}"'
    colour = MET if figure.met else MISSED
    verdict = "met" if figure.met else "missed"
    return [
        f'<text x="{LEFT - 8}" y="{top + 13}" text-anchor="end">{label}</text>',
        f'<rect x="{LEFT}" y="{top + 3}" {bar} fill="{colour}"/>',
        f'<line x1="{mark:.1f}" x2="{mark:.1f}" y1="{top}" y2="{top + 18}" stroke="#000" '
        'stroke-width="2"/>',
        f'<text x="{LEFT + WIDTH + 6}" y="{top + 13}">{figure.ratio:.2f}, {verdict}</text>',
    ]


def _goal(figure: Figure) -> float | None:
    """Read the goal of a figure, as a ratio; None where it has none, or another kind of goal."""
    if figure.goal == NO_SLOWER.text():
        return NO_SLOWER.most
    if not figure.goal.endswith(" x"):
        return None
    return float(figure.goal.removeprefix("≤ ").removesuffix(" x"))


def _length(ratio: float) -> float:
    return min(ratio, WIDEST) / WIDEST * WIDTH

"""The chart of a run: one bar for each figure that has a goal, its length the ratio, a mark where the goal is. Pure."""

from html import escape

from .measure import Line

LEFT, WIDTH, ROW, MOST = 330, 420, 20, 2.0  # pixels; MOST is the ratio at the right edge


def svg(lines: list[Line]) -> str:
    """Draw the figures with a goal that is a ratio; a bar past the edge is cut there, its number beside it."""
    chosen = [one for one in lines if one.goal.endswith(" x") or one.goal == "no slower"]
    height = ROW * len(chosen) + 60
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + 150} {height}" role="img" '
        'font-family="sans-serif" font-size="12">',
        "<title>Ratios of the course's words to their peers; shorter is faster</title>",
        f'<rect width="100%" height="{height}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="18">ratio to the peer: shorter is faster; the line across each bar is the goal</text>',
    ]
    for i, one in enumerate(chosen):
        top, end = 30 + i * ROW, 48 + i * ROW
        goal = 1.0 if one.goal == "no slower" else float(one.goal[2:-2])
        colour = "#2f6f9f" if one.met else "#c2571a"
        size = f" ({one.size:,})" if one.size else ""
        label = escape(f"{one.part}: {one.what}{size} / {one.peer}")
        mark = LEFT + _x(goal)
        parts += [
            f'<text x="{LEFT - 8}" y="{top + 13}" text-anchor="end">{label}</text>',
            f'<rect x="{LEFT}" y="{top + 3}" width="{_x(one.ratio):.1f}" height="{ROW - 7}" fill="{colour}"/>',
            f'<line x1="{mark:.1f}" x2="{mark:.1f}" y1="{top}" y2="{end}" stroke="#000" stroke-width="2"/>',
            f'<text x="{LEFT + WIDTH + 6}" y="{top + 13}">{one.ratio:.2f}, {"met" if one.met else "missed"}</text>',
        ]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _x(ratio: float) -> float:
    return min(ratio, MOST) / MOST * WIDTH

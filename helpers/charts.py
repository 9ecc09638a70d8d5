"""Charts drawn as plain SVG text. Pure: the same tables give the same picture, byte for byte.

No number that depends on a package's version is drawn: heights have four steps, so a picture replays on another build.
"""

from html import escape

STEPS = [(1_000_000, 22), (30_000_000, 34), (150_000_000, 60)]  # a layer smaller than so many bytes is so high
HIGHEST = 110
WIDE, GAP, EDGE, HEAD = 130, 10, 16, 30


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


def layer_map(frames: dict, *, title: str = "The layers of each image, the lowest at the bottom") -> Chart:
    """Draw which image uses which layer: a column for each image, a wide box for a layer that several share.

    `frames` has for each image its table from `layers`. Shared boxes are hatched and say by how many (`x4`); a box is
    the higher the more its layer takes, in four steps. https://docs.docker.com/engine/storage/drivers/#images-and-layers
    """
    names = list(frames)
    # A layer is kept once only where all that is below it is the same too: so a stack's beginning is what is compared.
    stacks = [list(frames[name]["LAYER"]) for name in names]
    chains = [[tuple(stack[: i + 1]) for i in range(len(stack))] for stack in stacks]
    sizes = {
        chain: int(size)
        for name, own in zip(names, chains, strict=True)
        for chain, size in zip(own, frames[name]["SIZE"], strict=True)
    }
    numbers = {chain: f"L{number}" for number, chain in enumerate(_from_below(chains), 1)}
    users = {chain: [name for name, own in zip(names, chains, strict=True) if chain in own] for chain in numbers}
    width = 2 * EDGE + len(names) * (WIDE + GAP) - GAP
    bottom = EDGE + max((sum(_height(sizes[chain]) + GAP for chain in own) for own in chains), default=0)
    boxes, floors = [], [bottom - GAP] * len(names)  # neighbours that share a box share all below it: one floor
    for level in range(max(map(len, chains), default=0)):
        for first, count, chain in _runs(chains, level):
            x, high, many = EDGE + first * (WIDE + GAP), _height(sizes[chain]), len(users[chain])
            label = numbers[chain] + (f" x{many}" if many > 1 else "")
            boxes.append(_box(x, floors[first] - high, count * (WIDE + GAP) - GAP, high, label, many > 1))
            floors[first : first + count] = [floors[first] - high - GAP] * count
    for i, name in enumerate(names):
        boxes.append(_text(EDGE + i * (WIDE + GAP) + WIDE / 2, bottom + 20, name, "bold"))
    text = "\n".join([title, *(f"{number}: {', '.join(users[chain])}" for chain, number in numbers.items())])
    return Chart(_svg(width, bottom + HEAD, title, text, boxes), text)


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


def _text(x: float, y: float, words: str, weight: str = "normal") -> str:
    return f'<text x="{x:g}" y="{y:g}" text-anchor="middle" font-weight="{weight}">{escape(words)}</text>'


def _svg(width: int, height: int, title: str, text: str, parts: list[str]) -> str:
    hatch = (
        '<defs><pattern id="shared" width="8" height="8" patternUnits="userSpaceOnUse"'
        ' patternTransform="rotate(45)"><rect width="8" height="8" fill="#dbe9f6"/>'
        '<path d="M0 0V8" stroke="#5b8db8" stroke-width="3"/></pattern></defs>'
    )
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        f' role="img" aria-labelledby="layers-title layers-desc" font-family="sans-serif" font-size="14">'
        f'<title id="layers-title">{escape(title)}</title><desc id="layers-desc">{escape(text)}</desc>'
    )
    back = f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
    return "\n".join([head + hatch + back, *parts, "</svg>"])

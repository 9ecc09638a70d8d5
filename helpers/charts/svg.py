"""SVG as text: the picture around a chart, and what all charts are drawn of."""

from dataclasses import dataclass
from html import escape

EDGE = 16  # around the whole picture
FOOT = 30  # below what is drawn, for names or an axis
INK = "#1f3a5f"
WHITE = "#ffffff"
HATCHED = "url(#shared)"

_HATCH = (
    '<defs><pattern id="shared" width="8" height="8" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><rect width="8" height="8" fill="#dbe9f6"/>'
    '<path d="M0 0V8" stroke="#5b8db8" stroke-width="3"/></pattern></defs>'
)


class Chart:
    """A picture that a notebook shows as SVG, and that reads as text elsewhere."""

    def __init__(self, svg: str, text: str) -> None:
        """Keep the picture, and the same in words."""
        self.svg = svg
        self.text = text

    def _repr_svg_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        """Say in words what the picture shows."""
        return self.text


@dataclass(frozen=True)
class Canvas:
    """The size of a picture, and the name by which its title and description are found in it."""

    width: int
    height: int
    name: str

    def draw(self, parts: list[str], title: str, text: str) -> Chart:
        """Put the parts on a white ground; `title` and `text` are for those who cannot see them."""
        size = f'width="{self.width}" height="{self.height}"'
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size}'
            f' viewBox="0 0 {self.width} {self.height}"'
            f' role="img" aria-labelledby="{self.name}-title {self.name}-desc"'
            ' font-family="sans-serif" font-size="14">'
            f'<title id="{self.name}-title">{escape(title)}</title>'
            f'<desc id="{self.name}-desc">{escape(text)}</desc>'
        )
        ground = f'<rect {size} fill="{WHITE}"/>'
        svg = "\n".join([head + _HATCH + ground, *parts, "</svg>"])
        return Chart(svg, text)


def text_at(x: float, y: float, words: str, weight: str = "normal", anchor: str = "middle") -> str:
    """Write one line of text; `anchor` tells which part of it is at `x`."""
    return (
        f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" font-weight="{weight}">'
        f"{escape(words)}</text>"
    )

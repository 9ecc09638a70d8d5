"""Markup in what an engine says: something hostile to say, and the tags that came of it."""

from html.parser import HTMLParser

EVIL = "<script>alert('x')</script><img src=x onerror=alert(1)>&\"'"
ESCAPED = "&lt;script&gt;"
OF_TABLES = {  # the tags and attributes of the course's own tables and texts
    *("table", "thead", "tbody", "tr", "th", "td", "p", "b", "code", "pre", "div"),
    *("scope", "style", "class", "role"),
}


class _Reader(HTMLParser):
    """Gathers the tags and attributes of a piece of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember a tag and its attributes."""
        self.found.add(tag)
        self.found.update(name for name, _ in attrs)


def tags(html: str) -> set[str]:
    """Return the names of all tags and attributes in a piece of HTML."""
    reader = _Reader()
    reader.feed(html)
    return reader.found

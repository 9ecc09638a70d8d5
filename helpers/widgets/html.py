"""Pieces of HTML that the views are made of; what comes from an engine is escaped here. Pure."""

from html import escape

MONOSPACE = 'style="font-family: monospace; white-space: pre-wrap"'


def page(*parts: str) -> str:
    """Put HTML, escaped already, where a notebook gives tables and text their look."""
    return f'<div class="jp-RenderedHTMLCommon" style="padding: 0">{"".join(parts)}</div>'


def heading_html(title: str) -> str:
    """Write a view's title."""
    return f"<b>{escape(title)}</b>"


def command_html(command: str) -> str:
    """Write a command line as a shell session shows it."""
    return f"<code>$ {escape(command)}</code>"


def message_html(text: str, more: str = "") -> str:
    """Write a sentence or a command line, and below it `more`, a text of several lines."""
    line = escape(text)
    if text.startswith("$ "):
        line = f"<code>{line}</code>"
    below = f"<pre {MONOSPACE}>{escape(more)}</pre>" if more else ""
    return page(f'<div role="status">{line}</div>{below}')

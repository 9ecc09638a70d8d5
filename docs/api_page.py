"""Writes docs/api.md from the docstrings of the words: `.venv/bin/python -m docs.api_page`."""

import inspect
import re
from dataclasses import dataclass, field
from pathlib import Path

import helpers

PAGE = Path(__file__).with_name("api.md")
SECTIONS = ("Parameters", "Returns", "Raises")
ENTRY = re.compile(r"(\*?\w+)(?: \((.*?)\))?: (.*)", re.DOTALL)
LINK = re.compile(r"https://\S+")
DOCKER = re.compile(r"\(`(docker [^`]*)`")
HEAD = """\
# The words

`import helpers as dk`, then docker's own word. Each call prints the command line that it is the
twin of, and returns a pandas DataFrame with docker's columns; `df.attrs["command"]` has the command
line. A name in a call may be an id, or its beginning. This page is made from what `dk.run?` shows
in a notebook: `.venv/bin/python -m docs.api_page`.
"""


@dataclass(frozen=True)
class Entry:
    """One parameter or one error: its name, its form, and what it means."""

    name: str
    form: str
    text: str


@dataclass
class Docstring:
    """The parts of a word's docstring."""

    summary: str
    prose: str
    parameters: list[Entry] = field(default_factory=list)
    returns: str = ""
    raises: list[Entry] = field(default_factory=list)
    link: str = ""


def parse(text: str) -> Docstring:
    """Read a docstring: a summary, prose, the sections that there are, and the link."""
    link = LINK.findall(text)
    lines = [line for line in text.splitlines() if not LINK.fullmatch(line.strip())]
    summary = lines[0]
    parts = _sections(lines[1:])
    return Docstring(
        summary=summary,
        prose=_joined(parts["prose"]),
        parameters=_entries(parts["Parameters"]),
        returns=_joined(parts["Returns"]),
        raises=_entries(parts["Raises"]),
        link=link[-1] if link else "",
    )


def _sections(lines: list[str]) -> dict[str, list[str]]:
    """Sort the lines of a docstring into prose and sections; a section's lines are indented."""
    parts: dict[str, list[str]] = {name: [] for name in ("prose", *SECTIONS)}
    current = "prose"
    for line in lines:
        title = line.rstrip().removesuffix(":")
        if line.endswith(":") and title in SECTIONS:
            current = title
        elif current != "prose" and line and not line.startswith(" "):
            current = "prose"
            parts[current].append(line)
        else:
            parts[current].append(line)
    return parts


def _joined(lines: list[str]) -> str:
    return " ".join(line.strip() for line in lines if line.strip())


def _entries(lines: list[str]) -> list[Entry]:
    """Read `name (form): text`, whose further lines are indented deeper."""
    texts: list[str] = []
    for line in lines:
        if not line.strip():
            continue
        if line.startswith("    ") and not line.startswith("     "):
            texts.append(line.strip())
        elif texts:
            texts[-1] = f"{texts[-1]} {line.strip()}"
    entries = []
    for text in texts:
        found = ENTRY.match(text)
        if found is None:
            raise ValueError(f"This is no `name (form): text`: {text}")
        entries.append(Entry(found[1], found[2] or "", found[3]))
    return entries


def section(word: str) -> str:
    """Write the page's section of one word."""
    function = getattr(helpers, word)
    doc = parse(inspect.getdoc(function) or "")
    call = f"dk.{word}{_signature(function)}"
    parts = [f"## `dk.{word}`", f"```python\n{call}\n```", doc.summary, doc.prose]
    if doc.parameters:
        rows = [
            f"| `{entry.name}` | {_cell(entry.form)} | {_cell(entry.text)} |"
            for entry in doc.parameters
        ]
        parts.append("\n".join(["| parameter | form | meaning |", "|---|---|---|", *rows]))
    if doc.returns:
        parts.append(f"**Returns:** {doc.returns}")
    if doc.raises:
        rows = [f"- `{entry.name}`: {entry.text}" for entry in doc.raises]
        parts.append("\n".join(["**Raises:**", "", *rows]))
    if doc.link:
        parts.append(f"<{doc.link}>")
    return "\n\n".join(part for part in parts if part)


def _signature(function: object) -> str:
    """Write the names and defaults of the parameters: their forms are in the table."""
    signature = inspect.signature(function)  # type: ignore[arg-type]  # each word can be called
    bare = [
        parameter.replace(annotation=inspect.Parameter.empty)
        for parameter in signature.parameters.values()
    ]
    return str(inspect.Signature(bare))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def page() -> str:
    """Write the whole page."""
    words = list(helpers.__all__)
    rows = ["| docker | call |", "|---|---|"]
    for word in words:
        summary = (inspect.getdoc(getattr(helpers, word)) or "").splitlines()[0]
        found = DOCKER.search(summary)
        command = f"`{found[1]}`" if found else "none"
        rows.append(f"| {command} | [`dk.{word}`](#dk{word}) |")
    sections = [section(word) for word in words]
    return "\n\n".join([HEAD.strip(), "\n".join(rows), *sections]) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page())

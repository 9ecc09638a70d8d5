"""Dockerfiles: what their instructions say. Pure."""

import json
import re
from collections.abc import Iterator

FROM = re.compile(
    r"(?P<before>\s*FROM\s+(?:--\S+\s+)*)(?P<image>\S+)(?:\s+AS\s+(?P<stage>\S+))?", re.IGNORECASE
)
COPY_FROM = re.compile(r"(?P<before>\s*COPY\s+(?:--\S+\s+)*?--from=)(?P<image>\S+)", re.IGNORECASE)
ESCAPE = re.compile(r"#\s*escape\s*=\s*(?P<sign>[\\`])\s*$", re.IGNORECASE)
DIRECTIVE = re.compile(r"#\s*\w+\s*=")
HEREDOC = re.compile(r"<<-?\s*[\"']?(?P<end>\w+)[\"']?")
OF_HEREDOCS = {"RUN", "COPY", "ADD"}


def base_image(instruction: str) -> str:
    """Name the image of a FROM instruction; empty for any other."""
    found = FROM.match(instruction)
    return found["image"] if found else ""


def keyword_of(instruction: str) -> str:
    """Name what an instruction does, such as `RUN`."""
    words = instruction.split(maxsplit=1)
    return words[0].upper() if words else ""


def command_of(instruction: str) -> str:
    """Write the command of a RUN instruction as an image's history does; empty for any other."""
    if keyword_of(instruction) != "RUN":
        return ""
    text = squeeze(instruction).partition(" ")[2]
    try:
        words = json.loads(text)
    except (ValueError, RecursionError):
        return squeeze(text)
    if not isinstance(words, list):
        return squeeze(text)
    return squeeze(" ".join(str(word) for word in words))


def squeeze(text: str) -> str:
    """Write each run of white space as one blank."""
    return " ".join(text.split())


def instructions(text: str) -> list[str]:
    """List the instructions of a Dockerfile, each in one line, without comments."""
    found = []
    for instruction in _joined_lines(text):
        found.append(squeeze(instruction))
    return found


def _joined_lines(text: str) -> Iterator[str]:
    """Join the lines of each instruction, without those of a heredoc."""
    escape = _escape_sign(text)
    waiting = ""
    heredoc_end = ""
    for line in text.splitlines():
        if heredoc_end:
            if line.strip() == heredoc_end:
                heredoc_end = ""
            continue
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        waiting += line
        if waiting.rstrip().endswith(escape):
            waiting = waiting.rstrip().removesuffix(escape)
            continue
        heredoc = HEREDOC.search(waiting)
        if heredoc and keyword_of(waiting) in OF_HEREDOCS:
            heredoc_end = heredoc["end"]
        yield waiting
        waiting = ""
    if waiting.strip():
        yield waiting


def _escape_sign(text: str) -> str:
    """Read the directive `# escape=`, which stands before everything else."""
    for line in text.splitlines():
        found = ESCAPE.match(line)
        if found:
            return found["sign"]
        if not DIRECTIVE.match(line):
            break
    return "\\"

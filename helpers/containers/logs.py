"""What a container has printed: `docker logs`."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .. import engine
from .._command_line import line, show
from .._times import parse_times
from ..tables import Table, make_table
from .output import STDERR, STDOUT


@dataclass(frozen=True)
class LogLine:
    """A line that a container has printed, and on which of its streams."""

    stream: str
    text: str


def logs(
    container: str,
    *,
    timestamps: bool = False,
    tail: int | None = None,
    since: str | None = None,
    until: str | None = None,
) -> Table:
    """Read what a container has printed (`docker logs`), while it runs and after its end.

    Parameters:
        container (str): The container, by its name or ID.
        timestamps (bool): Also when each line was printed (`--timestamps`).
        tail (int | None): Only that many of the last lines (`--tail`).
        since (str | None): Only lines from then on: a time, `2026-01-31T12:00`, or an age, `10m`
            (`--since`).
        until (str | None): Only lines up to then, in the same forms (`--until`).

    Returns:
        A table in the order of printing: STREAM (text, `stdout` or `stderr`), LINE (text); with
        `timestamps` before them TIMESTAMP (time, UTC, to the nanosecond).

    Raises:
        NotFound: There is no such container.
        CourseError: A time cannot be read.

    https://docs.docker.com/reference/cli/docker/container/logs/
    """
    command = show(
        line("logs", container, since=since, until=until, tail=tail, timestamps=timestamps)
    )
    wanted: dict[str, Any] = parse_times(since=since, until=until)
    wanted["timestamps"] = int(timestamps)
    wanted["tail"] = "all" if tail is None else tail
    lines = split_lines(engine.output(container, **wanted))
    if timestamps:
        rows = [_row_with_time(log_line) for log_line in lines]
        return make_table(["TIMESTAMP", "STREAM", "LINE"], rows, command)
    rows = [[log_line.stream, log_line.text] for log_line in lines]
    return make_table(["STREAM", "LINE"], rows, command)


def split_lines(pieces: Iterable[tuple[str, bytes]]) -> list[LogLine]:
    """Put the pieces of both streams together to lines, in the order in which they ended."""
    unfinished = {STDOUT: b"", STDERR: b""}
    lines = []
    for stream, piece in pieces:
        *finished, rest = (unfinished[stream] + piece).split(b"\n")
        unfinished[stream] = rest
        for line_of_bytes in finished:
            text = line_of_bytes.decode("utf-8", "replace")
            lines.append(LogLine(stream, text.rstrip("\r")))
    for stream, rest in unfinished.items():
        if rest:
            lines.append(LogLine(stream, rest.decode("utf-8", "replace")))
    return lines


def _row_with_time(log_line: LogLine) -> list[str]:
    timestamp, _, text = log_line.text.partition(" ")
    return [timestamp, log_line.stream, text]

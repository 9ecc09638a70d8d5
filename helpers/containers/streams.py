"""What a container prints, and one more command in it: `docker logs`, `docker exec`."""

import codecs
import sys

from .. import engine
from .._command_line import key_values, line, show, split_command
from .._ownership import guard
from .._times import parse_times
from ..tables import Table, make_table


def echo(output, interrupt=lambda: None) -> list[tuple[str, str]]:
    """Print a container's output as it comes, each stream to its own, and gather it; Ctrl-C goes to the container."""
    decoders = [codecs.getincrementaldecoder("utf-8")("replace") for _ in range(2)]
    said = []
    try:
        for parts in engine.read(output):
            for i, (part, place) in enumerate(zip(parts, (sys.stdout, sys.stderr), strict=True)):
                text = decoders[i].decode(part or b"")
                print(text, end="", file=place, flush=True)
                said.append((("stdout", "stderr")[i], text))
    except KeyboardInterrupt:
        interrupt()
        raise
    return said


def exec(
    container: str,
    command,
    *,
    env=None,
    user: str | None = None,
    workdir: str | None = None,
    privileged: bool = False,
) -> Table:
    """Run one more command in a running container (`docker exec`), printing what it prints.

    Columns: STREAM (`stdout`, `stderr`), LINE; `attrs["exit_code"]`. A command that fails is no error here: its exit
    code is told. Errors: NotFound, Conflict (not running), Refused.
    https://docs.docker.com/reference/cli/docker/container/exec/
    """
    words, env = split_command(command), key_values(env)
    shown = show(
        line("exec", container, *words, env=env, privileged=privileged, user=user, workdir=workdir)
    )
    guard.check("container", container, "entered")
    options = {"environment": env, "user": user or "", "workdir": workdir, "privileged": privileged}
    job = engine.call("exec_create", container, words, **options)["Id"]
    said = echo(engine.call("exec_start", job, stream=True, demux=True, subject=container))
    code = engine.call("exec_inspect", job)["ExitCode"]
    if code:
        print(f"exit code {code}")
    rows = [[stream, text] for stream in ("stdout", "stderr") for text in _joined(said, stream)]
    return make_table(["STREAM", "LINE"], rows, shown, exit_code=code)


def _joined(said: list[tuple[str, str]], stream: str) -> list[str]:
    return "".join(text for one, text in said if one == stream).splitlines()


def logs(
    container: str,
    *,
    timestamps: bool = False,
    tail: int | None = None,
    since: str | None = None,
    until: str | None = None,
) -> Table:
    """Read what a container has printed (`docker logs`).

    Columns: STREAM (`stdout`, `stderr`), LINE; with `timestamps` TIMESTAMP (UTC) first. In the order of printing.
    `since` and `until` are times or ages (`10m`). Errors: NotFound.
    https://docs.docker.com/reference/cli/docker/container/logs/
    """
    command = show(
        line("logs", container, since=since, until=until, tail=tail, timestamps=timestamps)
    )
    span = parse_times(since=since, until=until)
    wanted = {"timestamps": int(timestamps), "tail": "all" if tail is None else tail, **span}
    rows, begun = [], {"stdout": b"", "stderr": b""}
    for stream, piece in engine.output(container, **wanted):
        *lines, begun[stream] = (begun[stream] + piece).split(b"\n")
        rows += [[stream, line.decode("utf-8", "replace").rstrip("\r")] for line in lines]
    rows += [[stream, line.decode("utf-8", "replace")] for stream, line in begun.items() if line]
    if not timestamps:
        return make_table(["STREAM", "LINE"], rows, command)
    timed = [
        [when, stream, line] for stream, text in rows for when, _, line in [text.partition(" ")]
    ]
    return make_table(["TIMESTAMP", "STREAM", "LINE"], timed, command)

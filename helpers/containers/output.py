"""What a program in a container prints, shown while it comes."""

import codecs
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TextIO

from .. import engine

STDOUT = "stdout"
STDERR = "stderr"


@dataclass
class Stream:
    """One of the two streams of a program, shown on the stream of the same name here."""

    name: str
    shown_on: TextIO
    texts: list[str] = field(default_factory=list)
    decoder: Any = field(default_factory=lambda: codecs.getincrementaldecoder("utf-8")("replace"))

    def show(self, piece: bytes) -> None:
        """Print a piece, which may end within a character, and keep it."""
        text = self.decoder.decode(piece)
        print(text, end="", file=self.shown_on, flush=True)
        self.texts.append(text)

    def lines(self) -> list[str]:
        """Return the lines that came."""
        return "".join(self.texts).splitlines()


def show_output(
    output: Iterable[tuple[bytes | None, bytes | None]],
    on_interrupt: Callable[[], object] = lambda: None,
) -> list[Stream]:
    """Print a program's output as it comes, each stream to its own, and return both streams.

    `output` gives pieces of stdout and stderr; `on_interrupt` is called at Ctrl-C.
    """
    streams = [Stream(STDOUT, sys.stdout), Stream(STDERR, sys.stderr)]
    try:
        for pieces in engine.read(output):
            for stream, piece in zip(streams, pieces, strict=True):
                stream.show(piece or b"")
    except KeyboardInterrupt:
        on_interrupt()
        raise
    return streams

"""A stream of the SDK's that is read later, with its connection."""

from collections.abc import Iterator
from typing import Any

from .exchange import Exchange


class OpenStream:
    """A stream that a request opened, and the exchange by which it can be broken off."""

    def __init__(self, items: Iterator[Any], exchange: Exchange):
        """Keep both."""
        self._items = items
        self.exchange = exchange

    def __iter__(self) -> Iterator[Any]:
        """Give what comes."""
        return self._items

    def close(self) -> None:
        """End the stream: who reads it in another thread reads its end."""
        self.exchange.break_off()


def with_exchange(answer: Any, exchange: Exchange) -> Any:
    """Tie a stream to its exchange; any other answer stays as it is.

    Some methods of the SDK give a stream and, as a second thing, what it is about.
    """
    if isinstance(answer, Iterator):
        return OpenStream(answer, exchange)
    if isinstance(answer, tuple):
        return tuple(with_exchange(part, exchange) for part in answer)
    return answer

"""Requests under watch: a silent engine is asked whether it lives, and given up if it does not."""

from _thread import start_new_thread
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Semaphore
from typing import Generic, TypeVar

from ..errors import CourseError
from .connection import alive, unavailable
from .failures import raise_translated

T = TypeVar("T")

PATIENCE = 4  # seconds of silence before the engine is asked: with the ping, under ten
READ_AHEAD = 16  # items of a stream


@dataclass(frozen=True)
class _Item(Generic[T]):
    value: T


@dataclass(frozen=True)
class _Failed:
    error: Exception


@dataclass(frozen=True)
class _Ended:
    pass


class _Reader(Generic[T]):
    """Takes items from their source in a thread of its own, a few ahead of who wants them."""

    def __init__(self, produce: Callable[[], Iterable[T]]):
        self._produce = produce
        self._queue: SimpleQueue[_Item[T] | _Failed | _Ended] = SimpleQueue()
        self._room = Semaphore(READ_AHEAD)
        self._abandoned = False
        # threading.Thread would wait until the thread runs: a tenth of a short request.
        start_new_thread(self._read, ())

    def _read(self) -> None:
        try:
            for item in self._produce():
                self._room.acquire()
                if self._abandoned:
                    return
                self._queue.put(_Item(item))
            self._queue.put(_Ended())
        except Exception as error:
            self._queue.put(_Failed(error))

    def get(self, timeout: float) -> _Item[T] | _Failed | _Ended:
        """Give what comes next; Empty if nothing comes in time."""
        received = self._queue.get(timeout=timeout)
        self._room.release()
        return received

    def abandon(self) -> None:
        """Let the thread end: nobody wants the rest."""
        self._abandoned = True
        self._room.release()


def watched(
    produce: Callable[[], Iterable[T]],
    subject: str = "",
    default: type[CourseError] = CourseError,
) -> Iterator[T]:
    """Hand on what `produce` yields; its errors become the course's.

    Raises:
        EngineUnavailable: The engine is silent and does not answer a ping, or the connection broke.
    """
    reader = _Reader(produce)
    try:
        while True:
            try:
                received = reader.get(PATIENCE)
            except Empty:
                if alive():
                    continue
                raise unavailable() from None
            if isinstance(received, _Ended):
                return
            if isinstance(received, _Failed):
                raise_translated(received.error, subject, default)
            yield received.value
    finally:
        reader.abandon()


def watched_answer(
    ask: Callable[[], T], subject: str = "", default: type[CourseError] = CourseError
) -> T:
    """Give what `ask` returns, under the same watch."""
    return next(watched(lambda: [ask()], subject, default))

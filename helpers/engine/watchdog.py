"""Requests under watch: a silent engine is asked whether it lives, and given up if it does not."""

from _thread import start_new_thread
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Semaphore
from typing import Generic, TypeVar

from ..errors import CourseError
from .connection import alive, unavailable
from .exchange import Exchange
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

    def __init__(self, produce: Callable[[], Iterable[T]], exchange: Exchange):
        self._produce = produce
        self._exchange = exchange
        self._queue: SimpleQueue[_Item[T] | _Failed | _Ended] = SimpleQueue()
        self._room = Semaphore(READ_AHEAD)
        self._is_stopped = False
        # threading.Thread would wait until the thread runs: a tenth of a short request.
        start_new_thread(self._read, ())

    def _read(self) -> None:
        with self._exchange.in_this_thread():
            try:
                for item in self._produce():
                    self._room.acquire()
                    if self._is_stopped:
                        return
                    self._queue.put(_Item(item))
                self._queue.put(_Ended())
            except Exception as error:
                self._queue.put(_Failed(error))

    def receive(self) -> _Item[T] | _Failed | _Ended:
        """Wait for what comes next.

        Raises:
            EngineUnavailable: The engine is silent, and does not answer a ping.
        """
        while True:
            try:
                received = self._queue.get(timeout=PATIENCE)
            except Empty:
                if not alive():
                    raise unavailable() from None
            else:
                self._room.release()
                return received

    def stop(self) -> None:
        """Let the thread end, wherever it is: nobody wants the rest."""
        self._is_stopped = True
        self._room.release()
        self._exchange.break_off()


def watched(
    produce: Callable[[], Iterable[T]],
    subject: str = "",
    default: type[CourseError] = CourseError,
    exchange: Exchange | None = None,
) -> Iterator[T]:
    """Hand on what `produce` yields; its errors become the course's.

    If it is not read to its end, its connection is shut down.

    Parameters:
        produce: Makes the request.
        subject: What it is about, for its errors.
        default: The class of an error that is not of a kind of its own.
        exchange: What it belongs to, if it reads an answer to an earlier request.

    Raises:
        EngineUnavailable: The engine is silent, or the connection broke.
    """
    reader = _Reader(produce, exchange or Exchange())
    is_over = False
    try:
        while True:
            received = reader.receive()
            if isinstance(received, _Item):
                yield received.value
                continue
            is_over = True
            if isinstance(received, _Failed):
                raise_translated(received.error, subject, default)
            return
    finally:
        if not is_over:
            reader.stop()


def watched_answer(
    ask: Callable[[], T],
    subject: str = "",
    default: type[CourseError] = CourseError,
    exchange: Exchange | None = None,
) -> T:
    """Give what `ask` returns, under the same watch.

    The connection is shut down only if the answer is not waited for: its body may be read later.
    """
    reader = _Reader(lambda: [ask()], exchange or Exchange())
    try:
        received = reader.receive()
    except BaseException:
        reader.stop()
        raise
    if isinstance(received, _Item):
        return received.value
    if isinstance(received, _Failed):
        raise_translated(received.error, subject, default)
    raise CourseError("answer-not-readable", name=subject)

"""A request and its answer, which another thread can break off."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_thread = threading.local()


class Exchange:
    """What one thread sends to the engine, and the answer that it waits for.

    Python cannot end a thread that waits for an answer. If its connection is shut down, the thread
    reads the end of it and ends by itself, and the engine notices that nobody listens any more.
    """

    def __init__(self) -> None:
        """Nothing is sent yet."""
        self._sockets: set[socket.socket] = set()
        self._is_broken_off = False

    @contextmanager
    def in_this_thread(self) -> Iterator[None]:
        """Let the requests that this thread sends be part of the exchange."""
        _thread.exchange = self
        try:
            yield
        finally:
            _thread.exchange = None

    def use(self, connected: socket.socket) -> None:
        """Note the connection of a request that was just sent."""
        self._sockets.add(connected)
        if self._is_broken_off:  # meanwhile
            self._shut_down()

    def release(self, connected: socket.socket) -> None:
        """Forget a connection whose answer was read: another request may use it now."""
        self._sockets.discard(connected)

    def break_off(self) -> None:
        """Shut the connections down: nobody wants the rest of an answer."""
        self._is_broken_off = True
        self._shut_down()

    def _shut_down(self) -> None:
        for connected in list(self._sockets):
            with suppress(OSError):  # it is closed already
                connected.shutdown(socket.SHUT_RDWR)


def exchange_of_this_thread() -> Exchange | None:
    """Give the exchange that this thread's requests are part of, if there is one."""
    return getattr(_thread, "exchange", None)

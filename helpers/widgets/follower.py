"""How a view hears of changes: by the engine's events, and by a look now and then."""

from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import Any

from .. import engine
from .._ownership.guard import course_filter
from .._podman import EVENT_ACTIONS

TICK = 10  # seconds from one look to the next where nothing happens: the ages have changed
PATIENCE = 60  # so many looks at which nothing had happened are enough
# The engine reports a container's end slightly before its listings show it, so after a change the
# view looks once more, so many seconds later.
SOON = 0.3
EVENTS = [
    "create", "start", "die", "stop", "kill", "oom", "pause", "unpause", "rename", "restart",
    "destroy", *EVENT_ACTIONS.values(),
]  # fmt: skip


class Follower:
    """Listens to the engine's events; a burst of them is one change."""

    def __init__(self, *, on_change: Callable[[], None], on_end: Callable[[], None]) -> None:
        """Take what is called after a change, and what is called when the engine ends the stream.

        Both are called in the thread that listens.
        """
        self._on_change = on_change
        self._on_end = on_end
        self._stream: Any | None = None
        self._look_is_due = False
        self._look_again = False
        self._quiet_looks = 0

    def start(self) -> None:
        """Begin to listen."""
        filters = course_filter({"type": ["container"], "event": EVENTS}, False)
        self._stream = engine.call("events", decode=True, filters=filters)
        Thread(target=self._hear, args=[self._stream], daemon=True).start()

    def stop(self) -> None:
        """Listen no more."""
        stream = self._stream
        self._stream = None
        if stream:
            # It may have ended meanwhile; one that comes by SSH ends with the next event.
            with suppress(Exception):
                stream.close()

    def seconds_to_next_look(self) -> float | None:
        """Tell when to look without having heard of a change; never, if nobody listens."""
        if self._stream is None:
            return None
        return SOON if self._look_again else TICK

    def begin_look(self) -> None:
        """Note that the change is being looked at: what happens from now on is another change."""
        self._look_is_due = False
        self._look_again = True

    def note_activity(self) -> None:
        """Note that something happened, so that the view goes on following."""
        self._quiet_looks = 0

    def note_quiet_look(self) -> bool:
        """Note a look at which nothing had happened; tell whether there were enough of them."""
        self._look_again = False
        self._quiet_looks += 1
        return self._quiet_looks >= PATIENCE

    def _hear(self, stream: Any) -> None:
        for _ in stream:
            self.note_activity()
            if not self._look_is_due:
                self._look_is_due = True
                self._on_change()
        if self._stream is stream:  # nobody stopped it: the engine ended it
            self._stream = None
            self._on_end()

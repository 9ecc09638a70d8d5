"""A board of containers: state, ports, the end of a log, and buttons."""

import ipywidgets as widgets

from ..containers import lifecycle, listing, streams
from ..tables import make_table
from .view import View, now

SIGNS = {  # how docker's STATUS begins or ends -> the state, with a sign of its own: no meaning by colour
    "(Paused)": "‖ paused",
    "Up": "▶ running",
    "Exited": "■ exited",
    "Created": "○ created",
    "Restarting": "↻ restarting",
}
TAIL = 10


class Board(View):
    """See `board`."""

    def __init__(self, filters: dict | None, title: str) -> None:
        """Look for the first time."""
        self.filters = filters
        self.chosen = widgets.Dropdown(description="container", options=[])
        words = {
            "start": "start it",
            "stop": "stop it",
            "rm": "remove it: a running one is refused",
        }
        buttons = [
            self.button(word, f"docker {word}: {tip}", lambda word=word: self.act(word))
            for word, tip in words.items()
        ]
        buttons.append(
            self.button(
                "logs", f"docker logs: the last {TAIL} lines of the chosen container", self.tail
            )
        )
        buttons.append(self.button("refresh", "docker ps: look again", self.refresh))
        super().__init__(title, [self.chosen, *buttons], follow=True)

    def refresh(self) -> None:
        """Look at all containers: one request."""
        listed = listing.ps(all=True, filters=self.filters)
        rows = [
            [name, state(status), status, ports, image]
            for name, status, ports, image in zip(
                *(listed[key] for key in ("NAMES", "STATUS", "PORTS", "IMAGE")), strict=True
            )
        ]
        names, before = list(listed["NAMES"]), self.chosen.value
        if names != list(self.chosen.options):
            self.chosen.options = names
            self.chosen.value = before if before in names else next(iter(names), None)
        shown = make_table(
            ["NAMES", "STATE", "STATUS", "PORTS", "IMAGE"], rows, listed.attrs["command"]
        )
        self.show(listed.attrs["command"], shown, "" if self.still else f"<p>as of {now()}</p>")

    def act(self, word: str) -> None:
        """Do what a button says to the chosen container; the helpers refuse one that is not the course's."""
        if not self.chosen.value:
            return self.say("There is no container to choose.")
        self.say(f"$ docker {word} {self.chosen.value} ...")
        done = getattr(lifecycle, word)(self.chosen.value)
        self.say(f"$ {done.attrs['command']}: {done['RESULT'][0]}")
        self.refresh()

    def tail(self) -> None:
        """Read the end of the chosen container's log."""
        if not self.chosen.value:
            return self.say("There is no container to choose.")
        read = streams.logs(self.chosen.value, tail=TAIL)
        self.say(f"$ {read.attrs['command']}", "\n".join(read["LINE"]) or "(it printed nothing)")


def state(status: str) -> str:
    """Read the state off docker's STATUS, with its sign: `▶ running`."""
    found = (
        sign for mark, sign in SIGNS.items() if status.startswith(mark) or status.endswith(mark)
    )
    return next(found, f"! {status.lower()}")


def board(
    *,
    filters: dict | None = None,
    title: str = "Each container and its state, as the engine tells it",
) -> Board:
    """Show a board of all containers that follows the engine: state, ports, log, and buttons `start`, `stop`, `rm`.

    A look is one request (`docker ps --all`); a change is told by the engine's events. `table` has the columns NAMES,
    STATE (`▶ running`), STATUS, PORTS, IMAGE. Errors (NotFound, Conflict, Refused) are said in the board.
    https://docs.docker.com/reference/cli/docker/container/ls/
    """
    return Board(filters, title)

"""A board of containers: state, ports, the end of a log, and buttons."""

from typing import Any

import ipywidgets

from ..containers import lifecycle
from ..containers.logs import logs
from ..containers.ps import ps
from ..tables import make_table
from .view import View, now

COLUMNS = ["NAMES", "STATE", "STATUS", "PORTS", "IMAGE"]
SIGNS = {  # how docker's STATUS begins or ends -> the state, with a sign: no meaning by colour
    "(Paused)": "‖ paused",
    "Up": "▶ running",
    "Exited": "■ exited",
    "Created": "○ created",
    "Restarting": "↻ restarting",
}
ACTIONS = {"start": lifecycle.start, "stop": lifecycle.stop, "rm": lifecycle.rm}
TAIL = 10


class Board(View):
    """See `board`."""

    def __init__(self, filters: dict[str, Any] | None, title: str) -> None:
        """Look for the first time."""
        self.filters = filters
        self.chosen = ipywidgets.Dropdown(description="container", options=[])
        controls = [
            self.chosen,
            self._action_button("start", "start it"),
            self._action_button("stop", "stop it"),
            self._action_button("rm", "remove it: a running one is refused"),
            self.button(
                "logs", f"docker logs: the last {TAIL} lines of the chosen container", self.tail
            ),
            self.button("refresh", "docker ps: look again", self.refresh),
        ]
        super().__init__(title, controls, follow=True)

    def _action_button(self, word: str, tip: str) -> ipywidgets.Button:
        return self.button(word, f"docker {word}: {tip}", lambda: self.act(word))

    def refresh(self) -> None:
        """Look at all containers: one request."""
        containers = ps(all=True, filters=self.filters)
        command = containers.attrs["command"]
        states = [state_of(status) for status in containers["STATUS"]]
        names = containers["NAMES"]
        ports = containers["PORTS"]
        images = containers["IMAGE"]
        rows = list(zip(names, states, containers["STATUS"], ports, images, strict=True))
        self._offer(list(names))
        when = "" if self.still else f"<p>as of {now()}</p>"
        self.show(command, make_table(COLUMNS, rows, command), when)

    def _offer(self, names: list[str]) -> None:
        """Offer the containers to choose from; the chosen one stays chosen while it is there."""
        before = self.chosen.value
        if names == list(self.chosen.options):
            return
        self.chosen.options = names
        if before in names:
            self.chosen.value = before
        else:
            self.chosen.value = names[0] if names else None

    def act(self, word: str) -> None:
        """Do what a button says; the helpers refuse a container that is not the course's."""
        container = self.chosen.value
        if not container:
            self.say("There is no container to choose.")
            return
        self.say(f"$ docker {word} {container} ...")
        result = ACTIONS[word](container)
        self.say(f"$ {result.attrs['command']}: {result['RESULT'][0]}")
        self.refresh()

    def tail(self) -> None:
        """Read the end of the chosen container's log."""
        container = self.chosen.value
        if not container:
            self.say("There is no container to choose.")
            return
        log = logs(container, tail=TAIL)
        self.say(f"$ {log.attrs['command']}", "\n".join(log["LINE"]) or "(it printed nothing)")


def state_of(status: str) -> str:
    """Read the state off docker's STATUS, with its sign: `▶ running`."""
    for mark, sign in SIGNS.items():
        if status.startswith(mark) or status.endswith(mark):
            return sign
    return f"! {status.lower()}"


def board(
    *,
    filters: dict[str, Any] | None = None,
    title: str = "Each container and its state, as the engine tells it",
) -> Board:
    """Show a board of all containers (`docker ps --all`) that follows the engine.

    It has buttons for `start`, `stop`, `rm`, and for the end of a container's log. A look is one
    request; of a change the engine's events tell. What cannot be done (NotFound, Conflict, Refused)
    is said in the board.

    Parameters:
        filters (dict[str, str | list[str]] | None): Only what matches, such as
            `{"label": "team=data"}` (`--filter`).
        title (str): What stands above the board. Not docker's.

    Returns:
        The board. Its `table` has the columns NAMES (text), STATE (text, such as `▶ running`),
        STATUS (text), PORTS (text), IMAGE (text).

    https://docs.docker.com/reference/cli/docker/container/ls/
    """
    return Board(filters, title)

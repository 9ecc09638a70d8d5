"""What all live views are made of: a line that says the point, controls, and what the engine said.

A view never keeps the kernel waiting: its requests are made by one thread of its own, one after the other. A view that
follows the engine is told of changes by the engine's events. It ends when its cell runs again, when its cell was
deleted (JupyterLab tells both with the next cell that runs), with `close()`, or - a kernel can't see a closed tab or
a cleared output - after ten minutes in which nothing happened.

COURSE_PROGRESS=0, for recording and replaying lessons, makes a view a still picture: text and HTML, no threads.
"""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from html import escape
from queue import Empty, Queue
from threading import Thread

import ipywidgets as widgets

from .. import engine
from .._command_line import without_printing
from .._ownership.guard import course_filter
from ..tables import Table

TICK, PATIENCE = (
    10,
    60,
)  # seconds from one look to the next, and so many looks at which nothing had happened
SOON = 0.3  # seconds: the engine tells of an end a moment before its own list knows it, so that one looks twice
FOLLOWED = [
    "create",
    "start",
    "die",
    "stop",
    "kill",
    "oom",
    "pause",
    "unpause",
    "rename",
    "restart",
    "destroy",
]
FOLLOWED += ["died", "remove"]  # Podman's words for die and destroy
SMALL = 'style="font-family: monospace; white-space: pre-wrap"'
_open: list["View"] = []  # the views whose cells are there


class View(widgets.VBox):
    """A live view. Each kind has a `refresh`, which asks the engine and calls `show`; `table` is what it said last."""

    def __init__(self, title: str, controls: list, *, follow: bool = False) -> None:
        """Show the title and the controls, ask the engine for the first time and, with `follow`, listen to it."""
        self.title, self.table = title, Table()
        self.still = os.environ.get("COURSE_PROGRESS") == "0"
        self.command, self.shown, self.said = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self._texts, self._note, self._svg = [], "", ""
        self._jobs, self._quiet, self._stream = Queue(), 0, None
        self._due = self._again = False
        self.follow = widgets.Checkbox(
            description="follow the engine", value=follow and not self.still, indent=False
        )
        self.follow.layout.width = "auto"
        self.follow.observe(lambda _: self.later(self._listen), "value")
        row = widgets.HBox([*controls, *([self.follow] if follow else [])])
        row.layout.flex_flow = "row wrap"
        super().__init__(
            [widgets.HTML(f"<b>{escape(title)}</b>"), row, self.command, self.shown, self.said]
        )
        self.worker = Thread(target=self._work, daemon=True, name=type(self).__name__)
        if not self.still:
            self.worker.start()
        self.cell = _cell()
        for other in [
            one
            for one in _open
            if one.cell is None and self.cell is None and type(one) is type(self)
        ]:
            other.close()  # where no cell has a name, the new view of a kind takes the place of the one before
        _open.append(self)
        self.later(self._listen)

    # For each kind of view ------------------------------------------------------------------------------------------

    def show(self, command: str, table: Table, html: str = "", text: str = "") -> None:
        """Show a command line and its table; `html`, escaped already, is above it, and `text` the same in words."""
        self.table = table
        self.command.value = f"<code>$ {escape(command)}</code>"
        self.shown.value = page(
            html, table._repr_html_().replace("<table>", '<table style="margin-left: 0">', 1)
        )
        self._texts = [f"$ {command}", text, repr(table)]

    def draw(self, command: str, table: Table, svg: str, text: str) -> None:
        """Show a picture in the table's place, and the same in words."""
        self.show(command, table)
        self.shown.value, self._svg, self._texts = page(svg), svg, [f"$ {command}", text]

    def clear(self) -> None:
        """Show nothing: better than the table of another question."""
        self.table, self._texts, self.command.value, self.shown.value = Table(), [], "", ""

    def say(self, text: str, more: str = "") -> None:
        """Say what was done, or why it could not be; `more` is a text of several lines, a log or a page."""
        self._note = "\n".join(part for part in (text, more) if part)
        below = f"<pre {SMALL}>{escape(more)}</pre>" if more else ""
        line = f"<code>{escape(text)}</code>" if text.startswith("$ ") else escape(text)
        self.said.value = page(f'<div role="status">{line}</div>{below}') if text or more else ""

    def button(self, word: str, tooltip: str, act: Callable) -> widgets.Button:
        """Make a button that has `act` done by the view's thread."""
        made = widgets.Button(description=word, tooltip=tooltip)
        made.layout.width = "auto"
        made.on_click(lambda _: self.later(act))
        return made

    # The thread -----------------------------------------------------------------------------------------------------

    def later(self, act: Callable) -> None:
        """Have something done after what is being done: by the view's thread, so that the kernel is free."""
        self._quiet = 0
        if self.still:
            return self._do(act)
        self._jobs.put(act)

    def settle(self) -> None:
        """Wait until all that was asked for is done."""
        self._jobs.join()

    def close(self) -> None:
        """End: no more requests, no more events; what was shown is taken away."""
        if self not in _open:  # closed already, or not made to its end
            return
        _open.remove(self)
        self._jobs.put(None)
        self._hang_up()
        for one in [self.follow, *_inside(self)]:
            one.close()
        super().close()

    def _work(self) -> None:
        while True:
            try:
                act = self._jobs.get(
                    timeout=(SOON if self._again else TICK) if self._stream else None
                )
            except (
                Empty
            ):  # nothing happened: only the ages have changed, or the list had not changed yet
                self._quiet, self._again = self._quiet + 1, False
                self._do(self.refresh if self._quiet < PATIENCE else self._tire)
                continue
            if act and self in _open:
                self._do(act)
            self._jobs.task_done()
            if not act:
                return

    def _do(self, act: Callable) -> None:
        try:
            with without_printing():
                act()
        except (
            Exception
        ) as error:  # said in the view, where the click was: a thread has no other place to say it
            self.say(str(error))

    def _tire(self) -> None:
        self.follow.value = False
        self.say(
            "Nothing happened for ten minutes, so this view no longer follows: tick the box to go on."
        )

    def _listen(self) -> None:
        """Begin to listen before the first look, so that no change is missed; or stop listening."""
        self._hang_up()
        if self.follow.value:
            chosen = course_filter({"type": ["container"], "event": FOLLOWED}, False)
            try:
                self._stream = engine.call("events", decode=True, filters=chosen)
            except Exception:
                self.follow.value = False  # the box tells the truth
                raise
            Thread(target=self._hear, args=[self._stream], daemon=True).start()
        self.refresh()

    def _hear(self, stream) -> None:
        for _ in stream:
            self._quiet = 0
            if not self._due:  # a burst of events is one look
                self._due = True
                self._jobs.put(self._look)
        if self._stream is stream:  # not hung up: the engine ended it
            self._stream, self.follow.value = None, False
            self._jobs.put(
                lambda: self.say(
                    "The engine ended or was restarted: tick the box to follow it again."
                )
            )

    def _look(self) -> None:
        self._due, self._again = False, True
        self.refresh()

    def _hang_up(self) -> None:
        stream, self._stream = self._stream, None
        if stream:
            with suppress(
                Exception
            ):  # it has ended meanwhile, or it comes by SSH, where it ends with the next event
                stream.close()

    # As text and as HTML --------------------------------------------------------------------------------------------

    def __repr__(self) -> str:
        """Say what the view shows."""
        return "\n".join(text for text in [self.title, *self._texts, self._note] if text)

    def _repr_mimebundle_(self, **_) -> dict:
        text = {"text/plain": repr(self)}
        if self.still and self._svg:
            return text | {"image/svg+xml": self._svg}
        if self.still:
            title = f"<p><b>{escape(self.title)}</b></p>"
            return text | {
                "text/html": title + self.command.value + self.shown.value + self.said.value
            }
        return super()._repr_mimebundle_() | text


def page(*parts: str) -> str:
    """Put HTML, escaped already, where a notebook gives tables and text their look."""
    return f'<div class="jp-RenderedHTMLCommon" style="padding: 0">{"".join(parts)}</div>'


def now() -> str:
    """Tell the time of a look."""
    return datetime.now().astimezone().strftime("%H:%M:%S")


def _inside(box) -> list:
    return [
        one
        for child in box.children
        for one in [*(_inside(child) if hasattr(child, "children") else []), child]
    ]


def _cell() -> str | None:
    """Name the cell that runs, as JupyterLab does; register to be told when a cell is run again or gone."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if getattr(shell, "kernel", None) is None:
        return None
    if _close_gone not in shell.events.callbacks["pre_run_cell"]:
        shell.events.register("pre_run_cell", _close_gone)
    return shell.get_parent().get("metadata", {}).get("cellId")


def _close_gone(_) -> None:
    """Before a cell runs: end the views that it showed, and those whose cells were deleted."""
    told = sys.modules["IPython"].get_ipython().get_parent().get("metadata", {})
    gone = {told.get("cellId"), *told.get("deletedCells", [])} - {None}
    for view in [one for one in _open if one.cell in gone]:
        view.close()

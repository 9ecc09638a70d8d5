"""What all live views are: a title that says the point, controls, and what the engine said.

A view never keeps the kernel waiting: its worker makes its requests, one after the other. It ends
when its cell runs again or was deleted, or with `close()`. A kernel cannot see that a tab was
closed or an output cleared, so a view stops following after ten minutes in which nothing happened.

`COURSE_PROGRESS=0`, for recording and replaying lessons, makes a view a still picture: text and
HTML, no threads.
"""

from datetime import datetime
from typing import Any

import ipywidgets

from .._command_line import without_printing
from .._notebook import is_still
from ..tables import Table
from .follower import Follower
from .html import command_html, heading_html, message_html, page
from .notebook_cells import current_cell, open_view, open_views
from .worker import Job, Worker


class View(ipywidgets.VBox):
    """A live view.

    Each kind has a `refresh`, which asks the engine and calls `show`; `table` is what it said last.
    """

    def __init__(self, title: str, controls: list[Any], *, follow: bool = False) -> None:
        """Show the title and the controls, ask the engine, and with `follow` listen to it."""
        self.title = title
        self.table = Table()
        self.still = is_still()
        self.command = ipywidgets.HTML()
        self.shown = ipywidgets.HTML()
        self.message = ipywidgets.HTML()
        self._texts: list[str] = []  # what is shown, in words
        self._note = ""  # what is said below it
        self._svg = ""  # the picture, if it is one
        self._make_threads()
        self.follow = self._follow_box(follow and not self.still)
        row = ipywidgets.HBox([*controls, self.follow] if follow else controls)
        row.layout.flex_flow = "row wrap"
        top = ipywidgets.HTML(heading_html(title))
        super().__init__([top, row, self.command, self.shown, self.message])
        if not self.still:
            self.worker.start()
        self.cell = current_cell()
        open_view(self)
        self.later(self._start_or_stop_following)

    def _make_threads(self) -> None:
        self.follower = Follower(
            on_change=lambda: self.worker.add(self._look), on_end=self._engine_ended
        )
        self.worker = Worker(
            type(self).__name__,
            run=self._run_if_open,
            idle=self._look_without_a_change,
            timeout=self.follower.seconds_to_next_look,
        )

    def _follow_box(self, ticked: bool) -> ipywidgets.Checkbox:
        box = ipywidgets.Checkbox(description="follow the engine", value=ticked, indent=False)
        box.layout.width = "auto"
        box.observe(lambda _: self.later(self._start_or_stop_following), "value")
        return box

    # For each kind of view ------------------------------------------------------------------------

    def refresh(self) -> None:
        """Ask the engine, and show what it says. A view of no kind has nothing to ask."""

    def show(self, command: str, table: Table, html: str = "", text: str = "") -> None:
        """Show a command line and its table.

        `html`, escaped already, is above the table, and `text` the same in words.
        """
        self.table = table
        self.command.value = command_html(command)
        table_html = table._repr_html_() or ""
        left = table_html.replace("<table>", '<table style="margin-left: 0">', 1)
        self.shown.value = page(html, left)
        self._texts = [f"$ {command}", text, repr(table)]

    def draw(self, command: str, table: Table, svg: str, text: str) -> None:
        """Show a picture in the table's place, and the same in words."""
        self.show(command, table)
        self.shown.value = page(svg)
        self._svg = svg
        self._texts = [f"$ {command}", text]

    def clear(self) -> None:
        """Show nothing: better than the table of another question."""
        self.table = Table()
        self._texts = []
        self.command.value = ""
        self.shown.value = ""

    def say(self, text: str, more: str = "") -> None:
        """Say what was done, or why it could not be; `more` is a log or a page."""
        self._note = "\n".join(part for part in (text, more) if part)
        self.message.value = message_html(text, more) if self._note else ""

    def button(self, word: str, tooltip: str, act: Job) -> ipywidgets.Button:
        """Make a button that has `act` done by the view's worker."""
        button = ipywidgets.Button(description=word, tooltip=tooltip)
        button.layout.width = "auto"
        button.on_click(lambda _: self.later(act))
        return button

    def refresh_after_change_of(self, control: Any) -> None:
        """Refresh the view when a person changes a control."""
        control.observe(lambda _: self.later(self.refresh), "value")

    # Jobs -----------------------------------------------------------------------------------------

    def later(self, act: Job) -> None:
        """Have something done after what is being done: by the worker, so the kernel is free."""
        self.follower.note_activity()
        if self.still:
            self._run(act)
        else:
            self.worker.add(act)

    def settle(self) -> None:
        """Wait until all that was asked for is done."""
        self.worker.settle()

    def close(self) -> None:
        """End: no more requests, no more events; what was shown is taken away."""
        if self not in open_views:  # closed already, or never made to its end
            return
        open_views.remove(self)
        self.worker.stop()
        self.follower.stop()
        for widget in [self.follow, *descendants(self)]:
            widget.close()
        super().close()

    def _run_if_open(self, act: Job) -> None:
        if self in open_views:
            self._run(act)

    def _run(self, act: Job) -> None:
        """Do something, and say an error in the view: a thread has no other place to say it."""
        try:
            with without_printing():
                act()
        except Exception as error:
            self.say(str(error))

    # Following the engine -------------------------------------------------------------------------

    def _start_or_stop_following(self) -> None:
        """Begin to listen before the first look, so that no change is missed; or stop listening."""
        self.follower.stop()
        if self.follow.value:
            try:
                self.follower.start()
            except Exception:
                self.follow.value = False  # the box tells the truth
                raise
        self.refresh()

    def _look(self) -> None:
        self.follower.begin_look()
        self.refresh()

    def _look_without_a_change(self) -> None:
        enough = self.follower.note_quiet_look()
        self._run(self._stop_following if enough else self.refresh)

    def _stop_following(self) -> None:
        self.follow.value = False
        self.say(
            "Nothing happened for ten minutes, so this view no longer follows:"
            " tick the box to go on."
        )

    def _engine_ended(self) -> None:
        self.follow.value = False
        self.worker.add(
            lambda: self.say("The engine ended or was restarted: tick the box to follow it again.")
        )

    # As text and as HTML --------------------------------------------------------------------------

    def __repr__(self) -> str:
        """Say what the view shows."""
        lines = [self.title, *self._texts, self._note]
        return "\n".join(line for line in lines if line)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        text = {"text/plain": repr(self)}
        if not self.still:
            return super()._repr_mimebundle_() | text
        if self._svg:
            return text | {"image/svg+xml": self._svg}
        title = f"<p>{heading_html(self.title)}</p>"
        html = title + self.command.value + self.shown.value + self.message.value
        return text | {"text/html": html}


def descendants(widget: Any) -> list[Any]:
    """List all widgets that are in another, the innermost first."""
    found = []
    for child in widget.children:
        if hasattr(child, "children"):
            found += descendants(child)
        found.append(child)
    return found


def now() -> str:
    """Tell the time of a look."""
    return datetime.now().astimezone().strftime("%H:%M:%S")

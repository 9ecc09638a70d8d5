"""Live bars while an image's layers come or go, in a notebook that a person is looking at.

They are gone when it is over: what stays is the printed lines and the table. COURSE_PROGRESS=0 turns them off, for
recording and replaying lessons.
"""

import os
import sys


class Progress:
    """One bar a layer; outside a notebook, nothing."""

    def __init__(self) -> None:
        """Find out whether there is somewhere to show bars."""
        self.bars: dict = {}
        self.box = self.handle = None
        shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
        if os.environ.get("COURSE_PROGRESS") == "0" or getattr(shell, "kernel", None) is None:
            return
        try:
            import ipywidgets
            from IPython.display import display
        except ImportError:
            return
        self.widgets, self.box = ipywidgets, ipywidgets.VBox()
        self.handle = display(self.box, display_id=True)

    def update(self, event: dict) -> None:
        """Show what one event of a pull or push says of its layer."""
        if self.box is None or not event.get("id"):
            return
        detail = event.get("progressDetail") or {}
        bar = self.bars.get(event["id"])
        if bar is None:
            bar = self.bars[event["id"]] = self.widgets.IntProgress(max=1, description=event["id"])
            bar.style.description_width = "9em"
            self.box.children = tuple(self.bars.values())
        if detail.get("total"):
            bar.max, bar.value = detail["total"], detail.get("current", 0)
        elif event["status"].endswith(("complete", "exists", "Pushed")):
            bar.value = bar.max
        bar.tooltip = event["status"]

    def __enter__(self) -> "Progress":
        """Begin."""
        return self

    def __exit__(self, *_) -> None:
        """Take the bars away."""
        if self.box is not None:
            self.box.close()
            self.handle.update({"text/plain": ""}, raw=True)

"""Live bars while an image's layers come or go, in a notebook that a person is looking at.

They are gone when it is over: what stays is the printed lines and the table. `COURSE_PROGRESS=0`
turns them off, for recording and replaying lessons.
"""

from types import ModuleType
from typing import Any

from ._notebook import is_still, notebook_shell

WHOLE = ("complete", "exists", "Pushed")  # how a layer's status ends when nothing more comes


class Progress:
    """One bar a layer; outside a notebook, nothing."""

    def __init__(self) -> None:
        """Find out whether there is somewhere to show bars."""
        self.layer_bars: LayerBars | None = None
        if is_still() or notebook_shell() is None:
            return
        try:
            import ipywidgets
        except ImportError:
            return
        self.layer_bars = LayerBars(ipywidgets)

    def update(self, event: dict[str, Any]) -> None:
        """Show what one event of a pull or push says of its layer."""
        if self.layer_bars is not None and event.get("id"):
            self.layer_bars.update(event)

    def __enter__(self) -> "Progress":
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Take the bars away."""
        if self.layer_bars is not None:
            self.layer_bars.close()


class LayerBars:
    """The bars in a notebook, one below the other."""

    def __init__(self, ipywidgets: ModuleType) -> None:
        """Show that there are no bars yet; ipywidgets is handed in, as it is loaded only here."""
        from IPython.display import display

        self.ipywidgets = ipywidgets
        self.bars: dict[str, Any] = {}
        self.panel = ipywidgets.VBox()
        self.display = display(self.panel, display_id=True)

    def update(self, event: dict[str, Any]) -> None:
        """Move the bar of the event's layer."""
        bar = self._bar_of(event["id"])
        status = event["status"]
        detail = event.get("progressDetail") or {}
        if detail.get("total"):
            bar.max = detail["total"]
            bar.value = detail.get("current", 0)
        elif status.endswith(WHOLE):
            bar.value = bar.max
        bar.tooltip = status

    def _bar_of(self, layer: str) -> Any:
        if layer not in self.bars:
            bar = self.ipywidgets.IntProgress(max=1, description=layer)
            bar.style.description_width = "9em"
            self.bars[layer] = bar
            self.panel.children = tuple(self.bars.values())
        return self.bars[layer]

    def close(self) -> None:
        """Take the bars away."""
        self.panel.close()
        self.display.update({"text/plain": ""}, raw=True)

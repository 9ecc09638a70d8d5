"""A restart timeline: when each container ran, ended and was started again, from the engine's events."""

import ipywidgets as widgets

from .. import charts, system
from .view import View

SPANS = ["1m", "10m", "1h", "24h"]
ASKED = {"type": "container", "event": ["start", "die", "stop", "destroy"]}


class RestartTimeline(View):
    """See `restart_timeline`."""

    def __init__(self, containers: tuple[str, ...], since: str, title: str) -> None:
        """Draw for the first time."""
        self.containers = containers
        self.since = widgets.Dropdown(
            description="since", options=list(dict.fromkeys([since, *SPANS])), value=since
        )
        self.scale = widgets.Dropdown(description="scale", options=charts.SCALES)
        for one, tip in (
            (self.since, "how far back the events are read"),
            (self.scale, "seconds, or one step an event"),
        ):
            one.tooltip, one.layout.width = tip, "14em"
            one.observe(lambda _: self.later(self.refresh), "value")
        buttons = [self.button("refresh", "docker events: read them again", self.refresh)]
        super().__init__(title, [self.since, self.scale, *buttons], follow=True)

    def refresh(self) -> None:
        """Read the events of the span, by the engine's clock: two requests."""
        only = {"container": list(self.containers)} if self.containers else {}
        read = system.events(since=self.since.value, filters=ASKED | only)
        drawn = charts.timeline(read, scale=self.scale.value, title=self.title)
        self.draw(read.attrs["command"], read, drawn.svg, drawn.text.partition("\n")[2])


def restart_timeline(
    *containers: str,
    since: str = "10m",
    title: str = "When each container ran, ended, and was started again",
) -> RestartTimeline:
    """Draw when containers ran, ended (with which exit code) and were started again; it follows the engine.

    `table` has the columns of `events`. The engine remembers its last 256 events, and none from before it was
    restarted. https://docs.docker.com/reference/cli/docker/system/events/
    """
    return RestartTimeline(containers, since, title)

"""A restart timeline: when each container ran, ended and was started again, by the events."""

import ipywidgets

from .. import charts, system
from .view import View

SPANS = ["1m", "10m", "1h", "24h"]
EVENTS = ["start", "die", "stop", "destroy"]


class RestartTimeline(View):
    """See `restart_timeline`."""

    def __init__(self, containers: tuple[str, ...], since: str, title: str) -> None:
        """Draw for the first time."""
        self.containers = containers
        spans = [since, *(span for span in SPANS if span != since)]
        self.since = ipywidgets.Dropdown(description="since", options=spans, value=since)
        self.since.tooltip = "how far back the events are read"
        self.scale = ipywidgets.Dropdown(description="scale", options=charts.SCALES)
        self.scale.tooltip = "seconds, or one step an event"
        for control in (self.since, self.scale):
            control.layout.width = "14em"
            self.refresh_after_change_of(control)
        refresh = self.button("refresh", "docker events: read them again", self.refresh)
        super().__init__(title, [self.since, self.scale, refresh], follow=True)

    def refresh(self) -> None:
        """Read the events of the span, by the engine's clock: two requests."""
        filters = {"type": "container", "event": EVENTS}
        if self.containers:
            filters["container"] = list(self.containers)
        events = system.events(since=self.since.value, filters=filters)
        chart = charts.timeline(events, scale=self.scale.value, title=self.title)
        _title, _, lanes = chart.text.partition("\n")
        self.draw(events.attrs["command"], events, chart.svg, lanes)


def restart_timeline(
    *containers: str,
    since: str = "10m",
    title: str = "When each container ran, ended, and was started again",
) -> RestartTimeline:
    """Draw when containers ran, ended and were started again (`docker events`); follow the engine.

    The engine remembers its last 256 events, and none from before it was restarted.

    Parameters:
        containers (str): The containers; without any, all that the events tell of.
        since (str): How far back: an age such as `10m`, or a time (`--since`).
        title (str): What stands above the picture. Not docker's.

    Returns:
        The view: a row for each container, with the exit codes. Its `table` is what `events`
        returned, with the columns of `events`.

    https://docs.docker.com/reference/cli/docker/system/events/
    """
    return RestartTimeline(containers, since, title)

"""Conditions on what is served at a port of this machine."""

from dataclasses import dataclass

from .. import probes, web_page
from ..given import Given
from ..verdict import Diagnosis, unmet
from .containers import ContainerRuns


@dataclass(frozen=True)
class PageAnswers:
    """A page is served on a port of this machine, with this text in it."""

    port: int
    text: str = ""
    path: str = "/"

    def __call__(self, given: Given) -> Diagnosis | None:
        """Ask for the page."""
        page = web_page.fetch(self.port, self.path)
        where = {"port": self.port, "path": self.path}
        if page.failure:
            return unmet("no_page", **where, why=page.failure)
        if page.status != 200:
            return unmet("page_status", **where, status=page.status)
        if self.text not in page.text:
            return unmet("page_text", **where, wanted=self.text)
        return None


@dataclass(frozen=True)
class ServesPage:
    """A container runs and is the one that serves a page at this port, whatever it has inside."""

    name: str
    port: int
    text: str = ""

    def __call__(self, given: Given) -> Diagnosis | None:
        """Look at the container and its ports, then ask for the page."""
        runs = ContainerRuns(self.name)
        not_running = runs(given)
        if not_running is not None:
            return not_running
        not_published = self._not_published()
        if not_published is not None:
            return not_published
        no_answer = PageAnswers(self.port, self.text)(given)
        if no_answer is None:
            return None
        return runs(given) or no_answer  # it may have ended meanwhile, and then that is the reason

    def _not_published(self) -> Diagnosis | None:
        container = probes.container(self.name)
        published = [] if container is None else container.published_ports
        if any(port.host == self.port for port in published):
            return None
        has = ", ".join(str(port) for port in published) or "-"
        return unmet("other_port", name=self.name, has=has, wanted=self.port)

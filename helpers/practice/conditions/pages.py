"""Conditions on what is served at a port of this machine."""

from dataclasses import dataclass

from .. import web_page
from ..given import Given
from ..verdict import Diagnosis, unmet
from .configuration import PublishesAt
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
        publishes = PublishesAt(self.name, self.port)
        answers = PageAnswers(self.port, self.text)
        no_answer = runs(given) or publishes(given) or answers(given)
        if no_answer is None:
            return None
        return runs(given) or no_answer  # it may have ended meanwhile, and then that is the reason

"""A port lab: ask a published port for its page, and see what came back, or what is wrong."""

import http.client
from typing import Any

import ipywidgets

from ..containers.port import port
from ..containers.ps import ps
from ..tables import Table
from .addresses import browser_address, host_of, link_to
from .view import View
from .web_page import PublishedPort, WebPage, explain_failure, explain_unpublished, fetch


class PortLab(View):
    """See `port_lab`."""

    def __init__(self, container: str | None, title: str) -> None:
        """List the containers, and ask the chosen one's port."""
        self.container = container  # the one to begin with
        self._is_filling = False
        self.chosen = ipywidgets.Dropdown(description="container", options=[])
        self.chosen.tooltip = "of which container"
        self.port = ipywidgets.Dropdown(description="host port", options=[])
        self.port.tooltip = "its published ports"
        self.path = ipywidgets.Text(description="path", value="/", continuous_update=False)
        self.path.tooltip = "of the page"
        fields = [self.chosen, self.port, self.path]
        for field in fields:
            field.layout.width = "19em"
        buttons = [
            self.button("ask", "ask the host port for the page", self.ask),
            self.button("refresh", "docker ps: list the containers again", self.refresh),
        ]
        self.link = ipywidgets.HTML()
        super().__init__(title, [*fields, *buttons, self.link])
        self.chosen.observe(self._look_at_chosen, "value")

    def refresh(self) -> None:
        """List the containers: one request; then look at the chosen one's ports."""
        names = list(ps(all=True)["NAMES"])
        choice = self._choose_among(names)
        self._is_filling = True
        self.chosen.options = names
        self.chosen.value = choice
        self._is_filling = False
        self.look()

    def _choose_among(self, names: list[str]) -> str | None:
        """Keep to the chosen container, or the one to begin with; else take the first there is."""
        wanted = self.chosen.value or self.container
        if wanted in names:
            return str(wanted)
        if self.container or not names:
            return None
        return names[0]

    def _look_at_chosen(self, _: Any) -> None:
        """Look at another container if a person chose it, not if the list was filled anew."""
        if not self._is_filling:
            self.later(self.look)

    def look(self) -> None:
        """Read the chosen container's ports, and ask the first for its page."""
        self.clear()
        self.link.value = ""
        if not self.chosen.value:
            self.port.options = []
            self.say(self._nothing_chosen())
            return
        ports = port(self.chosen.value)
        self.show(ports.attrs["command"], ports)
        self.port.options = port_options(self.chosen.value, ports)
        self.port.index = 0 if self.port.options else None
        self.ask()

    def _nothing_chosen(self) -> str:
        if self.container:
            return f"There is no container {self.container}."
        return "There is no container yet."

    def ask(self) -> None:
        """Ask the chosen port for its page, as a browser on this host would; say what came."""
        if not self.port.value:
            self._say_unpublished()
            return
        port: PublishedPort = self.port.value
        path = self.path.value
        command = f"$ curl --include http://{port.host}:{port.host_port}{path}"
        self.link.value = ""
        try:
            page = fetch(port, path)
        except (OSError, http.client.HTTPException) as error:
            self.say(command, explain_failure(error, port))
            return
        self.link.value = link_to(browser_address(port.host, port.host_port, path))
        self.say(command, self._page_text(page))

    def _say_unpublished(self) -> None:
        name = self.chosen.value
        containers = ps(all=True, filters={"name": f"^/?{name}$"})
        status = containers["STATUS"][0] if len(containers) else ""
        ports = containers["PORTS"][0] if len(containers) else ""
        self.say(explain_unpublished(name, status, ports))

    def _page_text(self, page: WebPage) -> str:
        """Write the page as curl does, in a still picture without the headers: they have dates."""
        lines = [page.status]
        if not self.still:
            lines += [f"{name}: {value}" for name, value in page.headers]
            lines.append("")
        return "\n".join([*lines, page.text])


def port_options(container: str, ports: Table) -> list[tuple[str, PublishedPort]]:
    """Make what there is to choose from, of the table of `port`."""
    options = []
    columns = (ports["CONTAINER PORT"], ports["HOST IP"], ports["HOST PORT"])
    for container_port, host_ip, host_port in zip(*columns, strict=True):
        label = f"{host_ip}:{host_port} -> {container_port}"
        port = PublishedPort(container, container_port, host_of(host_ip), host_port)
        options.append((label, port))
    return options


def port_lab(
    container: str | None = None,
    *,
    title: str = "What answers behind a published port, seen from the host",
) -> PortLab:
    """Show a container's published ports and the page behind one (`docker port`).

    The view shows status line, headers and text of the page, or says why none comes. The kernel
    asks for the page, so that it works behind a hub too, where a browser cannot reach the host's
    ports.

    Parameters:
        container (str | None): The container to begin with; without one, the newest.
        title (str): What stands above the ports. Not docker's.

    Returns:
        The view. Its `table` has the columns of `port`.

    https://docs.docker.com/engine/network/port-publishing/
    """
    return PortLab(container, title)

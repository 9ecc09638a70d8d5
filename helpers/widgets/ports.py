"""A port lab: ask a published port for its page, and see what came back, or what is wrong."""

import http.client
import os
import socket
from html import escape
from importlib.util import find_spec
from urllib.parse import urlsplit

import ipywidgets as widgets

from .. import engine
from ..containers import listing
from ..tables import Table
from .view import View

WAIT, MOST = 5, 4000  # seconds; characters of a page that are shown


class PortLab(View):
    """See `port_lab`."""

    def __init__(self, container: str | None, title: str) -> None:
        """List the containers, and ask the chosen one's port."""
        self.first, self.filling = container, False
        self.chosen = widgets.Dropdown(description="container", options=[])
        self.port = widgets.Dropdown(description="host port", options=[])
        self.path = widgets.Text(description="path", value="/", continuous_update=False)
        for one, tip in (
            (self.chosen, "of which container"),
            (self.port, "its published ports"),
            (self.path, "of the page"),
        ):
            one.tooltip, one.layout.width = tip, "19em"
        buttons = [
            self.button("ask", "ask the host port for the page", self.ask),
            self.button("refresh", "docker ps: list the containers again", self.refresh),
        ]
        self.link = widgets.HTML()
        super().__init__(title, [self.chosen, self.port, self.path, *buttons, self.link])
        self.chosen.observe(self.choose, "value")

    def refresh(self) -> None:
        """List the containers: one request; then look at the chosen one's ports."""
        names, wanted = list(listing.ps(all=True)["NAMES"]), self.chosen.value or self.first
        self.filling = True
        self.chosen.options = names
        self.chosen.value = (
            wanted if wanted in names else None if self.first else next(iter(names), None)
        )
        self.filling = False
        self.look()

    def choose(self, _) -> None:
        """Look at another container - when a person chose it, not when the list was filled anew."""
        if not self.filling:
            self.later(self.look)

    def look(self) -> None:
        """Read the chosen container's ports, and ask the first for its page."""
        self.clear()
        self.link.value = ""
        if not self.chosen.value:
            self.port.options = []
            return self.say(
                f"There is no container {self.first}."
                if self.first
                else "There is no container yet."
            )
        found = listing.port(self.chosen.value)
        self.show(found.attrs["command"], found)
        self.port.options = [
            (f"{ip}:{port} -> {into}", (reach(ip), port, into))
            for into, ip, port in zip(
                found["CONTAINER PORT"], found["HOST IP"], found["HOST PORT"], strict=True
            )
        ]
        self.port.index = 0 if self.port.options else None
        self.ask()

    def ask(self) -> None:
        """Ask the chosen port for its page, as a browser on this host would, and say what came."""
        name = self.chosen.value
        if not self.port.value:
            listed = listing.ps(all=True, filters={"name": f"^/?{name}$"})
            return self.say(unpublished(name, listed))
        host, port, into = self.port.value
        address = f"http://{host}:{port}{self.path.value}"
        self.link.value = ""
        try:
            status, headers, text = fetch(host, port, self.path.value)
        except (OSError, http.client.HTTPException) as error:
            return self.say(f"$ curl --include {address}", why(error, name, port, into))
        self.link.value = anchor(live(host, port, self.path.value))
        told = "" if self.still else "".join(f"{key}: {value}\n" for key, value in headers) + "\n"
        self.say(f"$ curl --include {address}", f"{status}\n{told}{text}")


def fetch(host: str, port: int, path: str) -> tuple[str, list[tuple[str, str]], str]:
    """Ask for one page, with no proxy between: the status line, the headers, the text (cut at 4,000 characters)."""
    line = http.client.HTTPConnection(host, port, timeout=WAIT)
    try:
        line.request("GET", path or "/", headers={"Connection": "close"})
        answer = line.getresponse()
        text = answer.read(4 * MOST).decode("utf-8", "replace")
        text = text if len(text) <= MOST else text[:MOST] + "…"
        return (
            f"HTTP/{answer.version / 10} {answer.status} {answer.reason}",
            answer.getheaders(),
            text,
        )
    finally:
        line.close()


def reach(address: str) -> str:
    """Tell where a port published on this address is reached from here. Pure but for the engine's address."""
    if address not in ("0.0.0.0", "::", ""):  # noqa: S104 - it is read, not listened on
        return address
    engine_at = urlsplit(engine.host())
    return (
        engine_at.hostname
        if engine_at.scheme in ("tcp", "ssh", "https") and engine_at.hostname
        else "127.0.0.1"
    )


def live(host: str, port: int, path: str) -> str:
    """Tell where a browser opens the page: through JupyterLab where it hands on ports; behind a hub nowhere else."""
    hub = os.environ.get("JUPYTERHUB_SERVICE_PREFIX")
    if host == "127.0.0.1" and find_spec("jupyter_server_proxy"):
        return f"{hub or '/'}proxy/{port}/{path.lstrip('/')}"
    return "" if hub else f"http://{host}:{port}/{path.lstrip('/')}"


def anchor(address: str) -> str:
    """Make a link to a page, which opens beside JupyterLab and does not get to know from where. Pure."""
    words = f'href="{escape(address)}" target="_blank" rel="noopener noreferrer"'
    return f"<a {words}>open in the browser</a>" if address else ""


def unpublished(name: str, listed: Table) -> str:
    """Say why a container without a published port can't be reached. Pure."""
    status, ports = (listed["STATUS"][0], listed["PORTS"][0]) if len(listed) else ("", "")
    if not status.startswith("Up"):
        return f'{name} is not running ({status or "gone"}), so no port leads to it: dk.start("{name}") starts it.'
    used = f" Its image says that it uses {ports}, but that opens nothing." if ports else ""
    return (
        f"No port of the host leads to {name}: it was run without publish.{used}"
        f' Remove it and run it again with publish="HOST:CONTAINER", such as "18080:80".'
    )


def why(error: Exception, name: str, port: int, into: str) -> str:
    """Say in words why no page came: each way to fail points to another cause. Pure."""
    if isinstance(error, ConnectionRefusedError):
        return f"Refused: nobody listens on the host's port {port}. Does {name} still run? dk.ps() tells."
    if isinstance(error, http.client.BadStatusLine) and not isinstance(
        error, http.client.RemoteDisconnected
    ):
        return f"Something answers behind port {port}, but it does not speak HTTP: it is no web server."
    if isinstance(error, ConnectionResetError | BrokenPipeError | http.client.RemoteDisconnected):
        return (
            f"The host's port {port} leads into {name}, but nobody listens there on {into}: a wrong container port,"
            f' a program that is not ready yet, or one that listens on 127.0.0.1 only. dk.logs("{name}") may tell.'
        )
    if isinstance(error, TimeoutError | socket.timeout):
        return f"No answer within {WAIT} s: the program behind {into} took the connection and says nothing."
    return f"No page: {type(error).__name__}: {error}."


def port_lab(
    container: str | None = None,
    *,
    title: str = "What answers behind a published port, seen from the host",
) -> PortLab:
    """Show a container's published ports and the page behind one: status line, headers, text; or why none comes.

    `table` has the columns of `port`. The page is asked for by the kernel, so it works behind a hub too, where the
    host's ports can't be reached from the browser. https://docs.docker.com/engine/network/port-publishing/
    """
    return PortLab(container, title)

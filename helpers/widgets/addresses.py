"""Where a published port is reached: from the kernel, and from the learner's browser."""

import os
from html import escape
from importlib.util import find_spec
from urllib.parse import urlsplit

from .. import engine

ANY_ADDRESS = ("0.0.0.0", "::", "")  # noqa: S104 - it is read, not listened on
LOOPBACK = "127.0.0.1"


def host_of(published_on: str) -> str:
    """Return where the kernel reaches a port that is published on this address."""
    if published_on not in ANY_ADDRESS:
        return published_on
    address = urlsplit(engine.host())
    if address.scheme in ("tcp", "ssh", "https") and address.hostname:
        return address.hostname
    return LOOPBACK


def browser_address(host: str, port: int, path: str) -> str:
    """Return where a browser opens the page: through JupyterLab, where JupyterLab hands on ports.

    Behind a hub that does not, a browser reaches the page nowhere: then it is empty.
    """
    path = path.lstrip("/")
    hub = os.environ.get("JUPYTERHUB_SERVICE_PREFIX")
    if host == LOOPBACK and find_spec("jupyter_server_proxy"):
        return f"{hub or '/'}proxy/{port}/{path}"
    return "" if hub else f"http://{host}:{port}/{path}"


def link_to(address: str) -> str:
    """Make a link that opens beside JupyterLab, and does not tell the page from where. Pure."""
    if not address:
        return ""
    attributes = f'href="{escape(address)}" target="_blank" rel="noopener noreferrer"'
    return f"<a {attributes}>open in the browser</a>"

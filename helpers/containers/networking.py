"""Which network a container is on: the form of the Engine API, and who may join what."""

from typing import Any

from .._command_line import as_list
from .._ownership import guard

DEFAULT = "default"
BUILT_IN = (DEFAULT, "bridge", "host", "none")
OF_CONTAINER = "container:"


def is_built_in(network: str) -> bool:
    """Tell whether this is no network of somebody's making."""
    return network in BUILT_IN or network.startswith(OF_CONTAINER)


def endpoints(network: str, aliases: Any) -> dict[str, Any]:
    """Describe how a container is on a network; a built-in one needs no description."""
    if is_built_in(network):
        return {}
    endpoint = {}
    if aliases:
        endpoint["Aliases"] = as_list(aliases)
    return {network: endpoint}


def check_may_join(network: str, *modes: str | None) -> None:
    """Refuse to join a network or a container that is not the course's.

    `modes` are what else can be shared with a container: `container:NAME`.
    """
    for mode in (network, *modes):
        if mode and mode.startswith(OF_CONTAINER):
            guard.check("container", mode.removeprefix(OF_CONTAINER), "joined")
    if not is_built_in(network):
        guard.check("network", network, "joined")

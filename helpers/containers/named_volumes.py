"""The named volumes of a new container: made with the course's label, the learner's own refused."""

from typing import Any

from .. import engine
from .._ownership import guard


def make_named_volumes(body: dict[str, Any]) -> None:
    """Make the named volumes of a container's configuration that are not there yet.

    Docker makes them by itself, but without a label that tells whose they are.

    Raises:
        Refused: A volume of this name is not the course's.
    """
    for name in _named_volumes(body["HostConfig"]):
        volume = engine.call("create_volume", name, labels=engine.creation_labels())
        guard.check("volume", volume["Name"], "used")


def _named_volumes(host_config: dict[str, Any]) -> list[str]:
    sources = []
    for bind in host_config.get("Binds", []):
        source, colon, _ = bind.partition(":")
        if colon:
            sources.append(source)
    for mount in host_config.get("Mounts", []):
        if mount["Type"] == "volume":
            sources.append(mount.get("Source", ""))
    return [source for source in sources if source and not source.startswith("/")]

"""The named volumes of a new container: made with the course's label, the learner's own refused."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from .. import engine
from .._ownership import guard
from ..errors import CourseError, NotFound


@contextmanager
def named_volumes(body: dict[str, Any]) -> Iterator[None]:
    """Have the named volumes of a container's configuration while the container is made.

    Docker makes them by itself, but without a label that tells whose they are. If the container
    is refused, those that were made for it are removed again.

    Raises:
        Refused: A volume of this name is not the course's.
    """
    made: list[str] = []
    try:
        for name in _named_volumes(body["HostConfig"]):
            if _make_volume(name):
                made.append(name)
        yield
    except BaseException:
        for name in made:
            with suppress(CourseError):
                engine.call("remove_volume", name)
        raise


def _make_volume(name: str) -> bool:
    """Make a volume if it is not there; tell whether it was made."""
    is_new = False
    try:
        engine.call("inspect_volume", name)
    except NotFound:
        engine.call("create_volume", name, labels=engine.creation_labels())
        is_new = True
    guard.check("volume", name, "used")  # a new one too: another may have made it meanwhile
    return is_new


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

"""Where the engine is, whose it is, and what it cannot do."""

import os

from docker.context import ContextAPI

from ..errors import CourseError
from .lab_settings import settings

USUAL_SOCKET = "unix:///var/run/docker.sock"


def host() -> str:
    """Name the engine's address.

    It is the environment's, or else the lab's, the docker context's or the usual socket.
    """
    chosen = os.environ.get("COURSE_DOCKER_HOST") or os.environ.get("DOCKER_HOST")
    chosen = chosen or settings().host
    if chosen:
        return chosen
    context = ContextAPI.get_context(os.environ.get("DOCKER_CONTEXT"))
    if context is None or not context.Host:
        return USUAL_SOCKET
    address: str = context.Host
    return address.replace("http+unix://", "unix://")


def kind() -> str:
    """Tell whose engine it is.

    Returns:
        `private` for the course's own engine, all of which is the course's; `borrowed` for any
        other, where only what has the course's label is the course's.
    """
    if settings().kind == "private" and _is_of_lab(host()):
        return "private"
    return "borrowed"


def _is_of_lab(address: str) -> bool:
    """Tell whether an address is of an engine that the lab's file tells about."""
    lab = settings()
    return bool(address) and address in (lab.host, lab.second_host)


def registry() -> str:
    """Name the address of the course's registry."""
    found = os.environ.get("COURSE_REGISTRY") or settings().registry
    if not found:
        raise CourseError("no-registry-known")
    return found


def require(*options: str) -> None:
    """Refuse options that this engine takes and ignores.

    Without control groups, for example, it would not hold a limit of memory.
    """
    cannot = settings().cannot
    if not cannot or not _is_of_lab(host()):
        return
    for option in options:
        if option in cannot:
            raise CourseError("no-cgroups", option=option)

"""What the engine shows of a container that was reported, from outside and from inside.

The facts are plain and the same on each machine, for they stand in texts: no IDs, no ages, no
addresses.
"""

import re
from dataclasses import dataclass

from .. import _registry, engine
from ..errors import CourseError
from ..errors.engine_words import translate
from . import probes
from .inspected import Container, PublishedPort
from .listeners import Listener, listeners
from .verdict import Facts

NOTHING = "-"  # stands in a text where there is nothing to tell
SAME_DIGEST = "same"
OTHER_DIGEST = "other"


@dataclass(frozen=True)
class Observation:
    """What was seen.

    Attributes:
        name: The container that was reported; without a status there is none of this name.
        status: Its state in one word.
        exit_code: The exit code of its last run.
        was_killed_for_memory: Whether the kernel ended it because it needed too much memory.
        start_error: What the engine says of its last start; empty if that went well.
        start_error_code: Which error that is.
        log: The last line that it wrote.
        image: The name of its image.
        digest: `same` or `other` than the registry has under this name; empty if it has none.
        ports: The ports that it publishes.
        listeners: The sockets that wait for connections in it.
        networks: The networks that it is on.
        peer: The container that it has to reach.
        peer_networks: The networks that the peer is on.
        empty_mounts: The paths at which something empty is mounted.
        answer: What the engine answered to the command that was reported.
        answer_code: Which error that is.
    """

    name: str
    status: str = ""
    exit_code: int | None = None
    was_killed_for_memory: bool = False
    start_error: str = ""
    start_error_code: str = ""
    log: str = ""
    image: str = ""
    digest: str = ""
    ports: tuple[PublishedPort, ...] = ()
    listeners: tuple[Listener, ...] = ()
    networks: tuple[str, ...] = ()
    peer: str = ""
    peer_networks: tuple[str, ...] = ()
    empty_mounts: tuple[str, ...] = ()
    answer: str = ""
    answer_code: str = ""

    def facts(self) -> Facts:
        """Give what the texts name, written out."""
        is_there = bool(self.status)
        return {
            "name": self.name,
            "status": self.status or NOTHING,
            "code": self.exit_code if is_there else NOTHING,
            "oom": str(self.was_killed_for_memory).lower() if is_there else NOTHING,
            "error": self.start_error or NOTHING,
            "log": self.log or NOTHING,
            "image": self.image or NOTHING,
            "digest": self.digest or NOTHING,
            "ports": _listed(self.ports),
            "listens": _listed(self.listeners),
            "networks": _listed(self.networks),
            "peer": self.peer or NOTHING,
            "peer_networks": _listed(self.peer_networks),
            "empty": _listed(self.empty_mounts),
            "said": self.answer or NOTHING,
        }


def _listed(values: tuple[object, ...]) -> str:
    return ", ".join(str(value) for value in values) or NOTHING


def observe(name: str, peer: str = "", answer: CourseError | None = None) -> Observation:
    """Look at a container; `answer` is what the engine said when the reported command failed."""
    words = str(answer) if answer else ""
    code = answer.code if answer else ""
    container = _between_two_runs(name)
    if container is None:
        return Observation(name, peer=peer, answer=words, answer_code=code)
    peer_container = probes.container(peer) if peer else None
    return Observation(
        name,
        status=container.status,
        exit_code=container.exit_code,
        was_killed_for_memory=container.was_killed_for_memory,
        start_error=_closing_clause(container.start_error),
        start_error_code=_code_of(container.start_error),
        log=probes.log(name),
        image=probes.image_name(container),
        digest=_compared_with_registry(container),
        ports=tuple(container.published_ports),
        listeners=_listeners_in(container),
        networks=tuple(container.networks),
        peer=peer,
        peer_networks=tuple(peer_container.networks) if peer_container else (),
        empty_mounts=_empty_mounts(container),
        answer=words,
        answer_code=code,
    )


def _between_two_runs(name: str) -> Container | None:
    """Look at a container; at one that is started over and over, between two of its runs."""
    return probes.look_until(name, _is_between_two_runs, seconds=5, pause=0.02)


def _is_between_two_runs(seen: Container) -> bool:
    return seen.restart_count == 0 or seen.status == "restarting"


def _closing_clause(error: str) -> str:
    """Leave what the engine says of an error without the ID in it, and its closing clause only."""
    return re.sub(r" \([0-9a-f]{12,}\)", "", error).rpartition("failed: ")[2]


def _code_of(error: str) -> str:
    return translate(error).code if error else ""


def _listeners_in(container: Container) -> tuple[Listener, ...]:
    return listeners(container.name) if container.is_running else ()


def _empty_mounts(container: Container) -> tuple[str, ...]:
    if not container.is_running:
        return ()
    targets = [mount.target for mount in container.mounts]
    return tuple(path for path in targets if probes.is_empty_folder(container.id, path))


def _compared_with_registry(container: Container) -> str:
    """Compare a container's image with the registry's under its name: empty if it has none."""
    reference = engine.reference(container.image_reference)
    try:
        current = _registry.digest(reference)
    except CourseError:
        return ""
    image = probes.image(container.image_id)
    for known in image.digests if image else []:
        known_reference = engine.reference(known)
        is_its_repository = known_reference.repository == reference.repository
        if is_its_repository and known_reference.digest == current:
            return SAME_DIGEST
    return OTHER_DIGEST

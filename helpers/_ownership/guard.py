"""Whose an object is: on an engine that is not the course's own, what is not surely the course's is left alone.

Containers, volumes and networks of the course carry its label, on a borrowed engine with this learner's mark: what
another learner's course made there is as foreign as all else. Images are the course's if `build` made them or if they
come from its registry, and then by their names in that registry only: any other name is the learner's.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from .. import _registry, engine, references
from ..errors import Conflict, CourseError, NotFound, Phrase, Refused
from ..tables.units import short_id

SHARED = (
    "NetworkMode",
    "PidMode",
    "IpcMode",
)  # what one container can have of another: `container:ID`


def check(what: str, name: str, done: str) -> None:
    """Refuse to touch a container, volume, network or image that is not surely the course's; on its own engine all is.

    Errors: NotFound, Refused.
    """
    if engine.kind() == "private":
        return
    found = engine.call(f"inspect_{what}", name)
    if why := _foreign_image(found, name) if what == "image" else _foreign(what, found):
        raise Refused(kind=what, name=short_id(name), action=done, reason=why)


def surely(what: str, name: str) -> bool:
    """Tell whether an object is surely the course's; one that is gone, or cannot be asked about, is not."""
    try:
        check(what, name, "touched")
    except CourseError:
        return False
    return True


def _foreign(what: str, found: dict) -> Phrase | None:
    if of_another(found):
        fields = {"label": engine.LABEL, "value": _value(found), "own": engine.ours()}
        return Phrase("label-of-another", fields)
    if _value(found) is None:
        return Phrase("no-label", {"own": engine.ours()})
    if what == "container" and _labelled(found["Image"], True):
        return Phrase("label-from-image", {"own": engine.ours()})
    return None


def _value(found: dict) -> str | None:
    return ((found.get("Config") or found).get("Labels") or {}).get(engine.LABEL)


def of_another(found: dict) -> bool:
    """Tell whether another learner's course made this container or volume, on an engine that several borrow."""
    return engine.kind() == "borrowed" and _value(found) not in (None, engine.mark())


def _labelled(image: str, unknown: bool) -> bool:
    """Tell whether an image hands the course's label on to whatever is made of it; `unknown` if there is no image."""
    try:
        return _value(engine.call("inspect_image", image)) == engine.mark()
    except NotFound:
        return unknown


def _foreign_image(found: dict, name: str) -> Phrase | None:
    here, digests = f"{engine.registry()}/", found.get("RepoDigests") or []
    names = [*(found.get("RepoTags") or []), *digests] if references.is_id(name) else [name]
    outside = [one for one in names if not one.startswith(("<none>", here))]
    if outside:
        return Phrase("name-outside-of-registry", {"outside": outside[0]})
    if (
        built(found["Id"])
        or any(one.startswith(here) for one in digests)
        or _registry.holds(found["Id"])
    ):
        return None
    return Phrase("not-pulled-or-built")


def built(image: str) -> bool:
    """Tell whether `build` made this very image: the label's step says its own place, counted from the last step.

    An image made of it inherits the label, but has more steps after it.
    """
    steps = enumerate(engine.call("history", image), 1)
    label = re.escape(engine.built())  # Podman puts key and value into quotes
    return any(re.search(rf'{label}"?="?{place}\b', step["CreatedBy"]) for place, step in steps)


def check_name(name: str) -> None:
    """Refuse to give an image a name outside the course's registry, or one that an image of the learner's has."""
    prefix = engine.prefix()
    if prefix and not name.startswith(f"{prefix}/"):
        raise Refused("name-outside-of-courses-registry", kind="image", name=name)
    check_not_yours(name, "left without this name")


def check_not_yours(name: str, done: str) -> None:
    """Refuse if there is an image of this name that is not the course's."""
    try:
        check("image", name, done)
    except NotFound:
        return


def check_mother(image: str) -> None:
    """Refuse an image that hands on the course's label: its containers could not be told from the learner's."""
    if engine.kind() == "borrowed" and _labelled(image, False):
        raise Refused("image-hands-label-on", kind="image", name=short_id(image), own=engine.ours())


@contextmanager
def told_if_taken(what: str, name: str | None) -> Iterator[None]:
    """Of a name in use say whether it is somebody else's: then only another name helps."""
    try:
        yield
    except Conflict as error:
        if not name or not _foreign_name(what, name):
            raise
        raise Conflict("name-of-another", kind=what, name=name) from error


def _foreign_name(what: str, name: str) -> bool:
    try:
        check(what, name, "")
    except CourseError as error:
        return isinstance(error, Refused)
    return False


def check_unshared(container: str, done: str) -> None:
    """Refuse to end a container in whose network or processes a running container of the learner's lives."""
    if engine.kind() == "private":
        return
    box = engine.call("inspect_container", container)["Id"]
    for one in engine.call("containers"):
        told = {} if one["Id"] == box else _host_config(one["Id"])
        if any(told.get(key) == f"container:{box}" for key in SHARED) and _yours(one["Id"]):
            yours = one["Names"][0].lstrip("/")
            raise Refused(
                "shared-with-yours", kind="container", name=container, action=done, yours=yours
            )


def _yours(container: str) -> bool:
    try:
        check("container", container, "touched")
    except CourseError as error:
        return not isinstance(error, NotFound)  # it may be gone: several are removed side by side
    return False


def _host_config(box: str) -> dict:
    try:
        return engine.call("inspect_container", box)["HostConfig"]
    except NotFound:  # it ended meanwhile
        return {}


def check_deserted(network: str, done: str) -> None:
    """Refuse to take a network from a container of the learner's, be it stopped: it could not start any more."""
    if engine.kind() == "private":
        return
    found = engine.call("inspect_network", network)
    for key in (found["Id"], found["Name"]):
        for one in engine.call("containers", all=True, filters={"network": [key]}):
            if _yours(one["Id"]):
                yours = one["Names"][0].lstrip("/")
                raise Refused(
                    "network-of-yours", kind="network", name=network, action=done, yours=yours
                )


def used(image: str) -> bool:
    """Tell whether a container, running or not, stands on this image, on an engine that is not the course's."""
    if engine.kind() == "private":
        return False
    found = engine.call("inspect_image", image)["Id"].removeprefix(
        "sha256:"
    )  # Podman knows IDs without
    return bool(engine.call("containers", all=True, filters={"ancestor": [found]}))


def own_filter(given: dict | None, everything: bool) -> dict:
    """Add the course's label to a listing's filters, on a borrowed engine and unless all is asked for.

    `course.docker=1`, the label on the course's own engine, means the learner's there: so lessons read the same.
    """
    given = dict(given or {})
    if engine.kind() == "private" or everything:
        return given
    before = given.get("label", [])
    wanted = [
        one
        for one in (before if isinstance(before, list) else [before])
        if one != f"{engine.LABEL}=1"
    ]
    given["label"] = [*wanted, engine.ours()]
    return given

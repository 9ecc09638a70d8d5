"""Whose a container, volume or network is. `image_guard` is about images.

On a borrowed engine, what is not surely the course's is left alone. What the course makes carries
its label, there with the learner's ID: what another learner's course made is as foreign as
everything else.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .. import engine
from ..errors import Conflict, CourseError, NotFound, Phrase, Refused
from ..tables.units import short_id

# What one container can share with another: `container:ID`.
SHARED_NAMESPACES = ("NetworkMode", "PidMode", "IpcMode")


def check(kind: str, name: str, action: str) -> None:
    """Refuse to touch a container, volume or network that is not surely the course's.

    On the course's own engine all of them are.

    Raises:
        NotFound: There is no such object.
        Refused: It is not the course's.
    """
    if engine.kind() == "private":
        return
    found = engine.call(f"inspect_{kind}", name)
    reason = _why_foreign(kind, found)
    if reason is not None:
        raise Refused(kind=kind, name=short_id(name), action=action, reason=reason)


def _why_foreign(kind: str, found: dict[str, Any]) -> Phrase | None:
    value = label_value(found)
    if of_another(found):
        fields = {"label": engine.LABEL, "value": value, "own": engine.course_label()}
        return Phrase("label-of-another", fields)
    if value is None:
        return Phrase("no-label", {"own": engine.course_label()})
    if kind == "container" and _may_inherit_label(found["Image"]):
        return Phrase("label-from-image", {"own": engine.course_label()})
    return None


def label_value(found: dict[str, Any]) -> str | None:
    """Read the course's label from what the engine says of an object; None if it has none."""
    described = found.get("Config") or found
    labels = described.get("Labels") or {}
    value: str | None = labels.get(engine.LABEL)
    return value


def of_another(found: dict[str, Any]) -> bool:
    """Tell whether another learner's course made this object, on an engine that several borrow."""
    return engine.kind() == "borrowed" and label_value(found) not in (None, engine.learner_id())


def _may_inherit_label(image: str) -> bool:
    """Tell whether a container may have the label from its image, as it may if that is gone."""
    try:
        return label_value(engine.call("inspect_image", image)) == engine.learner_id()
    except NotFound:
        return True


def is_course_object(kind: str, name: str) -> bool:
    """Tell whether an object is surely the course's, and not gone or silent."""
    try:
        check(kind, name, "touched")
    except CourseError:
        return False
    return True


def _is_yours(kind: str, name: str) -> bool:
    """Tell whether an object is there and not surely the course's."""
    try:
        check(kind, name, "touched")
    except NotFound:  # it may be gone: several are removed side by side
        return False
    except CourseError:
        return True
    return False


@contextmanager
def explain_name_conflict(kind: str, name: str | None) -> Iterator[None]:
    """Explain a name conflict when the holder is not the course's: then only another name helps."""
    try:
        yield
    except Conflict as error:
        if not name or not _is_refused(kind, name):
            raise
        raise Conflict("name-of-another", kind=kind, name=name) from error


def _is_refused(kind: str, name: str) -> bool:
    try:
        check(kind, name, "touched")
    except CourseError as error:
        return isinstance(error, Refused)
    return False


def check_not_shared(container: str, action: str) -> None:
    """Refuse to end a container whose network or processes one of the learner's shares now."""
    if engine.kind() == "private":
        return
    shared_id = engine.call("inspect_container", container)["Id"]
    for running in engine.call("containers"):
        lives_in_it = running["Id"] != shared_id and _shares(running["Id"], shared_id)
        if lives_in_it and _is_yours("container", running["Id"]):
            raise Refused(
                "shared-with-yours",
                kind="container",
                name=container,
                action=action,
                yours=_name_of(running),
            )


def _shares(container: str, shared_id: str) -> bool:
    """Tell whether a container lives in a namespace of another one."""
    try:
        settings = engine.call("inspect_container", container)["HostConfig"]
    except NotFound:  # it ended meanwhile
        return False
    modes = [settings.get(namespace) for namespace in SHARED_NAMESPACES]
    return f"container:{shared_id}" in modes


def check_network_unused(network: str, action: str) -> None:
    """Refuse to take a network from a container of the learner's.

    Even from a stopped one, which could then not restart.
    """
    if engine.kind() == "private":
        return
    found = engine.call("inspect_network", network)
    for key in (found["Id"], found["Name"]):
        for container in engine.call("containers", all=True, filters={"network": [key]}):
            if _is_yours("container", container["Id"]):
                raise Refused(
                    "network-of-yours",
                    kind="network",
                    name=network,
                    action=action,
                    yours=_name_of(container),
                )


def _name_of(container: dict[str, Any]) -> str:
    first: str = container["Names"][0]
    return first.lstrip("/")


def course_filter(given: dict[str, Any] | None, everything: bool) -> dict[str, Any]:
    """Add the course's label to a listing's filters, on a borrowed engine and not for `everything`.

    `course.docker=1`, the label on the course's own engine, means the learner's there: so lessons
    read the same.
    """
    filters = dict(given or {})
    if engine.kind() == "private" or everything:
        return filters
    labels = filters.get("label", [])
    if not isinstance(labels, list):
        labels = [labels]
    other_labels = [label for label in labels if label != f"{engine.LABEL}=1"]
    filters["label"] = [*other_labels, engine.course_label()]
    return filters

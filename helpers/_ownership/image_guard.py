"""Whose an image is: on a borrowed engine, what is not surely the course's is left alone.

An image is the course's if `build` made it or if it comes from the course's registry, and then by
its names in that registry only: any other name is the learner's.
"""

import re
from typing import Any

from .. import _registry, engine
from ..errors import CourseError, NotFound, Phrase, Refused
from ..references import Reference
from ..tables.units import short_id
from . import guard


def check(image: Reference, action: str) -> None:
    """Refuse to touch an image that is not surely the course's; on the course's own engine all are.

    Raises:
        NotFound: There is no such image.
        Refused: It is not the course's.
    """
    if engine.kind() == "private":
        return
    found = engine.call("inspect_image", image.qualified, subject=image.displayed)
    reason = _why_foreign(image, found)
    if reason is not None:
        name = short_id(image.qualified)
        raise Refused(kind="image", name=name, action=action, reason=reason)


def _why_foreign(image: Reference, found: dict[str, Any]) -> Phrase | None:
    course_names = f"{engine.registry()}/"
    names = names_of(found) if image.is_id else [image.qualified]
    for name in names:
        if not name.startswith(course_names):
            return Phrase("name-outside-of-registry", {"outside": name})
    if is_course_build(found["Id"]):
        return None
    for digest in found.get("RepoDigests") or []:
        if digest.startswith(course_names):
            return None
    if _registry.holds(found["Id"]):
        return None
    return Phrase("not-pulled-or-built")


def names_of(image: dict[str, Any]) -> list[str]:
    """List the names of an image, with tags and digests, as the engine tells them."""
    names = [*(image.get("RepoTags") or []), *(image.get("RepoDigests") or [])]
    return [name for name in names if not name.startswith("<none>")]


def is_course_image(image: Reference) -> bool:
    """Tell whether an image is surely the course's, and not gone or silent."""
    try:
        check(image, "touched")
    except CourseError:
        return False
    return True


def is_course_build(image_id: str) -> bool:
    """Tell whether `build` made this very image.

    The step that sets the label of a build says its own place, counted from the last step. An
    image that is made of it inherits the label, but has more steps after it.
    """
    label = re.escape(engine.build_label())
    for place, step in enumerate(engine.call("history", image_id), 1):
        if re.search(rf'{label}"?="?{place}\b', step["CreatedBy"]):  # Podman writes quotes
            return True
    return False


def check_name(image: Reference) -> None:
    """Refuse a new name outside the course's registry, or one that the learner's image has."""
    prefix = engine.prefix()
    if prefix and not image.qualified.startswith(f"{prefix}/"):
        raise Refused("name-outside-of-courses-registry", kind="image", name=image.qualified)
    check_not_yours(image, "left without this name")


def check_not_yours(image: Reference, action: str) -> None:
    """Refuse if there is an image of this name that is not the course's."""
    try:
        check(image, action)
    except NotFound:
        return


def check_parent_image(image: Reference) -> None:
    """Refuse an image that hands on the course's label: its containers would seem the course's."""
    if engine.kind() == "private":
        return
    try:
        found = engine.call("inspect_image", image.qualified, subject=image.displayed)
    except NotFound:
        return
    if guard.label_value(found) == engine.learner_id():
        name = short_id(image.qualified)
        raise Refused("image-hands-label-on", kind="image", name=name, own=engine.course_label())


def has_containers(image: Reference) -> bool:
    """Tell whether a container, running or not, is made of this image, on a borrowed engine."""
    if engine.kind() == "private":
        return False
    found = engine.call("inspect_image", image.qualified, subject=image.displayed)
    image_id = found["Id"].removeprefix("sha256:")  # Podman's filter takes the digits alone
    return bool(engine.call("containers", all=True, filters={"ancestor": [image_id]}))

"""Which images are the course's to remove: those that `build` made, and those of its registry."""

from typing import Any

from .. import _registry, engine, references
from . import image_guard


def removable(pulled: bool, labels: tuple[str, ...] = ()) -> list[str]:
    """List names and IDs of images to remove, each by the course's names only.

    On the course's own engine these are the builds and, if `pulled`, what came from its registry.
    On a borrowed one they are all that have a name in the course's registry. `labels` narrows it
    down to images that carry them all.
    """
    names = nameless_builds(labels)
    if engine.prefix():
        names += _in_course_registry(labels)
        return names
    for image in _builds(labels):
        names += image_guard.names_of(image)
    if pulled:
        names += _pulled()
    return list(dict.fromkeys(names))


def nameless_builds(labels: tuple[str, ...] = ()) -> list[str]:
    """List the IDs of what `build` made and what has no name, or none any more."""
    return [image["Id"] for image in _builds(labels) if not image_guard.names_of(image)]


def _builds(labels: tuple[str, ...]) -> list[dict[str, Any]]:
    found = engine.call("images", filters={"label": [engine.build_label(), *labels]})
    return [image for image in found if image_guard.is_course_build(image["Id"])]


def _in_course_registry(labels: tuple[str, ...]) -> list[str]:
    """List the names of images in the course's registry, if the images are surely the course's."""
    filters = {"label": list(labels)} if labels else None
    names = []
    for image in engine.call("images", filters=filters):
        course_names = [
            name for name in image_guard.names_of(image) if name.startswith(f"{engine.prefix()}/")
        ]
        if course_names and image_guard.is_course_image(engine.reference(course_names[0])):
            names += course_names
    return names


def _pulled() -> list[str]:
    """List the names of images that came from the course's registry, on its own engine."""
    course_names = _registry.names()
    repositories = {references.parse(name).qualified_repository for name in course_names}
    names = []
    for image in engine.call("images"):
        digests = [
            name
            for name in image["RepoDigests"] or []
            if references.parse(name).qualified_repository in repositories
        ]
        tags = [name for name in image["RepoTags"] or [] if name in course_names]
        if not digests:
            # Of two platforms under one name an engine gives only the first the name's digest.
            tags = [tag for tag in tags if image["Id"] in _registry.ids(engine.reference(tag))]
        names += tags + digests
    return names


def orphaned_steps() -> list[str]:
    """List the IDs of a build's steps whose image below is gone, a child before its parent.

    The containerd store can remove the image below first, and then keeps the steps.
    """
    images = {image["Id"]: image for image in engine.call("images", all=True)}
    heights = {}
    for image_id, image in images.items():
        height = _height_above_gap(image_id, images)
        if height and not image_guard.names_of(image):
            heights[image_id] = height
    return sorted(heights, key=heights.__getitem__, reverse=True)


def _height_above_gap(image_id: str, images: dict[str, dict[str, Any]]) -> int:
    """Count the steps down to one whose image below is gone; 0 if none is."""
    height = 0
    while parent := images[image_id].get("ParentId"):
        height += 1
        if parent not in images:
            return height
        image_id = parent
    return 0

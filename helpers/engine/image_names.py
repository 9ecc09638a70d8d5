"""Names of images on this engine: on a borrowed one, a plain `nginx` is the course's registry's."""

from .. import references
from ..tables.units import short_id
from .address import kind, registry


def prefix() -> str | None:
    """Name the registry of the images on a borrowed engine; None on the course's own."""
    if kind() == "borrowed":
        return registry()
    return None


def reference(image: object) -> references.Reference:
    """Read an image's name: on a borrowed engine one that tells no registry is the course's."""
    return references.parse(str(image), prefix())


def qualify(image: object) -> str:
    """Name an image as the engine must hear it: on a borrowed engine never one of the learner's."""
    return reference(image).qualified


def displayed(name: str) -> str:
    """Write an object's name as the learner reads it in an error: an ID with twelve digits."""
    return short_id(references.display_name(name, prefix()))

"""Conditions on images."""

from dataclasses import dataclass

from ... import references
from .. import probes
from ..given import Given
from ..verdict import Diagnosis, unmet


@dataclass(frozen=True)
class ImageExists:
    """There is an image of this name on the engine."""

    name: str
    key: str = "no_image"

    def __call__(self, given: Given) -> Diagnosis | None:
        """Look for the image."""
        if probes.image(self.name) is None:
            return unmet(self.key, name=self.name)
        return None


@dataclass(frozen=True)
class NamesSameImage:
    """Two names stand for one image."""

    name: str
    other: str

    def __call__(self, given: Given) -> Diagnosis | None:
        """Compare the two images' IDs."""
        image = probes.image(self.name)
        if image is None:
            return unmet("no_image", name=self.name)
        wanted = probes.image(self.other)
        if wanted is None:
            return unmet("no_image", name=self.other)
        if image.id != wanted.id:
            return unmet("not_same_image", name=self.name, wanted=self.other)
        return None


def with_tag(name: str) -> str:
    """Write the tag that a name leaves out: `nginx:latest`."""
    return references.parse(name).qualified_with_tag

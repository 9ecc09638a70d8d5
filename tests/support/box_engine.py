"""An engine for tests of the box that is none: it has the images that a test says."""

from dataclasses import dataclass

from lab.engine import client


@dataclass(frozen=True)
class BoxEngine(client.Engine):
    """An engine that has these images, and reaches a registry or not."""

    images: frozenset[str] = frozenset()
    pulls: bool = False

    def answers(self, seconds: float = 3) -> bool:
        """Tell that it runs."""
        return True

    def has_image(self, reference: str) -> bool:
        """Tell whether it is one of the images."""
        return reference in self.images

    def succeeds(self, *words: str) -> bool:
        """Answer a pull; nothing else is asked for."""
        assert words[0] == "pull"
        return self.pulls

"""Which instruction a builder may announce next: those of the Dockerfile, in their order. Pure.

The command of a step can print whatever a builder prints. It gets no row of its own by that.
"""

from collections.abc import Mapping

from .dockerfile import base_image, instructions, squeeze


class ExpectedSteps:
    """The instructions of a Dockerfile while it is built, and the labels that come after them.

    Podman does not announce ARG before FROM, and no stages that nobody needs. So one announcement
    may leave several places open for the next.
    """

    def __init__(self, dockerfile: str, labels: Mapping[str, str]) -> None:
        """Expect the instructions of a Dockerfile, and then a step of each label."""
        self.instructions = instructions(dockerfile)
        self.places = {0}
        self.labels: set[str] = set()
        for key, value in labels.items():
            self.labels.add(squeeze(f"LABEL {key}={value}"))
            self.labels.add(squeeze(f'LABEL "{key}"="{value}"'))  # as Podman writes it

    def begins(self, instruction: str) -> bool:
        """Tell whether this instruction may come next; if so, it has begun."""
        announced = squeeze(instruction)
        if announced in self.labels and any(map(self._is_between_stages, self.places)):
            self.labels.remove(announced)
            return True
        places = set()
        for place in self.places:
            for number in self._next_from(place):
                if _is_same(self.instructions[number], announced):
                    places.add(number + 1)
        if places:
            self.places = places
        return bool(places)

    def _next_from(self, place: int) -> list[int]:
        """List the instructions that may come next: the one here, and between stages each FROM."""
        numbers = [place] if place < len(self.instructions) else []
        if self._is_between_stages(place):
            for number in range(place + 1, len(self.instructions)):
                if base_image(self.instructions[number]):
                    numbers.append(number)
        return numbers

    def _is_between_stages(self, place: int) -> bool:
        """Tell whether no stage has begun here, or one has come to its end, as a target may."""
        if place == len(self.instructions) or base_image(self.instructions[place]):
            return True
        return not any(map(base_image, self.instructions[:place]))


def _is_same(expected: str, announced: str) -> bool:
    """Compare instructions; of FROM Podman announces the image with its variables filled in."""
    if expected == announced:
        return True
    image = base_image(expected)
    announced_image = base_image(announced)
    if not image or not announced_image:
        return False
    return image == announced_image or "$" in image

"""How far a build is: its steps, printed as the builder prints them, and why one failed."""

import re
from dataclasses import dataclass

from .. import _registry, engine
from ..errors import BuildError, CourseError, Phrase
from ..errors.engine_words import translate
from .builder_stream import (
    BuildFailed,
    ContainerMade,
    Event,
    ImageBuilt,
    StepBegun,
    StepCached,
    StepMade,
    Text,
)
from .dockerfile import base_image

# The codes of an error that says that the image of a step was not fetched.
NOT_FETCHED = {"registry-of-image-unavailable", "registry-unavailable", "not-in-registry"}
EXIT_CODE = re.compile(
    r"(?:returned a non-zero code:|while running runtime: exit status) (?P<exit_code>\d+)"
)


@dataclass
class Step:
    """A step of a build: its instruction, and its image by the first digits of the ID."""

    number: int
    instruction: str
    is_cached: bool = False
    image: str = ""


class BuildProgress:
    """What is known of a build so far.

    Attributes:
        steps: The steps that began.
        container: The container of the last step, by the first digits of its ID.
        image_id: The ID of the image that was built last.
    """

    def __init__(self) -> None:
        """Begin without a step."""
        self.steps: list[Step] = []
        self.container = ""
        self.image_id = ""

    def add(self, event: Event) -> None:
        """Take in an event, and print what it says.

        Raises:
            BuildError: The event is that the build failed.
        """
        if isinstance(event, Text):
            print(event.text, end="")
        match event:
            case StepBegun():
                # Podman counts anew in each stage.
                self.steps.append(Step(len(self.steps) + 1, event.instruction))
            case StepCached() if self.steps:
                self.steps[-1].is_cached = True
            case StepMade() if self.steps:
                self.steps[-1].image = event.image
            case ContainerMade():
                self.container = event.container
            case ImageBuilt():
                self.image_id = event.image_id
            case BuildFailed():
                raise self._error(event.words)

    def rows(self) -> list[list[object]]:
        """Write the steps as rows of a table: number, instruction, whether it was cached, image."""
        return [[step.number, step.instruction, step.is_cached, step.image] for step in self.steps]

    def made_images(self) -> list[str]:
        """List the images that this build made, the last first: no base and no cached image."""
        images = []
        for step in reversed(self.steps):
            if step.image and not step.is_cached and not base_image(step.instruction):
                images.append(step.image)
        return images

    def _error(self, words: str) -> BuildError:
        """Say which step failed and why: exit code, image not fetched, or the engine's words."""
        last = self.steps[-1] if self.steps else None
        cause = _cause(words, base_image(last.instruction) if last else "")
        reason: CourseError | Phrase = cause
        exit_code = EXIT_CODE.search(words)
        if exit_code:
            reason = Phrase("exit-code-of-step", exit_code.groupdict())
        if last is None:
            error = BuildError("build-failed", why=reason)
        else:
            error = BuildError(
                "build-step-failed", step=last.number, instruction=last.instruction, why=reason
            )
        error.__cause__ = cause
        return error


def _cause(words: str, image: str) -> CourseError:
    """Read the engine's words; of an image not fetched, the registry says what there is."""
    cause = translate(words, image, BuildError)
    if image and cause.code in NOT_FETCHED:
        return _registry.missing(engine.reference(image))
    return cause

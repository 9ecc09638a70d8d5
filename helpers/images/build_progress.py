"""How far a build is: its steps, printed as the builder prints them, and why one failed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .. import _registry, engine
from .._ownership.build_steps import ClaimedStep
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
from .dockerfile import base_image, command_of, squeeze
from .expected_steps import ExpectedSteps

CLAIM_LIMIT = 1000  # IDs that are kept of a step: a command may print as many as it likes
# The codes of an error that says that the image of a step was not fetched.
NOT_FETCHED = {"registry-of-image-unavailable", "registry-unavailable", "not-in-registry"}


@dataclass
class Step:
    """A step of a build: its instruction, and what was printed as IDs of image and container."""

    number: int
    instruction: str
    claimed_images: list[str] = field(default_factory=list)
    claimed_containers: list[str] = field(default_factory=list)
    is_claimed_cached: bool = False

    def claimed(self) -> ClaimedStep:
        """Describe the step as it was printed."""
        return ClaimedStep(
            self.instruction,
            tuple(self.claimed_images),
            tuple(self.claimed_containers),
            self.is_claimed_cached,
        )


class BuildProgress:
    """What is known of a build so far.

    Attributes:
        steps: The steps that began.
        image_id: The ID of the image that was built last.
    """

    def __init__(self) -> None:
        """Begin without a step."""
        self.steps: list[Step] = []
        self.image_id = ""
        self.expected = ExpectedSteps("", {})

    def expect(self, dockerfile: str, labels: Mapping[str, str]) -> None:
        """Expect a build of this Dockerfile."""
        self.expected = ExpectedSteps(dockerfile, labels)
        self.image_id = ""

    def add(self, event: Event) -> None:
        """Take in an event, and print what it says.

        Raises:
            BuildError: The event is that the build failed.
        """
        if isinstance(event, Text):
            print(event.text, end="")
        match event:
            case StepBegun() if self.expected.begins(event.instruction):
                # Podman counts anew in each stage.
                self.steps.append(Step(len(self.steps) + 1, event.instruction))
            case StepMade() if self.steps:
                self._claim(self.steps[-1].claimed_images, event.image)
            case StepCached() if self.steps:
                self.steps[-1].is_claimed_cached = True
            case ContainerMade() if self.steps:
                self._claim(self.steps[-1].claimed_containers, event.container)
            case ImageBuilt():
                self.image_id = event.image_id
            case BuildFailed():
                raise self._error(event)

    def _claim(self, claims: list[str], digits: str) -> None:
        """Keep an ID; of too many the last: the builder tells a step's image after its output."""
        claims.append(digits)
        if len(claims) > CLAIM_LIMIT:
            del claims[0]

    def claimed_steps(self) -> list[ClaimedStep]:
        """List the steps as they were printed."""
        return [step.claimed() for step in self.steps]

    def _error(self, failure: BuildFailed) -> BuildError:
        """Say which step failed and why: exit code, image not fetched, or the engine's words."""
        step = self._failed_step(failure)
        cause = _cause(failure.words, base_image(step.instruction) if step else "")
        reason: CourseError | Phrase = cause
        if failure.exit_code:
            reason = Phrase("exit-code-of-step", {"exit_code": failure.exit_code})
        if step is None:
            error = BuildError("build-failed", why=reason)
        else:
            error = BuildError(
                "build-step-failed", step=step.number, instruction=step.instruction, why=reason
            )
        error.__cause__ = cause
        return error

    def _failed_step(self, failure: BuildFailed) -> Step | None:
        """Tell which step failed: the last, or the one whose command gave an exit code.

        A command that prints the next instruction, before the builder does, begins it too early.
        """
        words = squeeze(failure.words)
        for step in reversed(self.steps):
            command = command_of(step.instruction)
            if not failure.exit_code or (command and command in words):
                return step
        return self.steps[-1] if self.steps else None


def _cause(words: str, image: str) -> CourseError:
    """Read the engine's words; of an image not fetched, the registry says what there is."""
    cause = translate(words, image, BuildError)
    if image and cause.code in NOT_FETCHED:
        return _registry.missing(engine.reference(image))
    return cause

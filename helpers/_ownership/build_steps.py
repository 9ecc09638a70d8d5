"""Which images and containers a build made: the engine is asked, and no printed line is believed.

A builder prints the ID of each step's image and container. So can the command of a step, with the
ID of anything. What is printed is a claim. The engine confirms that of an image if its parent is
the image of the step before, and if it was made as the step's instruction says.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from .. import engine
from ..errors import NotFound
from ..images.dockerfile import FROM, command_of, keyword_of, squeeze
from . import image_guard

NO_COMMAND = "#(nop)"  # in a history: the instruction ran no command


@dataclass(frozen=True)
class ClaimedStep:
    """A step as it was printed: its instruction, and the first digits of IDs."""

    instruction: str
    images: tuple[str, ...] = ()
    containers: tuple[str, ...] = ()
    is_cached: bool = False


@dataclass(frozen=True)
class ConfirmedStep:
    """A step as the engine confirms it.

    Attributes:
        instruction: The instruction.
        parent: The ID of the image that it began with: empty for `scratch`, None if unknown.
        image: The ID of the image that it ended with: None if unknown.
        made: The IDs of the images that it made, or that the cache had; a FROM makes some by
            ONBUILD.
    """

    instruction: str
    parent: str | None
    image: str | None
    made: tuple[str, ...]


class _LocalImages:
    """The images on the engine, steps of builds too."""

    def __init__(self) -> None:
        """Ask the engine for them once."""
        self.all: list[dict[str, Any]] = engine.call("images", all=True)
        self.parents: dict[str, str] = {}
        for image in self.all:
            self.parents[_digits(image["Id"])] = _digits(image.get("ParentId", ""))

    def claimed(self, digits: tuple[str, ...]) -> Iterator[dict[str, Any]]:
        """Give the images whose IDs begin like one of these."""
        for image in self.all:
            if _digits(image["Id"]).startswith(digits):
                yield image

    def line(self, image: str, length: int) -> list[str]:
        """List the IDs of an image and those that it was made of, so many steps down."""
        ids = [_digits(image)]
        while len(ids) < length:
            ids.append(self.parents.get(ids[-1], ""))
        return ids


def _digits(image_id: str) -> str:
    return image_id.removeprefix("sha256:")


def confirm(steps: Sequence[ClaimedStep]) -> list[ConfirmedStep]:
    """Ask the engine what each step made."""
    images = _LocalImages()
    stages: dict[str, str | None] = {}
    stage = ""
    confirmed: list[ConfirmedStep] = []
    image: str | None = None
    for number, step in enumerate(steps):
        claims = _claims_from(steps, number)
        start = FROM.match(step.instruction)
        if start:
            stage = (start["stage"] or "").lower()
            parent = _base(start["image"], stages, images, claims)
            instructions = _onbuild_instructions(parent)
        else:
            parent = image
            instructions = [step.instruction]
        made = _made(instructions, parent, images, claims)
        image = made[-1] if made else None
        if not instructions:
            image = parent
        stages[stage] = image
        confirmed.append(ConfirmedStep(step.instruction, parent, image, tuple(made)))
    return confirmed


def _claims_from(steps: Sequence[ClaimedStep], number: int) -> tuple[str, ...]:
    """List what was printed with a step or a later one.

    A command that prints the next instruction, before the builder does, shifts the claims to it.
    """
    claims: list[str] = []
    for step in steps[number:]:
        claims += step.images
    return tuple(claims)


def _base(
    name: str, stages: dict[str, str | None], images: _LocalImages, claims: tuple[str, ...]
) -> str | None:
    """Tell the ID of the image that a FROM instruction names."""
    if name.lower() == "scratch":
        return ""
    if name.lower() in stages:
        return stages[name.lower()]
    if "$" in name:
        return _claimed_with_name(images, claims)
    try:
        found: str = engine.call("inspect_image", engine.qualify(name))["Id"]
    except NotFound:
        return None
    return found


def _claimed_with_name(images: _LocalImages, claims: tuple[str, ...]) -> str | None:
    """Tell the ID of the image that was claimed first, if it has a name, as a base image has."""
    for image in images.claimed(claims[:1]):
        if image_guard.names_of(image):
            image_id: str = image["Id"]
            return image_id
    return None


def _onbuild_instructions(image: str | None) -> list[str]:
    if not image:
        return []
    config = engine.call("inspect_image", image)["Config"] or {}
    return list(config.get("OnBuild") or [])


def _made(
    instructions: list[str], parent: str | None, images: _LocalImages, claims: tuple[str, ...]
) -> list[str]:
    """List the images that instructions made, the last of which was claimed, if confirmed."""
    if parent is None or not instructions:
        return []
    for image in images.claimed(claims):
        *made, first = images.line(image["Id"], len(instructions) + 1)
        if first != _digits(parent):
            continue
        history = engine.call("history", image["Id"])
        steps = zip(reversed(instructions), history, strict=False)
        if all(is_made_by(instruction, step["CreatedBy"]) for instruction, step in steps):
            made.reverse()
            return made
    return []


def is_made_by(instruction: str, made_by: str) -> bool:
    """Tell whether what an image or a container was made by is this instruction."""
    made_by = squeeze(made_by)
    command = command_of(instruction)
    if not command:
        return NO_COMMAND in made_by and keyword_of(instruction) in made_by.upper()
    if not f" {made_by}".endswith(f" {command}"):
        return False
    shell = made_by.removesuffix(command)
    return NO_COMMAND not in shell


def confirm_containers(
    claimed: Sequence[ClaimedStep], confirmed: Sequence[ConfirmedStep], since: float
) -> list[str]:
    """List the IDs of containers that a broken build left: each of a step that has no image.

    `since` is when the build began, by the engine's clock.
    """
    digits: list[str] = []
    for claims in claimed:
        digits += claims.containers
    found = []
    for step in confirmed:
        if step.image is None and step.parent:
            found += _containers_of(step.instruction, step.parent, tuple(digits), since)
    return found


def _containers_of(
    instruction: str, parent: str, digits: tuple[str, ...], since: float
) -> list[str]:
    found = []
    children = {"ancestor": [_digits(parent)]}
    for container in engine.call("containers", all=True, filters=children):
        if not container["Id"].startswith(digits) or container["Created"] < int(since):
            continue
        about = engine.call("inspect_container", container["Id"])
        if _is_of_step(instruction, parent, about):
            found.append(about["Id"])
    return found


def _is_of_step(instruction: str, parent: str, container: dict[str, Any]) -> bool:
    """Tell whether a container is a builder's, of this instruction, and ended.

    A builder makes a container of an image's ID, and docker run of its name.
    """
    config = container["Config"]
    if container["State"]["Running"] or _digits(container["Image"]) != _digits(parent):
        return False
    if _digits(config["Image"]) != _digits(parent):
        return False
    return is_made_by(instruction, " ".join(config["Cmd"] or []))

"""What a builder says while it builds, as named events: Docker's classic one or Podman's. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

STEP = re.compile(r"(?:Step \d+/\d+ :|(?:\[\d+/\d+\] )?STEP \d+/\d+:) (?P<instruction>.*)")
FROM_CACHE = re.compile(r"\s*-?--> Using cache\b")
STEP_IMAGE = re.compile(r"(?: -)?--> (?P<image>[0-9a-f]{11,12})$")
RUNNING_IN = re.compile(r" ---> Running in (?P<container>[0-9a-f]{12})")
EXIT_CODE = re.compile(r"(?:returned a non-zero code:|while running runtime: exit status) (\d+)")
# Of containers that only live for a step engines speak differently, and nobody needs their IDs.
NOT_SHOWN = re.compile(
    r" ---> Running in |( ---> )?Remov(ed|ing) intermediate container |DEPRECATED: "
)


@dataclass(frozen=True)
class Text:
    """A text to show: what a step's command prints, or what the builder says."""

    text: str


@dataclass(frozen=True)
class StepBegun(Text):
    """The builder begins with an instruction of the Dockerfile."""

    instruction: str


@dataclass(frozen=True)
class StepCached(Text):
    """The builder has the image of this step already."""


@dataclass(frozen=True)
class StepMade(Text):
    """The builder tells the image of this step, by the first digits of its ID."""

    image: str


@dataclass(frozen=True)
class ContainerMade:
    """The builder made a container for this step, told by the first digits of its ID."""

    container: str


@dataclass(frozen=True)
class ImageBuilt:
    """A stage is built: the ID of its image."""

    image_id: str


@dataclass(frozen=True)
class BuildFailed:
    """The build ends with an error; with an exit code if it is of a step's command."""

    words: str
    exit_code: str = ""


Event = Text | ContainerMade | ImageBuilt | BuildFailed


def read_stream(stream: Iterable[dict[str, Any]]) -> Iterator[Event]:
    """Name what each message of a builder says."""
    for message in stream:
        event = _read(message)
        if event is not None:
            yield event


def _read(message: dict[str, Any]) -> Event | None:
    if message.get("error"):
        return BuildFailed(message["error"], _exit_code(message))
    image_id = (message.get("aux") or {}).get("ID")
    if image_id:
        return ImageBuilt(image_id)
    text = message.get("stream", "")
    if NOT_SHOWN.match(text):
        running = RUNNING_IN.match(text)
        return ContainerMade(running["container"]) if running else None
    return _read_text(text)


def _exit_code(message: dict[str, Any]) -> str:
    """Read a command's exit code: Docker tells it, and Podman ends its words with it."""
    code = (message.get("errorDetail") or {}).get("code")
    if code:
        return str(code)
    found: list[str] = EXIT_CODE.findall(message["error"])
    return found[-1] if found else ""


def _read_text(text: str) -> Text:
    step = STEP.match(text)
    if step:
        return StepBegun(text, step["instruction"])
    if FROM_CACHE.match(text):
        return StepCached(text)
    made = STEP_IMAGE.match(text)
    if made:
        return StepMade(text, made["image"])
    return Text(text)

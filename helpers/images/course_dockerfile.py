"""Dockerfiles for a borrowed engine: the images that they name are the course's registry's."""

from pathlib import Path

from .. import engine
from .._ownership import image_guard
from .dockerfile import COPY_FROM, FROM


def copy_into(folder: Path, dockerfile: Path) -> Path:
    """Copy a Dockerfile for a borrowed engine, its images in the course's registry.

    So what is built never stands on an image of the learner's.

    Raises:
        Refused: The engine has an image of such a name that is not the course's.
    """
    stages = {"scratch"}
    lines = []
    for text in dockerfile.read_text().splitlines():
        text = _with_qualified_image(text, stages)
        stage = FROM.match(text)
        if stage and stage["stage"]:
            stages.add(stage["stage"].lower())
        lines.append(text)
    copy = folder / "Dockerfile"
    copy.write_text("\n".join(lines) + "\n")
    return copy


def _with_qualified_image(text: str, stages: set[str]) -> str:
    """Qualify the image that a line names, unless it is a stage, by name or number."""
    for pattern in (FROM, COPY_FROM):
        found = pattern.match(text)
        if found is None or found["image"].isdigit() or found["image"].lower() in stages:
            continue
        image = engine.reference(found["image"])
        image_guard.check_not_yours(image, "built on")
        text = found["before"] + image.qualified + text[found.end("image") :]
    return text

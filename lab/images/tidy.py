"""Give back what building took: the engine keeps neither the built images nor a build's steps.

The lessons pull the images from the registry, as from Docker Hub.
"""

import re
from contextlib import suppress
from pathlib import Path

from lab.base import paths
from lab.base.errors import SetupError
from lab.engine.client import Engine
from lab.images import catalog
from lab.registry import server

STEP = re.compile(r"STEP \d+(?:/\d+)? ?: (.*)", re.IGNORECASE)
STEP_IMAGE = re.compile(r" ?-+> ([0-9a-f]{11,12})")


def tidy(engine: Engine) -> None:
    """Remove the built images, their builds' steps and their logs."""
    prefix = f"{server.address()}/"
    shown = "{{.Repository}}:{{.Tag}}"
    rows = engine.docker("images", "--format", shown, why="Listing the built images").split()
    names = catalog.names()
    built = [row for row in rows if row.startswith(prefix) and row.removeprefix(prefix) in names]
    if built:
        engine.docker("rmi", *built, why="Removing the built images from the engine")
    for image in catalog.IMAGES.values():
        log = log_file(image)
        remove_steps(engine, log)  # those of a stage, of which the image has only files
        log.unlink(missing_ok=True)


def log_file(image: catalog.Image) -> Path:
    """The log of the image's build."""
    return paths.data() / "run" / f"image-{image.key}.log"


def remove_steps(engine: Engine, log: Path) -> None:
    """Remove the images of a build's steps, and what only they are built on."""
    if not log.exists():
        return
    for image in step_images(log.read_text()):
        with suppress(SetupError):  # most are gone with their image
            if _is_untagged(engine, image):
                engine.docker("rmi", image, why="Removing a step of a build")


def step_images(log: str) -> list[str]:
    """Pure: the images of a build's steps, the last first, by the log of the build.

    The image that FROM names, and a step from the builder's cache, were there before.
    """
    found = []
    was_there = False
    for line in log.splitlines():
        step = STEP.match(line)
        image = STEP_IMAGE.fullmatch(line)
        if step:
            was_there = step[1].startswith("FROM")
        elif "Using cache" in line:
            was_there = True
        elif image and not was_there:
            found.append(image[1])
    found.reverse()
    return found


def _is_untagged(engine: Engine, image: str) -> bool:
    """Whether an image has no name, so that nobody has given it one."""
    shown = ("--format", "{{len .RepoTags}}", image)
    count = engine.docker("image", "inspect", *shown, why="Looking at a build's step")
    return count.strip() == "0"

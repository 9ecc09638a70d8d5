"""Build the course's images on an engine, and push them to the course's registry.

They are built from Debian packages on one base, and have Docker Hub's names in the registry.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from lab.base import paths
from lab.base.errors import SetupError
from lab.base.steps import Step
from lab.engine.client import Engine
from lab.images import inventory, platforms, space
from lab.images.catalog import DEBIAN, IMAGES, Image
from lab.images.rootfs import make_rootfs
from lab.images.tidy import log_file, remove_steps, tidy
from lab.registry import server

PROXIES = ("http_proxy", "https_proxy", "no_proxy")


def steps(engine: Engine, needs: tuple[str, ...]) -> list[Step]:
    """The steps that build what is missing; `needs` names the steps that they wait for."""
    registry = server.client()
    missing = inventory.missing(registry)
    found: list[Step] = []
    pushing: list[str] = []
    for image in missing:
        found += _steps_of(engine, image, missing, needs)
        pushing.append(found[-1].name)
    if missing or not platforms.are_joined(registry):
        busybox = [name for name in pushing if name.startswith("busybox")]
        what = "busybox for two platforms under one name"
        found.append(Step("platforms", what, platforms.join, (*needs, *busybox)))
        what = "giving back what building took"
        found.append(Step("tidy", what, partial(tidy, engine), (*needs, *pushing)))
    return found


def _steps_of(
    engine: Engine, image: Image, missing: list[Image], needs: tuple[str, ...]
) -> list[Step]:
    """The steps that build and push one of the missing images; the last one pushes it."""
    if any(other.key == image.built_on for other in missing):
        needs = (*needs, str(image.built_on))
    building = f"building {image.title()}"
    if not any(other.built_on == image.key for other in missing):
        return [Step(image.key, building, partial(build_and_push, engine, image), needs)]
    # The images on it need not wait for its push, so that is a step of its own.
    pushing = f"pushing {image.title()}"
    return [
        Step(image.key, building, partial(build, engine, image), needs),
        Step(f"{image.key} pushed", pushing, partial(push, engine, image), (image.key,)),
    ]


def build_and_push(engine: Engine, image: Image) -> None:
    """Build one image, and push it."""
    build(engine, image)
    push(engine, image)


def build(engine: Engine, image: Image) -> None:
    """Build one image under all its tags."""
    space.require_space()
    log = log_file(image)
    why = f"Building the image {image.repository}:{image.tags[0]}"
    words = [*_build_arguments(image)]
    for tag in image.tags:
        words += ["--tag", image.reference(tag)]
    with _context(image, log) as folder:
        try:
            engine.docker("build", "--force-rm", *words, str(folder), why=why, log=log)
        except SetupError as error:
            remove_steps(engine, log)
            if space.ran_out(error):
                raise space.too_full() from error
            raise


def _build_arguments(image: Image) -> list[str]:
    """The options that hand the build its arguments, and the machine's proxies."""
    words = []
    for name, value in image.arguments.items():
        if value in IMAGES:
            value = IMAGES[value].reference()
        words += ["--build-arg", f"{name}={value}"]
    for name in PROXIES:
        if os.environ.get(name):
            words += ["--build-arg", name]
    return words


@contextmanager
def _context(image: Image, log: Path) -> Iterator[Path]:
    """The folder to build: the image's own; the base's is a copy with Debian's files in it."""
    if image.key != DEBIAN.key:
        yield image.folder
        return
    folder = paths.data() / "run" / "base"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(image.folder, folder)
    try:
        make_rootfs(folder / "rootfs.tar", log)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def push(engine: Engine, image: Image) -> None:
    """Push one image under all its tags, and remember what it was built from."""
    registry = server.client()
    for tag in image.tags:
        reference = image.reference(tag)
        engine.docker("push", "--quiet", reference, why=f"Pushing {reference}")
    if "ARCH" in image.arguments:
        platforms.write_platform(image, registry)
    inventory.remember(image, registry)

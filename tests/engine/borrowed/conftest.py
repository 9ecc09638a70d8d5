"""An engine that is the learner's, and what the learner has there."""

from collections.abc import Iterator

import pytest

from tests.support.docker_program import docker
from tests.support.marked import MARK, build_small_image, remove_marked


@pytest.fixture(scope="package")
def marked() -> Iterator[None]:
    """Have debian on the engine, and remove afterwards what has a marked name."""
    if not docker("images", "-q", "debian:latest"):
        docker("pull", "debian")
    yield
    remove_marked()


@pytest.fixture(scope="package")
def yours(marked: None) -> str:
    """Put a container, a volume, a network and an image of the learner's on the engine."""
    name = f"{MARK}-yours"
    docker("run", "-d", "--network", "none", "--name", name, "debian", "sleep", "1000")
    docker("volume", "create", name)
    docker("network", "create", "--internal", name)
    build_small_image(f"{name}:1")
    return name

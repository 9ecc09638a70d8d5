"""What the tests of words share: an image, and the end of what they made."""

from collections.abc import Iterator

import pytest

from tests.support.docker_program import docker
from tests.support.marked import MARK, remove_marked


@pytest.fixture(scope="package", autouse=True)
def marked() -> Iterator[None]:
    """Have debian on the engine, and remove afterwards what has a marked name."""
    if not docker("images", "-q", "debian:latest"):
        docker("pull", "debian")
    yield
    remove_marked()


@pytest.fixture(scope="module")
def running(marked: None) -> Iterator[str]:
    """Run a container of the course's; a reset in another module would remove it."""
    name = f"{MARK}-up"
    label = ("--label", "course.docker=1")
    docker("run", "-d", "--network", "none", *label, "--name", name, "debian", "sleep", "1000")
    yield name
    docker("rm", "-f", name)

"""The images that incidents need."""

from collections.abc import Iterator

import pytest

import helpers as dk
from helpers import engine
from tests.support import inventory


@pytest.fixture(scope="module")
def images_of_incidents() -> Iterator[None]:
    """Have these images before, so that each test asks only what it asks."""
    before = inventory.images()
    for image in ("nginx", "busybox", "redis", "mariadb"):
        dk.pull(image)
    yield
    if engine.kind() == "private" and not before:
        dk.reset(images=True)

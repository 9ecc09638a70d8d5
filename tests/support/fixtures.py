"""Fixtures of tests with an engine; a folder's conftest.py imports those that its tests use."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import helpers as dk
from helpers import engine
from helpers.errors import CourseError
from tests.support import inventory
from tests.support.course_command import Course, own_course
from tests.support.docker_program import docker
from tests.support.engine_kind import use_as_borrowed, use_as_private
from tests.support.marked import MARK
from tests.support.waiting import wait_until


@pytest.fixture
def course() -> Iterator[Course]:
    """Run ./course with a data folder and a network of its own; it gives (code, output)."""
    with own_course() as course:
        yield course


@pytest.fixture(scope="session")
def busybox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Save the course's busybox as an archive, for engines that reach no registry."""
    file = tmp_path_factory.mktemp("image") / "busybox.tar"
    was_there = docker("images", "--quiet", "busybox:latest")
    docker("pull", "--quiet", "busybox:latest")
    docker("save", "--output", str(file), "busybox:latest")
    if not was_there:
        docker("rmi", "busybox:latest")
    return file


@pytest.fixture
def private(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, Any]:
    """Let the engine be the course's own."""
    return use_as_private(monkeypatch, tmp_path)


@pytest.fixture
def borrowed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """Let the engine be the learner's; give the registry, of which no image stays."""
    registry = use_as_borrowed(monkeypatch, MARK, tmp_path / "borrowed")
    yield registry
    for name in docker("images", "--format", "{{.Repository}}:{{.Tag}}").split():
        if name.startswith(f"{registry}/"):
            docker("rmi", name)


@pytest.fixture
def own_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give a test a record and a folder of its own, and leave the engine as it was.

    What the test makes is removed, also what it makes as a learner with the `docker` program.
    """
    monkeypatch.setenv("COURSE_RECORD", str(tmp_path / "record.json"))
    monkeypatch.chdir(tmp_path)
    objects = inventory.objects()
    names = inventory.names_of_others()
    yield
    dk.reset()
    _remove(inventory.objects() - objects)
    for name in inventory.names_of_others() - names:
        engine.call("remove_image", name, force=True)
    # What `docker run --rm` leaves behind goes by itself.
    wait_until(lambda: inventory.objects() <= objects, seconds=10)
    assert inventory.objects() <= objects
    assert inventory.names_of_others() <= names


def _remove(names: set[str]) -> None:
    """Remove what has these names or IDs: containers first, for they use the others."""
    for method, options in (
        ("remove_container", {"force": True, "v": True}),
        ("remove_volume", {}),
        ("remove_network", {}),
    ):
        for name in names:
            with suppress(CourseError):  # it is of another kind, or goes by itself just now
                engine.call(method, name, **options)

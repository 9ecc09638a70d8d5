"""A workload in every state that a listing can show, and one container to compare."""

from collections.abc import Iterator

import pytest

from tests.engine.beside_docker import workload as states
from tests.engine.beside_docker.comparing import TWIN
from tests.support.docker_program import shell


@pytest.fixture(scope="package")
def workload(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Put every state that a listing can show on the engine, and remove it afterwards."""
    try:
        states.make(tmp_path_factory.mktemp("context"))
        yield
    finally:
        states.remove()


@pytest.fixture
def twin() -> Iterator[str]:
    """Give the name for a container that a test makes twice; remove it afterwards."""
    yield TWIN
    shell(f"docker rm -fv {TWIN} {TWIN}2", check=False)

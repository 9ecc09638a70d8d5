"""A build that fails says where, and leaves nothing behind."""

from pathlib import Path

import pytest

import helpers as dk
from helpers import errors
from tests.support.docker_program import docker
from tests.support.marked import image_ids

FAILURES = [
    ("FROM debian\nRUN exit 4\n", "Step 2, RUN exit 4, failed: its command gave exit code 4"),
    (
        "FROM debian\nCOPY Dockerfile /\nRUN exit 4\n",
        "Step 3, RUN exit 4, failed: its command gave exit code 4",
    ),
    ("FROM debian\nCOPY nope /\n", "Step 2, COPY nope /, failed: There is no nope"),
    ("FROM nope:1\n", "Step 1, FROM nope:1, failed: .*no image nope"),
    ("FROM debian\nBAKE it\n", "BAKE is no instruction"),
]


@pytest.mark.parametrize(("recipe", "words"), FAILURES)
def test_a_build_that_fails_says_where(
    private: object, tmp_path: Path, recipe: str, words: str
) -> None:
    """The error names step, instruction and reason; neither container nor step is left."""
    (tmp_path / "Dockerfile").write_text(recipe)
    dk.pull("debian")
    containers = _ended_containers()
    images = image_ids()
    with pytest.raises(errors.BuildError, match=words):
        dk.build(tmp_path)
    assert _ended_containers() == containers
    assert image_ids() == images


def _ended_containers() -> set[str]:
    return set(docker("ps", "-aq", "--filter", "status=exited").split())

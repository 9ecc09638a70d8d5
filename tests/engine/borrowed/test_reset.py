"""Reset on a borrowed engine: what is the course's goes, and what is the learner's stays."""

from pathlib import Path

import pytest

import helpers as dk
from helpers import errors
from tests.support.docker_program import docker
from tests.support.marked import MARK, NO_NETWORK


def test_reset_takes_what_is_the_courses_and_nothing_else(borrowed: str, yours: str) -> None:
    """After `reset` no object of the course is left, and all the learner's are."""
    own_image = docker("images", "-q", "--no-trunc", f"{yours}:1")
    repositories = _repositories()
    dk.pull("busybox")
    docker("tag", f"{borrowed}/library/busybox", f"{MARK}-mine:1")  # the learner's name for it
    volume = f"{MARK}-data:/data"
    dk.run("busybox", "true", name=f"{MARK}-box", volume=volume, **NO_NETWORK)
    dk.network_create(f"{MARK}-net", internal=True)
    gone = dk.reset()
    assert set(gone["TYPE"]) == {"container", "volume", "network", "image"}
    names = {f"{MARK}-box", f"{MARK}-data", f"{MARK}-net", "busybox:latest"}
    assert names <= set(gone["NAME"])
    assert len(dk.ps(all=True)) == len(dk.volumes()) == len(dk.networks()) == len(dk.images()) == 0
    assert docker("ps", "-q", "--filter", f"name={yours}")
    assert docker("volume", "ls", "-q", "--filter", f"name={yours}") == yours
    assert docker("network", "inspect", yours, "-f", "{{.Name}}") == yours
    assert docker("images", "-q", "--no-trunc", f"{yours}:1") == own_image
    assert docker("images", "-q", f"{MARK}-mine:1")
    assert repositories - _repositories() <= {f"{borrowed}/library/busybox"}


def _repositories() -> set[str]:
    return set(docker("images", "--no-trunc", "--format", "{{.Repository}}").split())


def test_what_you_make_of_a_built_image_is_yours(
    borrowed: str, marked: None, tmp_path: Path
) -> None:
    """What the learner makes of an image that `build` made is not taken for the course's."""
    recipe = tmp_path / "Dockerfile"
    recipe.write_text("FROM busybox\nENV A=b\n")
    dk.build(tmp_path, tag=f"{MARK}-base")
    recipe.write_text(f"FROM {borrowed}/library/{MARK}-base\nENV B=c\n")
    image = f"{MARK}-derived:1"
    container = f"{MARK}-own"
    docker("build", "-q", "-t", image, str(tmp_path))
    docker("run", "-d", "--network", "none", "--name", container, image, "sleep", "1000")
    gone = dk.reset()["NAME"].tolist()
    assert f"{MARK}-base:latest" in gone
    assert docker("ps", "-q", "--filter", f"name={container}")
    assert docker("images", "-q", image)
    with pytest.raises(errors.Refused, match=container):
        dk.rm(container, force=True)

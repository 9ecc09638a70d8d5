"""Reset on the course's own engine: also what builds leave behind without a name."""

from pathlib import Path
from typing import Any

import pytest

import helpers as dk
from tests.support.docker_program import docker
from tests.support.marked import MARK, build_small_image, image_ids

pytestmark = pytest.mark.usefixtures("private")


def test_reset_with_images_takes_the_registrys_and_no_other() -> None:
    """A pulled image goes, also under its digest; a name that the learner gave it stays."""
    dk.pull("busybox")
    docker("tag", "busybox", f"{MARK}-mine:1")
    dk.pull("busybox", platform="linux/arm64")  # the name moves on; the engine gives it no digest
    build_small_image(f"{MARK}-own:1")
    gone = dk.reset(images=True)["NAME"].tolist()
    assert "busybox:latest" in gone
    assert not docker("images", "-q", "busybox")
    assert docker("images", "-q", f"{MARK}-mine:1")
    assert docker("images", "-q", f"{MARK}-own:1")


def test_reset_takes_what_a_second_build_left_nameless(tmp_path: Path) -> None:
    """Of two builds under one tag the first loses its name; `reset` takes both."""
    built = set()
    for page in ("one", "two"):
        (tmp_path / "Dockerfile").write_text(f"FROM debian\nENV PAGE={page}\n")
        built.add(dk.build(tmp_path, tag=f"{MARK}-twice").attrs["image"])
    dk.reset()
    assert not built & image_ids()


def test_reset_leaves_no_step_of_a_build(tmp_path: Path) -> None:
    """Of two builds that share a step, one of them removed, no step is left on any store."""
    before = image_ids()
    for name in ("one", "two"):
        (tmp_path / "Dockerfile").write_text(
            f"FROM debian\nENV SHARED={MARK}\nENV A={name}\nENV B=b\n"
        )
        dk.build(tmp_path, tag=f"{MARK}-steps-{name}")
    dk.rmi(f"{MARK}-steps-two")
    dk.reset()
    assert image_ids() <= before


@pytest.mark.parametrize("label", [{"app": "shop"}, {"zone": "north", "app": "shop"}], ids=str)
def test_a_build_is_the_courses_whatever_its_labels(tmp_path: Path, label: dict[str, Any]) -> None:
    """The engine orders labels by name: a build is known by any of them, one made of it is not."""
    recipe = tmp_path / "Dockerfile"
    recipe.write_text("FROM debian\nENV PAGE=three\n")
    built = dk.build(tmp_path, tag=f"{MARK}-labels", label=label).attrs["image"]
    recipe.write_text(f"FROM {MARK}-labels\nLABEL a=b\n")
    docker("build", "--quiet", "--tag", f"{MARK}-derived", str(tmp_path))
    dk.reset()
    kept = image_ids(f"{MARK}-derived")
    names = docker("images", "--format", "{{.Repository}}").split()
    docker("rmi", f"{MARK}-derived")
    assert kept
    assert f"{MARK}-labels" not in names
    assert built not in image_ids()

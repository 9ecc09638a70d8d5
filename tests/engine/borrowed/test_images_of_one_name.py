"""On a borrowed engine the course's images have names of their own, which learners do not see."""

from pathlib import Path

import pytest

import helpers as dk
from tests.support.docker_program import docker
from tests.support.marked import MARK

pytestmark = pytest.mark.usefixtures("marked")


def test_an_image_of_the_same_name_is_not_yours(borrowed: str) -> None:
    """`busybox`, pulled, listed, named and removed, is the course's; the learner's stays."""
    before = docker("images", "--no-trunc", "busybox")
    docker("rmi", f"{borrowed}/library/busybox", check=False)
    pulled = dk.pull("busybox")
    assert pulled.attrs["command"] == f"docker pull {borrowed}/library/busybox"
    assert "busybox" in dk.images()["REPOSITORY"].tolist()
    assert dk.tag("busybox", f"{MARK}:1")["REPOSITORY"].tolist() == [MARK]
    removed = dk.rmi([f"{MARK}:1", "busybox"])["IMAGE"].tolist()
    assert removed[0] == f"{MARK}:1"
    assert docker("images", "--no-trunc", "busybox") == before


def test_a_build_starts_from_the_courses_images(borrowed: str, tmp_path: Path) -> None:
    """`FROM debian` in a Dockerfile is the course's debian, in each stage."""
    (tmp_path / "Dockerfile").write_text("FROM debian AS one\nFROM one\nLABEL a=b\n")
    built = dk.build(tmp_path, tag=f"{MARK}-built")
    first_two = built["INSTRUCTION"].tolist()[:2]
    assert first_two == [f"FROM {borrowed}/library/debian AS one", "FROM one"]
    assert f"{MARK}-built" in dk.images()["REPOSITORY"].tolist()
    dk.rmi([f"{MARK}-built", "debian"])

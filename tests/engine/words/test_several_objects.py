"""Words that take several names: some can fail, none can be there, one can have two names."""

import pytest

import helpers as dk
from helpers import errors
from tests.support.docker_program import docker
from tests.support.marked import MARK, build_small_image

pytestmark = pytest.mark.usefixtures("private")


def test_some_can_fail_and_the_others_are_done(
    running: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What can be changed is, each is told, and one error names those that could not."""
    with pytest.raises(errors.NotFound, match=r"(?s)2 of 3 could not be done.*nope1.*nope2"):
        dk.pause(["nope1", running, "nope2"])
    assert f"{running}: paused" in capsys.readouterr().out
    dk.unpause(running)


def test_nothing_to_do_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    """An empty table prints its command line and that there was nothing to do."""
    removed = dk.rm(dk.ps(all=True, filters={"name": f"{MARK}-nothing"}))
    listing = f"docker ps --all --quiet --filter name={MARK}-nothing"
    assert len(removed) == 0
    assert list(removed.columns) == ["NAMES", "RESULT"]
    assert "nothing to do" in capsys.readouterr().out
    assert removed.attrs["command"] == f"docker rm $({listing})"


def test_one_id_under_two_names_is_refused() -> None:
    """`rmi` of an image's ID, as `docker images --quiet` gives it, is refused with two names."""
    build_small_image(f"{MARK}-two:1")
    dk.tag(f"{MARK}-two:1", f"{MARK}-two:2")
    found = dk.images(f"{MARK}-two")
    with pytest.raises(errors.Conflict, match="several names"):
        dk.rmi(found)
    removed = dk.rmi(found[found["TAG"] == "1"])
    assert set(removed["IMAGE"]) == {f"{MARK}-two:1"}
    dk.rmi(f"{MARK}-two:2")


def test_two_names_of_one_image_go_by_force() -> None:
    """`rmi --force` of a table in which one ID stands twice removes both names, as docker does."""
    build_small_image(f"{MARK}-pair:1")
    docker("tag", f"{MARK}-pair:1", f"{MARK}-pair:2")
    removed = dk.rmi(dk.images(f"{MARK}-pair"), force=True)
    assert {f"{MARK}-pair:1", f"{MARK}-pair:2"} <= set(removed["IMAGE"])
    assert not docker("images", "-q", f"{MARK}-pair")

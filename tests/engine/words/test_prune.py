"""Prune takes what its filter names, and says what it took."""

from pathlib import Path

import pytest

import helpers as dk
from tests.support.marked import MARK, NO_NETWORK


def test_prune_takes_what_carries_the_filter(private: object) -> None:
    """Stopped containers that the filter names are removed and listed; the others stay."""
    dk.run("debian", "true", name=f"{MARK}-a", label={"prune": MARK}, **NO_NETWORK)
    dk.run("debian", "true", name=f"{MARK}-b", **NO_NETWORK)
    container = dk.inspect(f"{MARK}-a", "Id")["VALUE"][0]
    pruned = dk.prune(filters={"label": f"prune={MARK}"})
    assert pruned.to_numpy().tolist() == [["container", container]]
    assert f"{MARK}-b" in dk.ps(all=True)["NAMES"].tolist()
    dk.rm(f"{MARK}-b")


@pytest.mark.parametrize("whose", ["private", "borrowed"])
def test_prune_takes_an_image_without_a_name_by_its_label(
    whose: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """A build that lost its name is dangling under its own label, and `prune` takes it."""
    request.getfixturevalue(whose)
    for page in ("one", "two"):
        (tmp_path / "Dockerfile").write_text(f"FROM busybox\nLABEL page={MARK}\nENV PAGE={page}\n")
        dk.build(tmp_path, tag=f"{MARK}-page")
    dk.run(f"{MARK}-page", "true", name=f"{MARK}-c", **NO_NETWORK)
    container = dk.inspect(f"{MARK}-c", "Id")["VALUE"][0]
    of_this_test = {"label": f"page={MARK}"}
    dangling = {**of_this_test, "dangling": True}
    (nameless,) = dk.images(filters=dangling)["IMAGE ID"]
    assert dk.prune(filters={"label": "page=other"}).empty
    pruned = dk.prune(filters=of_this_test)
    assert ["container", container] in pruned.to_numpy().tolist()
    assert nameless in pruned["NAME"].tolist()
    assert dk.images(filters=dangling).empty
    assert not dk.images(f"{MARK}-page").empty
    dk.rmi(f"{MARK}-page")

"""Images beside docker: build, save, load, pull, push, manifest and layers."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import requests

import helpers as dk
from tests.engine.beside_docker.comparing import TWIN, snapshot
from tests.engine.beside_docker.workload import MARK
from tests.support.docker_program import docker, shell

pytestmark = [pytest.mark.usefixtures("workload"), pytest.mark.quick]
RECIPE = 'FROM debian\nARG A=0\nCOPY page /page\nRUN echo $A > /a\nCMD ["cat", "/a"]\n'
SMALL = "academy/nginx-hello"


def test_build_makes_the_image_that_docker_would(tmp_path: Path) -> None:
    """A built image has files and settings of the one that the printed command line builds."""
    (tmp_path / "page").write_text("hello")
    (tmp_path / "Dockerfile").write_text(RECIPE)
    image = f"{TWIN}:1"
    frame = dk.build(tmp_path, tag=image, build_arg={"A": "5"}, label={"x": "y"}, no_cache=True)
    assert frame["STEP"].tolist() == list(range(1, len(frame) + 1))
    ours = _described(image)
    docker("rmi", image)
    shell(frame.attrs["command"])
    theirs = _described(image)
    printed = shell(f"docker run --rm {image}")
    docker("rmi", image)
    assert ours == theirs
    assert printed == "5\n"


def _described(image: str) -> dict[str, Any]:
    """Inspect a built image, without what differs between two builds of one recipe."""
    (described,) = snapshot(image)
    described.pop("RootFS")  # layers carry the files' times
    described["Config"].pop("Image", None)  # the step before the last
    for key in ("Metadata", "Size", "Descriptor"):
        described.pop(key, None)
    digests = described.get("RepoDigests", [])  # with the containerd store a build has one: its ID
    described["RepoDigests"] = [name.partition("@")[0] for name in digests]
    return described


def test_save_writes_the_archive_that_docker_writes(tmp_path: Path) -> None:
    """The archive that a call writes has the members of the one that its printed line writes."""
    file = tmp_path / "image.tar"
    frame = dk.save("busybox" if docker("images", "-q", "busybox") else "debian", file)
    file.rename(tmp_path / "ours.tar")
    shell(frame.attrs["command"])
    theirs = shell(f"tar -tf {file}").splitlines()
    assert [name.rstrip("/") for name in theirs] == frame["NAME"].tolist()


def test_load_brings_what_docker_brings(tmp_path: Path) -> None:
    """An archive brings an image back under its names and ID, as the printed command line does."""
    file = tmp_path / "image.tar"
    names = [f"{MARK}:2", f"{MARK}/owner:latest"]
    docker("save", "--output", str(file), *names)
    before = docker("images", "-q", "--no-trunc", f"{MARK}:2")
    frame = dk.load(file)
    printed = shell(frame.attrs["command"]).splitlines()
    assert [f"Loaded image: {name}" for name in frame["IMAGE"]] == printed
    assert sorted(frame["IMAGE"]) == sorted(names)
    assert docker("images", "-q", "--no-trunc", f"{MARK}:2") == before


def test_a_pull_of_a_new_image_prints_what_docker_prints(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A pull of an image that is not here prints a line for each layer, digest and status."""
    _leave_alone_what_is_used(SMALL)
    layers = [digest[7:19] for digest in dk.manifest(SMALL)["DIGEST"][1:]]
    docker("rmi", SMALL, check=False)
    capsys.readouterr()
    frame = dk.pull(SMALL)
    ours = capsys.readouterr().out.splitlines()
    docker("rmi", SMALL)
    theirs = _final_lines(shell(frame.attrs["command"]))
    if _has_containerd_store(frame.attrs["digest"]):
        theirs = _with_layers_that_were_there(theirs, layers)
    assert sorted(ours[1:]) == sorted(theirs)
    assert f"Digest: {frame.attrs['digest']}" in theirs


def test_a_pull_of_an_image_that_is_there_prints_what_docker_prints(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A pull of an image that is here prints digest and status only."""
    docker("pull", SMALL)
    capsys.readouterr()
    frame = dk.pull(SMALL)
    ours = capsys.readouterr().out.splitlines()
    theirs = _final_lines(shell(frame.attrs["command"]))
    assert sorted(ours[1:]) == sorted(theirs)
    assert f"Digest: {frame.attrs['digest']}" in theirs


def _leave_alone_what_is_used(image: str) -> None:
    if docker("ps", "-aq", "--filter", f"ancestor={image}"):
        pytest.skip(f"someone runs {image}")


def _final_lines(printed: str) -> list[str]:
    """Leave out what a pull says of a layer before its last word on it."""
    before_the_last = re.compile("[0-9a-f]{12}: (?!Pull complete|Already exists)")
    return [line for line in printed.splitlines() if not before_the_last.match(line)]


def _has_containerd_store(digest: str) -> bool:
    """Tell the engine's store: the containerd store has an image under its digest."""
    return docker("inspect", "--format", "{{.Id}}", SMALL) == digest


def _with_layers_that_were_there(lines: list[str], layers: list[str]) -> list[str]:
    """Add the layers of which docker is silent with the containerd store: we tell each."""
    silent = [layer for layer in layers if not any(layer in line for line in lines)]
    return lines + [f"{layer}: Already exists" for layer in silent]


def test_push_brings_what_docker_brings() -> None:
    """A push gives the digest that `docker push` prints, and the registry has the image then."""
    registry = dk.engine.registry()
    name = f"{registry}/course-test/twin:1"
    docker("tag", f"{MARK}:1", name)
    frame = dk.push(name)
    digest = frame.attrs["digest"]
    try:
        assert digest in shell(frame.attrs["command"])
        assert dk.manifest(name).attrs["digest"] == digest
    finally:
        docker("rmi", name)
        address = f"http://{registry}/v2/course-test/twin/manifests/{digest}"
        requests.delete(address, timeout=5)


def test_a_manifest_has_the_digest_that_the_engine_tells() -> None:
    """A manifest's bytes are those whose digest the engine tells."""
    digest = dk.manifest("debian").attrs["digest"]
    assert digest in docker("inspect", "--format", "{{json .RepoDigests}}", "debian")


def test_layers_are_those_of_inspect_with_the_sizes_of_history() -> None:
    """An image's layers are those of its `inspect`, each with the size and command of `history`."""
    image = f"{MARK}:1"
    layers = dk.layers(image)
    assert layers["LAYER"].tolist() == json.loads(shell(layers.attrs["command"]))
    sizes = docker("history", "--human=false", "--format", "{{.Size}}", image).split()
    of_layers = [int(size) for size in reversed(sizes) if int(size)]
    assert layers["SIZE"].tolist() == of_layers
    assert "echo two" in layers["CREATED BY"].tolist()[-1]


def test_a_manifest_list_is_the_one_docker_shows() -> None:
    """The platforms and digests of a manifest list are those that the printed line shows."""
    frame = dk.manifest("busybox")
    theirs = json.loads(shell(frame.attrs["command"]))["manifests"]
    assert [manifest["digest"] for manifest in theirs] == frame["DIGEST"].tolist()
    named = []
    for manifest in theirs:
        platform = manifest["platform"]
        parts = [platform[key] for key in ("os", "architecture", "variant") if key in platform]
        named.append("/".join(parts))
    assert named == frame["PLATFORM"].tolist()

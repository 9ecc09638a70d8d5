"""Copying files out of a container and into one, beside `docker cp`."""

from pathlib import Path

import pytest

import helpers as dk
from tests.engine.beside_docker.test_changes import RUNNING
from tests.support.docker_program import shell


@pytest.fixture
def running(twin: str) -> str:
    """Run a container."""
    shell(RUNNING)
    return twin


@pytest.mark.parametrize("to", ["a new name", "a folder"])
@pytest.mark.parametrize("source", ["/etc/passwd", "/etc/apt", "/etc/apt/."])
def test_files_copied_out_are_the_same(running: str, tmp_path: Path, source: str, to: str) -> None:
    """A file or folder copied out of a container is what `docker cp` copies to the same place."""
    targets = [tmp_path / who / "target" for who in ("ours", "theirs")]
    for target in targets:
        target.parent.mkdir()
        if to == "a folder":
            target.mkdir()
    ours, theirs = targets
    dk.cp(f"{running}:{source}", ours)
    shell(f"docker cp {running}:{source} {theirs}")
    assert _contents(ours.parent) == _contents(theirs.parent)


def _contents(folder: Path) -> dict[str, bytes | None]:
    found = {}
    for path in folder.rglob("*"):
        content = path.read_bytes() if path.is_file() else None
        found[str(path.relative_to(folder))] = content
    assert found
    return found


@pytest.mark.parametrize("target", ["/new", "/srv"])
@pytest.mark.parametrize("end", ["", "/."])
def test_folders_copied_in_are_the_same(twin: str, tmp_path: Path, end: str, target: str) -> None:
    """A folder copied into a container is where `docker cp` puts it: a new name, or a folder."""
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "page").write_text("x")
    shell(RUNNING)
    frame = dk.cp(f"{folder}{end}", f"{twin}:{target}")
    ours = _changed_files(twin)
    shell(f"docker rm -f {twin}")
    shell(RUNNING)
    assert frame.attrs["command"] == f"docker cp {folder}{end} {twin}:{target}"
    shell(frame.attrs["command"])
    assert ours == _changed_files(twin)


def _changed_files(container: str) -> list[str]:
    return sorted(shell(f"docker diff {container}").splitlines())

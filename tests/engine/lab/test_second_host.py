"""The second engine, as if on another host: lent, shared with, ended without a trace."""

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

import helpers as dk
from helpers import engine
from tests.support.engine_kind import use_as_borrowed


@pytest.fixture
def share(tmp_path):
    """A folder to share."""
    if engine.kind() != "private":
        pytest.skip("a second engine is lent beside the course's own only")
    folder = tmp_path / "shared folder"
    folder.mkdir()
    yield folder
    subprocess.run([*engine.settings().second, "stop"], check=True)


def left() -> str:
    """What there is of a second engine: its folder, its mounts, its processes."""
    data = engine.data_folder() / "second"
    found = [str(data)] if data.exists() else []
    found += [
        row for row in Path("/proc/self/mounts").read_text().splitlines() if f"{data}/" in row
    ]
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            found += [entry.name] if f"{data}/".encode() in (entry / "cmdline").read_bytes() else []
        except OSError:
            continue
    return "\n".join(found)


def test_two_engines_share_one_folder(share, tmp_path):
    """Each has its own images, and what a container on one writes, a container on the other reads."""
    dk.run("busybox", "true", rm=True)
    dk.save("busybox", tmp_path / "busybox.tar")
    other = dk.second_engine(share)
    volume = f"second{os.getpid()}"
    create = f"docker volume create --label {other.label} {other.options} {volume}"
    with other:
        assert engine.kind() == "private"
        assert len(dk.images()) == 0
        dk.load(tmp_path / "busybox.tar")
        subprocess.run(
            ["sh", "-c", create], check=True, env={**os.environ, "DOCKER_HOST": other.host}
        )
        dk.run(
            "busybox",
            ["sh", "-c", "echo from the second > /data/note"],
            volume=f"{volume}:/data",
            network="none",
        )
        assert len(dk.ps(all=True)) == 1
    assert (share / "note").read_text() == "from the second\n"
    assert engine.host() != other.host
    assert not len(dk.ps(all=True, filters={"volume": volume}))
    subprocess.run(
        ["sh", "-c", create], check=True, env={**os.environ, "DOCKER_HOST": engine.host()}
    )
    box = dk.run("busybox", "cat /data/note", volume=f"{volume}:/data")
    assert dk.logs(box["NAMES"][0])["LINE"].tolist() == ["from the second"]
    dk.rm(box)
    dk.volume_rm(volume)
    other.stop()
    assert left() == ""
    assert engine.alive()


def test_killed_it_is_started_again(share):
    """A second engine that was killed is started anew by the same call, and leaves nothing when it
    ends."""
    other = dk.second_engine(share)
    pid = json.loads((engine.data_folder() / "run" / "second.pid").read_text())["pid"]
    os.kill(pid, signal.SIGKILL)
    again = dk.second_engine(share)
    assert again.options == other.options
    with again:
        assert engine.alive()
    again.stop()
    assert left() == ""


def test_another_folder_is_really_shared(share, tmp_path):
    """Asked for with another folder, the second engine shares that one, and not the one of the
    last time."""
    dk.second_engine(share)
    folder = tmp_path / "another"
    folder.mkdir()
    other = dk.second_engine(folder)
    if other.how == "folder":
        assert str(folder) in other.options
    assert json.loads((engine.data_folder() / "second" / "share.json").read_text()) == {
        "share": str(folder)
    }
    with other:
        assert engine.alive()
        assert len(dk.ps(all=True)) == 0


def test_beside_a_borrowed_engine_none_is_started(tmp_path, monkeypatch):
    """There the engine stands in for the second, and says so; nothing is started or stopped."""
    use_as_borrowed(monkeypatch, "second", tmp_path / "data")
    other = dk.second_engine(tmp_path)
    assert other.label == "course.docker=second"
    assert "not the course's own" in other.why
    with other:
        assert engine.host() == other.host
    other.stop()
    assert engine.alive()


def test_a_folder_that_is_not_there_is_named():
    """One sentence says which folder is missing; no engine is started for it."""
    with pytest.raises(dk.errors.NotFound, match="no-such"):
        dk.second_engine("no-such")
    assert left() == ""

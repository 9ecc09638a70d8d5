"""What the engine knows, beside docker: inspect in all its forms, version, info."""

import json

import pytest

import helpers as dk
from helpers._tree import leaves
from tests.engine.beside_docker.comparing import read_json
from tests.engine.beside_docker.workload import MARK
from tests.support.docker_program import shell

pytestmark = pytest.mark.usefixtures("workload")

TITLE = "Config.Labels.org.opencontainers.image.title"
INSPECTED = [  # word, object, paths into it
    ("inspect", f"{MARK}-bad", ["State.ExitCode", "Config.Image"]),
    ("inspect", f"{MARK}-run", ["HostConfig.PortBindings"]),
    ("inspect", f"{MARK}-run", ["Config.Labels.oracle", TITLE, "Mounts", "State.Running"]),
    ("inspect", f"{MARK}:1", ["RootFS.Layers", "Architecture", "Config.ExposedPorts.7002/udp"]),
    ("volume_inspect", f"{MARK}-v9", ["Mountpoint", "Labels"]),
    ("network_inspect", f"{MARK}-net", ["Driver", "IPAM.Config"]),
    ("version", None, ["Server.Version", "Server.APIVersion", "Server.Os"]),
    ("info", None, ["Driver", "RegistryConfig.Mirrors", "NCPU"]),
]
WHOLE = [
    ("inspect", f"{MARK}-bad"),
    ("inspect", f"{MARK}:1"),
    ("volume_inspect", f"{MARK}-v9"),
    ("network_inspect", f"{MARK}-net"),
]


@pytest.mark.quick
@pytest.mark.parametrize(("word", "name", "paths"), INSPECTED, ids=str)
def test_a_dotted_path_is_a_go_template(
    word: str, name: str | None, paths: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Each value found by its path is what the printed `--format` prints."""
    for path in paths:
        arguments = [path] if name is None else [name, path]
        frame = getattr(dk, word)(*arguments)
        command = frame.attrs["command"]
        assert capsys.readouterr().out.strip() == f"$ {command}"
        values = [value for _, value in leaves(read_json(shell(command).strip()))]
        assert list(map(str, frame["VALUE"])) == list(map(str, values))


@pytest.mark.parametrize(("word", "name"), WHOLE)
def test_inspect_tells_everything(word: str, name: str) -> None:
    """Without a path, an inspected object has all that docker's JSON has, under the same keys."""
    frame = getattr(dk, word)(name)
    (described,) = json.loads(shell(frame.attrs["command"]))
    theirs = {".".join(keys): value for keys, value in leaves(described)}
    ours = dict(zip(frame["KEY"], frame["VALUE"], strict=True))
    # The engine counts a volume's usage anew with each question.
    assert {key: value for key, value in ours.items() if "Usage" not in key} == theirs

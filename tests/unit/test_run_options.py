"""The options of `run` and `create`: read as docker does, each from its one place. No engine."""

import inspect
from pathlib import Path
from typing import Any

import pytest

import helpers as dk
from helpers import engine, errors
from helpers.containers.configuration import container_body
from helpers.containers.mounts import parse_mounts, parse_volumes
from helpers.containers.option_table import command_line_options, read_options
from helpers.containers.ports import PublishedPort, on_loopback, parse_publish
from helpers.containers.resources import nano_cpus, parse_memory
from helpers.containers.run_options import RunOptions


@pytest.mark.parametrize(
    ("specification", "port"),
    [
        ("8080:80", PublishedPort("80/tcp", "", "8080")),
        ("80", PublishedPort("80/tcp", "", "")),
        ("127.0.0.1:8080:80", PublishedPort("80/tcp", "127.0.0.1", "8080")),
        ("127.0.0.1::80", PublishedPort("80/tcp", "127.0.0.1", "")),
        ("[::1]:53:53/udp", PublishedPort("53/udp", "::1", "53")),
    ],
)
def test_a_published_port_is_read_as_docker_does(specification: str, port: PublishedPort) -> None:
    """Each form of `--publish` becomes its binding."""
    assert parse_publish(specification) == [port]


def test_a_range_of_ports_is_published_port_by_port() -> None:
    """Both ranges are walked side by side; without host ports the engine chooses each."""
    assert parse_publish("8000-8001:80-81/udp") == [
        PublishedPort("80/udp", "", "8000"),
        PublishedPort("81/udp", "", "8001"),
    ]
    assert [port.host_port for port in parse_publish("80-81")] == ["", ""]


@pytest.mark.parametrize("specification", ["web", "80:", "1-3:80", "80/ftp", "a:b:c", ""])
def test_a_wrong_port_is_one_clear_error(specification: str) -> None:
    """What is no port says what one looks like."""
    with pytest.raises(errors.CourseError, match="8080:80"):
        parse_publish(specification)


@pytest.mark.parametrize(
    ("specification", "local"),
    [
        ("80", "127.0.0.1::80"),
        ("8080:80", "127.0.0.1:8080:80"),
        (":80", "127.0.0.1::80"),
        ("8000-8001:80-81/udp", "127.0.0.1:8000-8001:80-81/udp"),
        ("0.0.0.0:8080:80", "0.0.0.0:8080:80"),
        ("[::1]:53:53/udp", "[::1]:53:53/udp"),
    ],
)
def test_a_port_without_an_address_is_published_here_alone(specification: str, local: str) -> None:
    """An address that the learner gave stays; where none was given it is the loopback's."""
    assert on_loopback(specification) == local


@pytest.mark.parametrize(
    ("amount", "count"),
    [("64m", 67108864), ("1g", 1 << 30), ("512k", 524288), ("7b", 7), (9, 9), ("1.5 KiB", 1536)],
)
def test_memory_is_counted_as_docker_does(amount: Any, count: int) -> None:
    """Amounts of memory count in 1024s."""
    assert parse_memory(amount) == count


@pytest.mark.parametrize("amount", ["much", "-1", "1x", ""])
def test_what_is_no_amount_of_memory_is_one_clear_error(amount: str) -> None:
    """It names the value and says what an amount looks like."""
    with pytest.raises(errors.CourseError, match="64m") as caught:
        parse_memory(amount)
    assert caught.value.fields["value"] == amount


@pytest.mark.parametrize(("cpus", "count"), [(0.5, 500_000_000), ("2", 2_000_000_000)])
def test_processors_are_counted_in_billionths(cpus: Any, count: int) -> None:
    """A number and its text are the same."""
    assert nano_cpus(cpus) == count


def test_a_path_on_the_host_is_made_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A volume and a mount may name a folder from here on; a named volume stays a name."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "site").mkdir()
    assert parse_volumes(["./site:/there:ro", "site:/there", "/there"]) == [
        f"{tmp_path}/site:/there:ro",
        "site:/there",
        "/there",
    ]
    mounts = parse_mounts("type=bind,source=./site,target=/there,readonly")
    bind = {"Type": "bind", "Source": f"{tmp_path}/site", "Target": "/there", "ReadOnly": True}
    assert mounts == [bind]
    with pytest.raises(errors.NotFound, match=r"no \./nope on the host"):
        parse_mounts("type=bind,source=./nope,target=/there")


FIELDS: dict[str, tuple[Any, dict[str, Any]]] = {
    "detach": (True, {"AttachStdout": False, "AttachStderr": False}),
    "publish": (
        ["8080:80", "80"],
        {
            "ExposedPorts": {"80/tcp": {}},
            "HostConfig.PortBindings": {
                "80/tcp": [
                    {"HostIp": "", "HostPort": "8080"},
                    {"HostIp": "", "HostPort": ""},
                ]
            },
        },
    ),
    "publish_all": (True, {"HostConfig.PublishAllPorts": True}),
    "restart": (
        "on-failure:3",
        {"HostConfig.RestartPolicy": {"Name": "on-failure", "MaximumRetryCount": 3}},
    ),
    "env": ({"A": "1", "B": "two words"}, {"Env": ["A=1", "B=two words"]}),
    "volume": ("data:/there:ro", {"HostConfig.Binds": ["data:/there:ro"]}),
    "mount": (
        "type=tmpfs,target=/there,tmpfs-size=64m",
        {
            "HostConfig.Mounts": [
                {"Type": "tmpfs", "Target": "/there", "TmpfsOptions": {"SizeBytes": 67108864}}
            ]
        },
    ),
    "tmpfs": (["/run", "/tmp:size=64m"], {"HostConfig.Tmpfs": {"/run": "", "/tmp": "size=64m"}}),
    "network": (
        "net",
        {"HostConfig.NetworkMode": "net", "NetworkingConfig.EndpointsConfig": {"net": {}}},
    ),
    "network_alias": ("other", {"NetworkingConfig.EndpointsConfig": {}}),
    "ipc": ("private", {"HostConfig.IpcMode": "private"}),
    "pid": ("host", {"HostConfig.PidMode": "host"}),
    "memory": ("64m", {"HostConfig.Memory": 67108864}),
    "cpus": (0.5, {"HostConfig.NanoCpus": 500_000_000}),
    "rm": (True, {"HostConfig.AutoRemove": True}),
    "label": (["a=b", "c"], {"Labels": {"a": "b", "c": "", "course.docker": "1"}}),
    "entrypoint": ("", {"Entrypoint": [""]}),
    "user": ("nobody", {"User": "nobody"}),
    "workdir": (Path("/srv"), {"WorkingDir": "/srv"}),
    "hostname": ("web", {"Hostname": "web"}),
    "read_only": (True, {"HostConfig.ReadonlyRootfs": True}),
    "init": (True, {"HostConfig.Init": True}),
    "platform": ("linux/arm64", {}),
    "name": ("web", {}),
}
BARE = {
    "Image": "debian",
    "Labels": {"course.docker": "1"},
    "ExposedPorts": {},
    "AttachStdout": True,
    "AttachStderr": True,
    "HostConfig": {
        "PortBindings": {},
        "RestartPolicy": {"Name": "no", "MaximumRetryCount": 0},
        "NetworkMode": "default",
    },
    "NetworkingConfig": {"EndpointsConfig": {}},
}


@pytest.fixture
def private(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what is made carry the label of the course's own engine."""
    monkeypatch.setattr(engine, "creation_labels", lambda: {"course.docker": "1"})


def _body(**given: Any) -> dict[str, Any]:
    return container_body("debian", [], read_options(RunOptions, given))


def _changed(body: dict[str, Any], bare: dict[str, Any], path: str = "") -> dict[str, Any]:
    """Tell the dotted paths at which a body differs from that without options."""
    found = {}
    for key, value in body.items():
        if isinstance(value, dict) and key in ("HostConfig", "NetworkingConfig"):
            found |= _changed(value, bare[key], f"{key}.")
        elif key not in bare or bare[key] != value:
            found[path + key] = value
    return found


def test_a_container_without_options_is_asked_for_with_these_fields(private: None) -> None:
    """The body says what docker's does: no restart, the default network, output attached."""
    assert _body() == BARE


@pytest.mark.parametrize("name", inspect.signature(dk.run).parameters)
def test_an_option_is_in_its_field_of_the_request(private: None, name: str) -> None:
    """Each option of `run` changes its own field of the request's body, and no other."""
    if name in ("image", "command"):
        return
    value, fields = FIELDS[name]
    if name == "network_alias":
        assert _body(network="net", network_alias=value)["NetworkingConfig"] == {
            "EndpointsConfig": {"net": {"Aliases": ["other"]}}
        }
    expected = {path: field for path, field in fields.items() if field != {}}
    assert _changed(_body(**{name: value}), BARE) == expected


def test_options_are_printed_in_the_table_s_order() -> None:
    """However a call has them, the command line begins with `--detach` and ends with the name."""
    options = read_options(RunOptions, {"name": "web", "env": {"A": 1}, "rm": True, "detach": True})
    words = {name: word for name, word in command_line_options(options).items() if word}
    assert list(words.items()) == [
        ("detach", True),
        ("env", ["A=1"]),
        ("rm", True),
        ("name", ["web"]),
    ]


@pytest.mark.parametrize("word", [dk.run, dk.create])
def test_an_option_that_there_is_not_is_named_before_anything_is_asked(word: Any) -> None:
    """The error names what was given and lists what there is."""
    with pytest.raises(TypeError, match=r"no option ports: there are .*publish, publish_all"):
        word("debian", ports="8080:80")


def test_create_takes_the_options_of_run_but_detach() -> None:
    """What `create` makes does not run, so there is nothing to detach from."""
    of_run = list(inspect.signature(dk.run).parameters)
    of_create = list(inspect.signature(dk.create).parameters)
    assert of_create == [name for name in of_run if name != "detach"]
    with pytest.raises(TypeError, match="no option detach"):
        dk.create("debian", detach=True)


def test_the_docstring_has_a_row_of_each_option() -> None:
    """A row tells the option's form, meaning and docker's spelling, and is cut into lines."""
    text = inspect.getdoc(dk.run) or ""
    assert "\n    network_alias (str | list[str] | None): More names " in text
    assert "(`--network-alias`)." in text
    assert "{options}" not in text
    assert max(len(line) for line in text.splitlines()) <= 96

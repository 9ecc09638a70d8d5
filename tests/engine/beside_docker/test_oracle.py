"""The `docker` command is the oracle: each call gives, and does, what the command line that it prints does."""

import difflib
import json
import os
import re
import subprocess
import time
from pathlib import Path

import pytest

import helpers as dk
from helpers.tables.frame import _shown

MARK = f"oracle{os.getpid()}"
TRIES = 6  # ages and states move on between two questions; a difference that stays is a difference


def cli(command: str, check: bool = True) -> str:
    """Run a command line with the real `docker`, in a shell, as a learner would who copies it."""
    environment = {**os.environ, "DOCKER_HOST": dk.engine.host(), "DOCKER_BUILDKIT": "0"}
    done = subprocess.run(
        ["/bin/sh", "-c", command], env=environment, capture_output=True, text=True, timeout=120
    )
    assert not check or done.returncode == 0, f"{command}\n{done.stderr}"
    return done.stdout


def until(reached, what: str) -> None:
    """Wait until something is so, at most 20 seconds."""
    end = time.monotonic() + 20
    while not reached():
        assert time.monotonic() < end, f"{what} was not reached"
        time.sleep(0.05)


def same(ours, theirs) -> None:
    """Compare two moving pictures: equal at one moment at least."""
    for _ in range(TRIES):
        left, right = ours(), theirs()
        if left == right:
            return
        time.sleep(0.3)
    assert left == right


@pytest.fixture(scope="module", autouse=True)
def workload(tmp_path_factory):
    """Put every state that a listing can show on the engine, with the real `docker`, and take it away afterwards."""
    try:
        _fill(tmp_path_factory.mktemp("context"))
        yield
    finally:
        cli(f"docker ps -aq --filter label=oracle={MARK} | xargs -r docker rm -fv", check=False)
        cli(f"docker volume rm {MARK}-v10 {MARK}-v9; docker network rm {MARK}-net", check=False)
        cli(f"docker rmi {MARK}:1 {MARK}:2 {MARK}/owner", check=False)
        cli(f"docker image prune -f --filter label=oracle={MARK}", check=False)


def _fill(context: Path) -> None:
    if not cli("docker images -q debian:latest"):
        cli("docker pull debian")
    own = f"--label twin=1 --label oracle={MARK}"
    for content in ("one", "two"):  # the second takes the tag: the first is left without a name
        (context / "Dockerfile").write_text(
            f"FROM debian\nRUN echo {content} > /made\nEXPOSE 7000 7001 7002/udp\n"
        )
        cli(f"docker build -q -t {MARK}:1 {own} {context}")
    cli(f"docker tag {MARK}:1 {MARK}:2; docker tag {MARK}:1 {MARK}/owner:latest")
    cli(
        f"docker volume create --label oracle={MARK} {MARK}-v10; docker volume create --label oracle={MARK} {MARK}-v9"
    )
    cli(f"docker network create --label oracle={MARK} {MARK}-net")
    run = f"docker run {own} -d --ipc shareable --name {MARK}"
    cli(f"{run}-run -p 127.0.0.1::80 -p 127.0.0.1::81 -v {MARK}-v10:/data debian sleep 1000")
    cli(
        f"{run}-exposed --expose 9000-9002 {MARK}:1 sh -c 'sleep 1000 ; echo a long command line that is cut'"
    )
    cli(f"{run}-paused --network {MARK}-net debian sleep 1000; docker pause {MARK}-paused")
    cli(
        f"{run}-ok debian true; {run}-bad debian sh -c 'echo out; echo err >&2; echo x > /made; exit 1'"
    )
    cli(f"{run}-again --restart always debian sh -c 'exit 1'")
    cli(f"docker create {own} --name {MARK}-made -p 8099:80 debian true")
    for name in ("ok", "bad"):
        until(
            lambda name=name: (
                "exited" in cli(f"docker inspect -f '{{{{.State.Status}}}}' {MARK}-{name}")
            ),
            name,
        )


# Words that show -------------------------------------------------------------------------------------------------

OURS = {"label": f"oracle={MARK}"}
LISTINGS = {
    "ps": [
        {},
        {"all": True},
        {"all": True, "no_trunc": True},
        {"all": True, "size": True, "filters": OURS},
        {"last": 2},
        {"latest": True},
        *({"all": True, "filters": one} for one in [
            {"status": "exited"}, {"status": ["exited", "created"]}, {"status": "paused"}, {"exited": 1},
            {"exited": [0, 1]},
            {"name": f"{MARK}-run"}, {"label": f"oracle={MARK}"}, {"label": ["twin", f"oracle={MARK}"]},
            {"ancestor": "debian"}, {"ancestor": f"{MARK}:1"}, {"volume": f"{MARK}-v10"}, {"network": f"{MARK}-net"},
            {"since": f"{MARK}-ok"}, {"before": f"{MARK}-ok", "status": "running"}, {"publish": "8099"}, {"id": "00"},
        ]),
    ],
    "images": [
        {}, {"all": True}, {"digests": True}, {"no_trunc": True}, {"filters": {"dangling": True}},
        {"filters": {"dangling": False}}, {"filters": OURS}, {"filters": {"reference": "*bian"}}, {"name": "debian"},
        {"name": f"{MARK}:1"}, {"name": MARK}, {"name": MARK, "digests": True, "no_trunc": True}, {"name": "no-such"},
    ],
    "volumes": [{}, {"filters": OURS}, {"filters": {"dangling": True}}, {"filters": {"name": "v10"}}],
    "networks": [
        {}, {"filters": OURS}, {"no_trunc": True}, {"filters": {"driver": "bridge"}}, {"filters": {"name": "x"}},
    ],
    "history": [{"image": "debian"}, {"image": f"{MARK}:1"}, {"image": f"{MARK}:1", "no_trunc": True}],
    "df": [{}],
    "diff": [{"container": f"{MARK}-bad"}],
}  # fmt: skip


def plain(text: str) -> list[list[str]]:
    """Take a printed table apart into cells; what engines and clients write differently is made one."""
    text = text.replace(":::", "[::]:")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("(")]
    return [re.split(r"\s{2,}", line.strip()) for line in lines]


def cells(frame) -> list[list[str]]:
    """Take what a person sees of one of our tables, headings first, without the empty cells that print as blanks."""
    heads, rows, _ = _shown(frame)
    return [
        [part for cell in row for part in re.split(r"\s{2,}", cell.strip()) if part]
        for row in [heads, *rows]
    ]


@pytest.mark.parametrize(
    ("word", "given"),
    [(word, given) for word, all_given in LISTINGS.items() for given in all_given],
    ids=str,
)
def test_a_listing_is_what_docker_prints(word, given, capsys):
    """The table that a call shows is, cell by cell, the one that its own command line prints."""

    def ours():
        frame = getattr(dk, word)(**given)
        if "VIRTUAL SIZE" in frame:  # docker writes both in one column
            both = [
                f"{tables_size(a)} (virtual {tables_size(b)})"
                for a, b in frame[["SIZE", "VIRTUAL SIZE"]].to_numpy()
            ]
            frame = frame.drop(columns="VIRTUAL SIZE").assign(SIZE=both)
        made = cells(frame)
        made = made[1:] if word == "diff" else made
        return [
            list(map(str, row)) for row in (sorted(made) if word in ("images", "diff") else made)
        ]

    def theirs():
        command = capsys.readouterr().out.strip().splitlines()[-1].removeprefix("$ ")
        made = [[cell for cell in row if cell] for row in plain(cli(command))]
        made = [re.split(" ", row[0], maxsplit=1) for row in made] if word == "diff" else made
        return sorted(made) if word in ("images", "diff") else made

    same(ours, theirs)


def tables_size(count: int) -> str:
    """Write a size with three digits, as `docker ps --size` does."""
    from helpers.tables.frame import size

    return size(count)


KEYS = {
    "ps": {
        "CONTAINER ID": "ID",
        "IMAGE": "Image",
        "COMMAND": "Command",
        "PORTS": "Ports",
        "NAMES": "Names",
    },
    "images": {"REPOSITORY": "Repository", "TAG": "Tag", "IMAGE ID": "ID", "SIZE": "Size"},
    "volumes": {"DRIVER": "Driver", "VOLUME NAME": "Name"},
    "networks": {"NETWORK ID": "ID", "NAME": "Name", "DRIVER": "Driver", "SCOPE": "Scope"},
    "search": {"NAME": "Name", "DESCRIPTION": "Description", "STARS": "StarCount"},
    "df": {
        "TYPE": "Type",
        "TOTAL": "TotalCount",
        "ACTIVE": "Active",
        "SIZE": "Size",
        "RECLAIMABLE": "Reclaimable",
    },
    "stats": {"CONTAINER ID": "Container", "NAME": "Name", "PIDS": "PIDs"},
}
ASKED = {
    "ps": {"all": True}, "images": {"digests": True}, "volumes": {}, "networks": {}, "df": {},
    "search": {"term": "nginx"}, "stats": {"containers": f"{MARK}-exposed"},
}  # fmt: skip


@pytest.mark.parametrize("word", KEYS)
def test_each_column_is_the_value_docker_gives(word, capsys):
    """Column by column, the command line asked for JSON gives the values that the table shows."""

    def ours():
        frame = getattr(dk, word)(**ASKED[word])
        heads, rows, _ = _shown(frame)
        rows = [dict(zip(heads, row, strict=True)) for row in rows]
        return sorted([str(row[name]) for name in KEYS[word]] for row in rows)

    def theirs():
        command = capsys.readouterr().out.strip().removeprefix("$ ")
        rows = [json.loads(line) for line in cli(command + " --format '{{json .}}'").splitlines()]
        return sorted([cell(key, row[key]) for key in KEYS[word].values()] for row in rows)

    def cell(key, value):
        text = str(value).replace(":::", "[::]:")
        return text.replace(f"{MARK}-exposed", short_id()) if key == "Container" else text

    def short_id():
        return cli(f"docker ps -q --filter name={MARK}-exposed").strip()

    same(ours, theirs)


@pytest.mark.parametrize(
    ("word", "given", "column"),
    [
        ("ps", {"all": True, "filters": OURS}, "CONTAINER ID"),
        ("ps", {"filters": OURS, "size": True, "no_trunc": True}, "CONTAINER ID"),
        ("images", {"filters": OURS}, "IMAGE ID"),
        ("images", {"name": MARK, "digests": True}, "IMAGE ID"),
        ("volumes", {"filters": OURS}, "VOLUME NAME"),
        ("networks", {"filters": OURS}, "NETWORK ID"),
    ],
)
def test_command_substitution_names_the_rows(word, given, column):
    """What stands in `$( )` gives the ids, or names, of just the rows of the table."""
    frame = getattr(dk, word)(**given)
    width = 12 if "ID" in column else None
    assert sorted(cli(frame.attrs["quiet"]).split()) == sorted(
        name.removeprefix("sha256:")[:width] for name in frame[column]
    )
    assert len(frame) > 0


def test_times_are_what_docker_tells():
    """CREATED is the moment that `docker ps` tells with `CreatedAt`, in UTC."""
    frame = dk.ps(all=True, filters=OURS).set_index("NAMES")
    for line in cli(
        f"docker ps -a --filter label=oracle={MARK} --format '{{{{json .}}}}'"
    ).splitlines():
        one = json.loads(line)
        assert (
            frame.loc[one["Names"], "CREATED"].strftime("%Y-%m-%d %H:%M:%S")
            == one["CreatedAt"][:19]
        )


INSPECTED = [
    ("inspect", f"{MARK}-bad", ["State.ExitCode", "Config.Image"]),
    ("inspect", f"{MARK}-run", ["HostConfig.PortBindings"]),
    (
        "inspect",
        f"{MARK}-run",
        [
            "Config.Labels.oracle",
            "Config.Labels.org.opencontainers.image.title",
            "Mounts",
            "State.Running",
        ],
    ),
    ("inspect", f"{MARK}:1", ["RootFS.Layers", "Architecture", "Config.ExposedPorts.7002/udp"]),
    ("volume_inspect", f"{MARK}-v9", ["Mountpoint", "Labels"]),
    ("network_inspect", f"{MARK}-net", ["Driver", "IPAM.Config"]),
    ("version", None, ["Server.Version", "Server.APIVersion", "Server.Os"]),
    ("info", None, ["Driver", "RegistryConfig.Mirrors", "NCPU"]),
]


@pytest.mark.parametrize(("word", "name", "paths"), INSPECTED, ids=str)
def test_a_dotted_path_is_a_go_template(word, name, paths, capsys):
    """Each value found by its path is what the printed `--format` prints."""
    for path in paths:
        frame = getattr(dk, word)(*[name] * (name is not None), path)
        printed = cli(frame.attrs["command"]).strip()
        assert capsys.readouterr().out.strip() == f"$ {frame.attrs['command']}"
        values = [value for _, value in tables_flat(json_or(printed))]
        assert list(map(str, frame["VALUE"])) == list(map(str, values))


def json_or(text: str):
    """Read JSON; what is not JSON is text."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def tables_flat(tree):
    """List the leaves of a tree as `inspect` does."""
    from helpers._tree import flat

    return flat(tree)


@pytest.mark.parametrize(
    ("word", "name"), [(word, name) for word, name, _ in INSPECTED[:1] + INSPECTED[3:6]]
)
def test_inspect_tells_everything(word, name):
    """Without a path, an inspected object has all that docker's JSON has, under the same keys."""
    frame = getattr(dk, word)(name)
    theirs = {
        ".".join(keys): value
        for keys, value in tables_flat(json.loads(cli(frame.attrs["command"]))[0])
    }
    ours = dict(zip(frame["KEY"], frame["VALUE"], strict=True))
    assert {key: value for key, value in ours.items() if "Usage" not in key} == theirs


def test_output_words_give_the_lines_that_docker_prints():
    """logs, top and port give the lines that their command lines print."""
    said = dk.logs(f"{MARK}-bad")
    assert list(said["LINE"][said["STREAM"] == "stdout"]) == cli(said.attrs["command"]).split()
    assert set(said["LINE"]) == {"out", "err"}
    assert list(dk.logs(f"{MARK}-bad", tail=1, timestamps=True)["LINE"]) == list(said["LINE"])[1:]
    processes = dk.top(f"{MARK}-run")
    assert cli(processes.attrs["command"]).split()[: len(processes.columns)] == list(
        processes.columns
    )
    assert "sleep 1000" in processes["CMD"].tolist()
    ports = dk.port(f"{MARK}-run")
    ours = {f"{inside} -> {address}:{at}" for inside, address, at in ports.to_numpy()}
    assert ours == set(cli(ports.attrs["command"]).splitlines())


def test_events_are_those_that_docker_tells():
    """The events between two moments are those that the command line tells, in order, with their attributes."""
    dk.rename(f"{MARK}-made", f"{MARK}-made2")
    dk.rename(f"{MARK}-made2", f"{MARK}-made")
    now = cli("date +%s.%N").strip()
    frame = dk.events(since="10m", until=now, filters={"container": f"{MARK}-made"})
    theirs = [
        json.loads(line)
        for line in cli(frame.attrs["command"] + " --format '{{json .}}'").splitlines()
    ]
    assert [(one["Type"], one["Action"], one["timeNano"]) for one in theirs] == [
        (kind, action, time.value)
        for kind, action, time in frame[["TYPE", "ACTION", "TIME"]].to_numpy()
    ]
    assert frame["ACTION"].tolist()[-2:] == ["rename", "rename"]


def test_manifest_and_layers_are_docker_s():
    """A manifest's bytes are those whose digest the engine tells; an image's layers are those of its `inspect`."""
    frame = dk.manifest("debian")
    assert frame.attrs["digest"] in cli("docker inspect --format '{{json .RepoDigests}}' debian")
    ours = dk.layers(f"{MARK}:1")
    assert ours["LAYER"].tolist() == json.loads(cli(ours.attrs["command"]))
    sizes = [
        int(size)
        for size in cli(f"docker history --human=false --format '{{{{.Size}}}}' {MARK}:1").split()
    ]
    assert ours["SIZE"].tolist() == [size for size in reversed(sizes) if size]
    assert "echo two" in ours["CREATED BY"].tolist()[-1]


def test_a_manifest_list_is_the_one_docker_shows():
    """The platforms and digests of a manifest list are those that the printed command line shows."""
    frame = dk.manifest("busybox")
    theirs = json.loads(cli(frame.attrs["command"]))["manifests"]
    assert [one["digest"] for one in theirs] == frame["DIGEST"].tolist()
    kinds = [one["platform"] for one in theirs]
    named = [
        "/".join(kind[key] for key in ("os", "architecture", "variant") if key in kind)
        for kind in kinds
    ]
    assert named == frame["PLATFORM"].tolist()


# Words that change -----------------------------------------------------------------------------------------------

VARYING = {
    "Id", "Created", "CreatedAt", "StartedAt", "FinishedAt", "Pid",
    "ResolvConfPath", "HostnamePath", "HostsPath", "LogPath",
    "GraphDriver", "SandboxKey", "MacAddress", "IPAddress", "Gateway", "LastTagTime", "ConsoleSize", "Parent",
    "IPPrefixLen",  # an engine goes round its pools of addresses: after fourteen /16 comes a /20
    "Container", "ContainerConfig", "Subnet", "IPv4Address", "Containers", "RestartCount",
}  # fmt: skip


def tidy(tree):
    """Take away what differs between any two objects - ids, times, addresses -, the course's label, what is empty."""
    if isinstance(tree, str) and re.fullmatch(
        r"[0-9a-f]{12}|[0-9a-f]{64}|3276[89]|32[789]\d\d|3[3-9]\d{3}|[45]\d{4}|60\d{3}", tree
    ):
        return None  # an id, or a port of the engine's choice
    if isinstance(tree, dict):
        kept = {
            key: tidy(value)
            for key, value in tree.items()
            if key not in VARYING and not key.startswith("course.docker")
        }
        return {
            key: value for key, value in kept.items() if value not in (None, "", 0, False, [], {})
        }
    if isinstance(tree, list):
        kept = [one for one in map(tidy, tree) if one is not None]
        # The engine lists mounts, and the environment, in no certain order.
        loose = kept and (isinstance(kept[0], dict) or any("PATH=" in str(one) for one in kept))
        return sorted(kept, key=json.dumps) if loose else kept
    return tree


def snapshot(name: str) -> dict:
    """Inspect an object of any kind; one that is not there is nothing."""
    kind = "--type image " if ":" in name else ""
    return tidy(json_or(cli(f"docker inspect {kind}{name}", check=False)) or [])


BOX = f"{MARK}-twin"
RUNS = [
    {},
    {"command": "echo hello world"},
    {"command": ["sh", "-c", "echo $HOME; exit 3"]},
    {
        "detach": True,
        "command": "sleep 1000",
        "publish": ["127.0.0.1:18099:80", "18098:81/udp"],
        "restart": "always",
    },
    {
        "detach": True,
        "command": "sleep 1000",
        "restart": "on-failure:3",
        "memory": "64m",
        "cpus": 0.5,
    },
    {
        "command": "sh -c 'whoami; pwd; echo $A $B'",
        "env": {"A": "1", "B": "two words"},
        "label": {"x": "y"},
        "user": "nobody",
        "workdir": "/srv",
    },
    {
        "volume": [f"{MARK}-v9:/data:ro"],
        "mount": "type=tmpfs,target=/scratch",
        "hostname": "box",
        "read_only": True,
    },
    {
        "mount": f"type=volume,source={MARK}-v9,target=/data,readonly",
        "init": True,
        "entrypoint": "ls",
        "command": "-d /data",
    },
    {"volume": "/tmp:/host", "network": f"{MARK}-net", "network_alias": "other", "tmpfs": "/run"},
    {"network": f"container:{MARK}-run", "ipc": f"container:{MARK}-exposed", "pid": "host"},
    {
        "detach": True,
        "publish_all": True,
        "image": f"{MARK}:1",
        "command": "sleep 1000",
        "restart": "unless-stopped",
    },
    {"network": "none", "command": "true", "restart": "no", "publish": "8000-8001:90-91"},
]


def settle(name: str) -> None:
    """Wait until a container is past its start."""
    until(
        lambda: (
            cli(f"docker inspect -f '{{{{.State.Status}}}}' {name}", check=False) != "created\n"
        ),
        name,
    )


@pytest.fixture(autouse=True)
def _no_twin():
    yield
    cli(f"docker rm -fv {BOX} {BOX}2", check=False)


@pytest.mark.parametrize("word", ["run", "create"])
@pytest.mark.parametrize("given", RUNS, ids=str)
def test_a_container_is_the_one_docker_would_make(word, given, capfd):
    """The container that a call makes is, setting by setting, the one that its printed command line makes."""
    given = {"image": "debian", "name": BOX, **given}
    if word == "create":
        given.pop("detach", None)
    if word == "create" and "ipc" in given:
        given.pop("ipc")
    frame = getattr(dk, word)(**given)
    printed = capfd.readouterr().out.splitlines()
    assert printed[0] == f"$ {frame.attrs['command']}"
    assert frame["NAMES"].tolist() == [BOX]
    ours = snapshot(BOX)
    cli(f"docker rm -fv {BOX}")
    theirs_said = cli(frame.attrs["command"], check=False).splitlines()
    theirs = snapshot(BOX)
    assert ours == theirs
    if word == "run" and not given.get("detach"):
        assert sorted(printed[1:]) == sorted(theirs_said)
        assert frame.attrs["exit_code"] == theirs[0]["State"].get("ExitCode", 0)


def test_run_rm_leaves_nothing(capfd):
    """`run(rm=True)` prints the output, tells the exit code and leaves no container, as docker does."""
    frame = dk.run("debian", ["sh", "-c", "echo bye; exit 4"], rm=True, name=BOX)
    assert len(frame) == 0
    assert frame.attrs["exit_code"] == 4
    assert capfd.readouterr().out.splitlines()[1:] == ["bye"]
    assert cli(frame.attrs["command"], check=False) == "bye\n"
    assert cli(f"docker ps -aq --filter name={BOX}") == ""


# The program has begun: a signal that comes before meets runc, which ends in its own way.
BEGUN = f"until docker top {BOX} -o pid,args | grep -q ' sleep 1000'; do sleep 0.1; done"
SLEEPER = f"docker run -d --name {BOX} debian sleep 1000 && {BEGUN}"
PAUSED = f"{SLEEPER} && docker pause {BOX}"
ENDED = f"docker run --name {BOX} debian true"
IMAGE = f"docker tag debian {BOX}:1"
NET = f"{SLEEPER} && docker network create {BOX}n"
GONE = f"docker volume rm {BOX}v; docker network rm {BOX}n; docker rmi {BOX}:1 {BOX}:2"
FOUND = f"docker ps -aq -f name={BOX}; docker volume ls -q -f name={BOX}v; docker network ls -q -f name={BOX}n"
CHANGES = {
    "start": [(ENDED, lambda: dk.start(BOX))],
    "stop": [
        (SLEEPER, lambda: dk.stop(BOX, time=0)),
        (SLEEPER, lambda: dk.stop(dk.ps(filters={"name": BOX}), time=0)),
    ],
    "restart": [(SLEEPER, lambda: dk.restart(BOX, time=0))],
    "kill": [(SLEEPER, lambda: dk.kill(BOX)), (SLEEPER, lambda: dk.kill([BOX], signal="KILL"))],
    "pause": [(SLEEPER, lambda: dk.pause(BOX))],
    "unpause": [(PAUSED, lambda: dk.unpause(BOX))],
    "rm": [
        (ENDED, lambda: dk.rm(BOX)),
        (SLEEPER, lambda: dk.rm(BOX, force=True, volumes=True)),
        (ENDED, lambda: dk.rm(dk.ps(all=True, filters={"name": BOX}))),
    ],
    "rename": [(SLEEPER, lambda: dk.rename(BOX, f"{BOX}2"))],
    "wait": [(ENDED, lambda: dk.wait(BOX))],
    "exec": [
        (
            SLEEPER,
            lambda: dk.exec(
                BOX, "sh -c 'echo $A > /made'", env={"A": "1"}, user="root", workdir="/"
            ),
        )
    ],
    "cp": [(SLEEPER, lambda: dk.cp(__file__, f"{BOX}:/tmp/made"))],
    "volume_create": [("true", lambda: dk.volume_create(f"{BOX}v", label={"a": "b"}))],
    "volume_rm": [
        (f"docker volume create {BOX}v", lambda: dk.volume_rm(f"{BOX}v")),
        ("true", lambda: dk.volume_rm(f"{BOX}v", force=True)),
    ],
    "network_create": [("true", lambda: dk.network_create(f"{BOX}n", internal=True, label="a=b"))],
    "network_connect": [(NET, lambda: dk.network_connect(f"{BOX}n", BOX, alias="other"))],
    "network_disconnect": [(SLEEPER, lambda: dk.network_disconnect("bridge", BOX))],
    "network_rm": [
        (
            f"docker network create {BOX}n",
            lambda: dk.network_rm(dk.networks(filters={"name": f"{BOX}n"})),
        )
    ],
    "tag": [("true", lambda: dk.tag("debian", f"{BOX}:1"))],
    "rmi": [
        (IMAGE, lambda: dk.rmi(f"{BOX}:1")),
        (f"{IMAGE}; docker tag debian {BOX}:2", lambda: dk.rmi(dk.images(BOX)[:1])),
    ],
}


@pytest.mark.parametrize(
    ("prepare", "act"),
    [
        pytest.param(*case, id=f"{word}-{i}")
        for word in CHANGES
        for i, case in enumerate(CHANGES[word])
    ],
)
def test_a_change_is_the_one_docker_would_make(prepare, act):
    """After a call, all objects are as they are after its printed command line, run on objects made anew."""

    def after(change) -> list:
        cli(f"docker rm -fv {BOX} {BOX}2; {GONE}", check=False)
        cli(prepare)
        change()
        seen = [
            snapshot(name)
            for name in (BOX, f"{BOX}2", f"{BOX}v", f"{BOX}n", f"{BOX}:1", f"{BOX}:2")
        ]
        return [*seen, cli(f"docker diff {BOX}", check=False), len(cli(FOUND).split())]

    commands = []
    ours = after(lambda: commands.append(act().attrs["command"]))
    theirs = after(lambda: cli(commands[0]))
    cli(f"docker rm -fv {BOX} {BOX}2; {GONE}", check=False)
    lines = [json.dumps(one, indent=1).splitlines() for one in (ours, theirs)]
    assert ours == theirs, "\n".join(
        difflib.unified_diff(*lines, "the call", "its printed line", n=3, lineterm="")
    )


def test_files_copied_out_are_the_same(tmp_path):
    """A file or a folder copied out of a container is what `docker cp` copies, to a new name and into a folder."""
    cli(SLEEPER)
    for source in ("/etc/passwd", "/etc/apt", "/etc/apt/."):
        for target in ("new", "old"):
            trees = []
            for who in ("ours", "theirs"):
                base = tmp_path / who / source.replace("/", "_") / target
                base.parent.mkdir(parents=True, exist_ok=True)
                if target == "old":
                    base.mkdir()
                if who == "ours":
                    dk.cp(f"{BOX}:{source}", base)
                else:
                    cli(f"docker cp {BOX}:{source} {base}")
                root = base.parent
                trees.append(
                    {
                        str(one.relative_to(root)): one.is_file() and one.read_bytes()
                        for one in root.rglob("*")
                    }
                )
            assert trees[0] == trees[1], (source, target)


def test_folders_copied_in_are_the_same(tmp_path):
    """A folder copied into a container is where `docker cp` puts it, to a new name and into a folder."""
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "page").write_text("x")
    for source in (folder, f"{folder}/."):
        for target in ("/new", "/srv"):
            found = []
            for who in ("ours", "theirs"):
                cli(SLEEPER)
                command = f"docker cp {source} {BOX}:{target}"
                if who == "ours":
                    assert dk.cp(source, f"{BOX}:{target}").attrs["command"] == command
                else:
                    cli(command)
                found.append(sorted(cli(f"docker diff {BOX}").split("\n")))
                cli(f"docker rm -f {BOX}")
            assert found[0] == found[1], (source, target)


def test_build_makes_the_image_that_docker_would(tmp_path):
    """The image that a call builds has the files and settings of the one that its printed command line builds."""
    (tmp_path / "page").write_text("hello")
    (tmp_path / "Dockerfile").write_text(
        'FROM debian\nARG A=0\nCOPY page /page\nRUN echo $A > /a\nCMD ["cat", "/a"]\n'
    )
    frame = dk.build(
        tmp_path, tag=f"{BOX}:1", build_arg={"A": "5"}, label={"x": "y"}, no_cache=True
    )
    assert frame["STEP"].tolist() == list(range(1, len(frame) + 1))
    ours = snapshot(f"{BOX}:1")
    cli(f"docker rmi {BOX}:1")
    cli(frame.attrs["command"])
    theirs = snapshot(f"{BOX}:1")
    said = cli(f"docker run --rm {BOX}:1")
    cli(f"docker rmi {BOX}:1")
    for one in (*ours, *theirs):
        one.pop("RootFS")  # layers carry the files' times
        one["Config"].pop("Image", None)  # the step before the last
        for key in ("Metadata", "Size", "Descriptor"):
            one.pop(key, None)
        digests = one.get("RepoDigests", [])  # with the containerd store a build has one: its ID
        one["RepoDigests"] = [name.partition("@")[0] for name in digests]
    assert ours == theirs
    assert said == "5\n"


def test_save_writes_the_archive_that_docker_writes(tmp_path):
    """The archive that a call writes holds the members of the one that its printed command line writes."""
    frame = dk.save(
        "busybox" if cli("docker images -q busybox") else "debian", tmp_path / "image.tar"
    )
    (tmp_path / "image.tar").rename(tmp_path / "ours.tar")
    cli(frame.attrs["command"])
    theirs = cli(f"tar -tf {tmp_path}/image.tar").splitlines()
    assert [name.rstrip("/") for name in theirs] == frame["NAME"].tolist()


def test_load_brings_what_docker_brings(tmp_path):
    """An archive that `save` wrote brings the image back under its name and id, as the printed command line does."""
    file = tmp_path / "image.tar"
    names = f"{MARK}:2", f"{MARK}/owner:latest"
    cli(f"docker save --output {file} {' '.join(names)}")
    before = cli(f"docker images -q --no-trunc {MARK}:2")
    frame = dk.load(file)
    assert [f"Loaded image: {name}" for name in frame["IMAGE"]] == cli(
        frame.attrs["command"]
    ).splitlines()
    assert sorted(frame["IMAGE"]) == sorted(names)
    assert cli(f"docker images -q --no-trunc {MARK}:2") == before


def test_pull_prints_what_docker_prints(capsys):
    """A pull, of an image that is new and of one that is there, prints the lines that docker prints."""
    if cli("docker ps -aq --filter ancestor=academy/nginx-hello"):
        pytest.skip("someone runs academy/nginx-hello")
    layers = [digest[7:19] for digest in dk.manifest("academy/nginx-hello")["DIGEST"][1:]]
    capsys.readouterr()
    for fresh in (True, False):
        if fresh:
            cli("docker rmi academy/nginx-hello", check=False)
        frame = dk.pull("academy/nginx-hello")
        ours = capsys.readouterr().out.splitlines()
        if fresh:
            cli("docker rmi academy/nginx-hello")
        theirs = cli(frame.attrs["command"]).splitlines()
        final = [
            line
            for line in theirs
            if not re.match("[0-9a-f]{12}: (?!Pull complete|Already exists)", line)
        ]
        if (
            fresh
            and cli("docker inspect --format '{{.Id}}' academy/nginx-hello").strip()
            == frame.attrs["digest"]
        ):
            # with the containerd store docker is silent about the layers that were here: we tell each as others do
            final += [
                f"{layer}: Already exists"
                for layer in layers
                if not any(layer in line for line in final)
            ]
        assert sorted(ours[1:]) == sorted(final)
        assert f"Digest: {frame.attrs['digest']}" in theirs


def test_push_brings_what_docker_brings():
    """A push gives the digest that `docker push` of the same image prints, and the registry has it then."""
    name = f"{dk.engine.registry()}/course-test/twin:1"
    cli(f"docker tag {MARK}:1 {name}")
    frame = dk.push(name)
    assert frame.attrs["digest"] in cli(frame.attrs["command"])
    assert dk.manifest(name).attrs["digest"] == frame.attrs["digest"]
    cli(f"docker rmi {name}")
    import requests

    requests.delete(
        f"http://{name.removesuffix(':1').replace('/', '/v2/', 1)}/manifests/{frame.attrs['digest']}",
        timeout=5,
    )


COVERED = {
    "run": "test_a_container_is", "create": "test_a_container_is", "inspect": "test_inspect",
    "volume_inspect": "test_inspect", "network_inspect": "test_inspect", "version": "test_a_dotted_path",
    "info": "test_a_dotted_path", "logs": "test_output", "top": "test_output", "port": "test_output",
    "events": "test_events", "manifest": "test_manifest", "layers": "test_manifest",
    "build": "test_build", "save": "test_save", "load": "test_load", "pull": "test_pull", "push": "test_push",
}  # fmt: skip
NOT_COVERED = {
    "client": "gives the SDK's client: no docker command does that",
    "doctor": "looks at the course's own installation: no docker command does that",
    "reset": "several commands in one; tests/engine/words/test_helpers_engine.py looks at what it leaves",
    **dict.fromkeys(
        ["board", "filter_builder", "layer_explorer", "port_lab", "restart_timeline"],
        "views: tests/engine/views/test_widgets.py",
    ),
    "second_engine": "asks the course's lab; tests/engine/lab/test_second_host.py looks at it",
    **dict.fromkeys(
        ["exercise", "predict", "compare", "progress", "hand_in", "incident"],
        "practice: tests/engine/practice/test_checks.py",
    ),
    "prune": "would take away what others keep on the engine; tests/engine/words/test_helpers_engine.py looks at it with a filter",
}


@pytest.mark.parametrize("word", dk.__all__)
def test_every_word_is_measured_against_docker(word):
    """Each public word is in one of the tables above, or is named with the reason why not."""
    named = {**LISTINGS, **KEYS, **CHANGES, **COVERED, **NOT_COVERED}
    assert word in named
    if word in COVERED:
        assert any(name.startswith(COVERED[word]) for name in globals())


def test_the_lists_above_name_real_words():
    """No list above names a word that is not there (any more)."""
    assert {*LISTINGS, *KEYS, *CHANGES, *COVERED, *NOT_COVERED} <= set(dk.__all__)

"""Every word on Podman's API, apart from the machine's network: as the table in docs/podman.md
says.

Not among the tests that run by themselves: `./course test tests/platforms/ways_podman.py`.
"""

import ctypes
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import docker
import pytest
import requests

import helpers as dk
from helpers import engine, errors
from helpers.practice import exercises, faults
from helpers.practice.verdict import NOT_ATTEMPTED, PASSED
from lab.base import paths
from lab.base.errors import SetupError
from lab.engine.choose import choose
from lab.maintain.isolated import IsolatedEngine
from tests.support.practice import do
from tests.support.waiting import wait_until as until

TABLE = (paths.CLONE / "docs" / "podman.md").read_text()
CONTAINERS = """[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
lock_type = "file"
runtime = "{runtime}"
"""
REGISTRIES = '[[registry]]\nlocation = "{address}"\ninsecure = true\n'
START = "from lab.registry import server as registry; registry.start(); print(registry.address())"
SLEEP = ["sh", "-c", 'trap "exit 0" TERM; sleep 3600 & wait']


class Podman:
    """Podman's service with storage, settings and a network namespace of its own, and the course's
    registry there."""

    def __init__(self):
        """Start both; this thread, and those that it starts, are in that namespace until `close`.
        Start both; this thread, and those that it starts, are in that namespace until `close`."""
        self.side = IsolatedEngine(choose())
        there = f"/proc/{self.side.holder.pid}/ns/net"
        argv = ["nsenter", f"--net={there}", sys.executable, "-c", START]
        options = {"cwd": paths.CLONE, "env": self.side.env, "text": True, "check": True}
        self.registry = subprocess.run(argv, stdout=subprocess.PIPE, **options).stdout.strip()
        folder = self.side.folder
        (folder / "containers.conf").write_text(
            CONTAINERS.format(runtime="runc" if shutil.which("runc") else "crun")
        )
        (folder / "registries.conf").write_text(REGISTRIES.format(address=self.registry))
        for name in ("root", "run", "tmp", "net"):
            (folder / name).mkdir()
        conf = {
            "CONTAINERS_CONF": folder / "containers.conf",
            "CONTAINERS_REGISTRIES_CONF": folder / "registries.conf",
        }
        self.env = {
            **os.environ,
            **{key: str(value) for key, value in conf.items()},
            "TMPDIR": str(folder / "tmp"),
        }
        self.here = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        enter(there)
        self.host = f"unix://{folder}/podman.sock"
        with (folder / "podman.log").open("w") as log:
            argv = [*self.words(), "system", "service", "--time=0", self.host]
            self.service = subprocess.Popen(argv, env=self.env, stdout=log, stderr=log)

    def words(self) -> list[str]:
        """Podman's program with the options that keep it apart."""
        folder = self.side.folder
        places_of = {"root": "root", "runroot": "run", "tmpdir": "tmp", "network-config-dir": "net"}
        return ["podman", *(f"--{option}={folder}/{name}" for option, name in places_of.items())]

    def run(self, *words: str) -> str:
        """Type a `podman` line, as a learner does: what it makes has no label of the course."""
        done = subprocess.run(
            [*self.words(), *words], env=self.env, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def close(self) -> None:
        """End all of it."""
        self.run("rm", "--all", "--force", "--time", "0")
        self.service.terminate()
        self.service.wait()
        setns(self.here)
        os.close(self.here)
        for point in sorted(
            (row.split()[1] for row in Path("/proc/self/mounts").read_text().splitlines()),
            reverse=True,
        ):
            if point.startswith(str(self.side.folder)):
                subprocess.run(["umount", "--lazy", point], check=True)
        self.side.close()


def enter(there: str) -> None:
    """Let this thread, and those that it starts, see another network."""
    handle = os.open(there, os.O_RDONLY)
    setns(handle)
    os.close(handle)


def setns(handle: int) -> None:
    """Do what os.setns does from Python 3.12 on."""
    if ctypes.CDLL(None, use_errno=True).setns(handle, 0):
        raise OSError(ctypes.get_errno(), "setns")


@pytest.fixture(scope="module")
def podman(tmp_path_factory):
    """Podman for these tests; where there is none, one sentence says so."""
    if not shutil.which("podman"):
        pytest.skip(
            "podman is not installed: on Debian, apt-get install podman netavark aardvark-dns"
        )
    try:
        made = Podman()
    except SetupError as error:
        pytest.skip(str(error))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("podman"))
        patch.setenv("COURSE_DOCKER_HOST", made.host)
        patch.setenv("COURSE_REGISTRY", made.registry)
        patch.setenv("COURSE_DATA", str(made.side.folder / "data"))
        about = {"kind": "borrowed", "learner": "podman"}
        (made.side.folder / "data" / "engine.json").write_text(json.dumps(about))
        patch.setenv("COURSE_RECORD", str(made.side.folder / "record.json"))
        Path("Dockerfile").write_text(
            "FROM busybox AS one\nRUN echo hello > /page\nFROM busybox\nCOPY --from=one /page /\n"
        )
        Path("page.txt").write_text("hello\n")
        until(engine.alive, 20)
        assert engine.kind() == "borrowed"
        yield made
        made.close()


@pytest.fixture
def things(podman):
    """Two images, a running container `box`, a volume `disk` and a network `net` of the course's.
    Two images, a running container `box`, a volume `disk` and a network `net` of the course's."""
    for name in {"busybox", "nginx"} - set(dk.images()["REPOSITORY"]):
        dk.pull(name)
    dk.volume_create("disk")
    dk.network_create("net")
    dk.run("busybox", SLEEP, name="box", detach=True, volume="disk:/data", publish="8088:80")
    yield
    podman.run("rm", "--all", "--force", "--time", "0")
    podman.run("volume", "rm", "--all", "--force")
    podman.run("network", "prune", "--force")


class Play(NamedTuple):
    """What a word is tried with beside `things`, what has to come of it, and whether the table
    says `but`."""

    does: Callable[[], object]
    gives: object
    differs: bool = False


def column(frame, name: str) -> list:
    """Give a column as a list."""
    return frame[name].tolist()


def after(*calls):
    """Make calls, and give what the last gave."""
    return [call() for call in calls][-1]


def result(word, *before) -> list:
    """Do something to `box` after something else."""
    return after(*before, lambda: column(word("box"), "RESULT"))


def state() -> str:
    """How `box` is."""
    return dk.inspect("box", "State.Status")["VALUE"][0]


def build() -> tuple:
    """Build a page in two stages with a label of one's own, twice; run it, and remove it."""
    first, again = (dk.build(tag="page", label={"zeta": "1"}) for _ in range(2))
    dk.run("page", ["cat", "/page"], name="ran")
    said = column(dk.logs("ran"), "LINE")
    dk.rm("ran")
    last = column(first, "INSTRUCTION")[-1]
    marked = engine.build_label() in last or "zeta" in last
    return said, marked, again["CACHED"].any(), "Deleted" in column(dk.rmi("page"), "RESULT")


def unbuilt(recipe: str) -> str:
    """Build what cannot be built, and give the error."""
    Path("Wrong").write_text(recipe)
    with pytest.raises(errors.BuildError) as found:
        dk.build(file="Wrong")
    return str(found.value)


def copied() -> tuple:
    """Copy a file in and out."""
    inside = column(dk.cp("page.txt", "box:/data/page.txt"), "NAME")
    dk.cp("box:/data/page.txt", "out.txt")
    return inside, Path("out.txt").read_text()


def kept() -> tuple:
    """Save an image, and load it again."""
    kinds = column(dk.save("busybox", "image.tar"), "NAME")
    return "manifest.json" in kinds, column(dk.load("image.tar"), "IMAGE")[0].rpartition("/")[2]


def seen(name: str, column_: str, *given) -> list:
    """Show a view, and read a column of its table when it is there."""
    shown = getattr(dk, name)(*given)
    until(lambda: getattr(shown, "table", None) is not None and len(shown.table), 15)
    found = column(shown.table, column_)
    shown.close()
    return found


def followed() -> list:
    """See on a board that a container went, without asking it to look."""
    board = dk.board()
    dk.rm("box", force=True)
    until(lambda: board.table is not None and not len(board.table), 15)
    found = column(board.table, "NAMES")
    board.close()
    return found


def processes() -> tuple:
    """List processes of a container with a `ps` and of one without."""
    dk.run("nginx", name="web", detach=True)
    with pytest.raises(errors.CourseError) as found:
        dk.top("web")
    return (
        column(dk.top("box"), "COMMAND")[-1],
        str(found.value).partition(",")[0],
        len(dk.top("web", "user,pid,args")),
    )


def happened() -> tuple:
    """Read what happened to a container: Podman's own words, with what was asked by docker's."""
    dk.run("busybox", "true", name="brief")
    dk.rm("brief")
    told = dk.events(filters={"container": "brief", "event": ["start", "die", "destroy"]})
    return column(told, "ACTION")


def published() -> tuple:
    """Tell a port that is published on all addresses: Podman 4 names none, 5 does."""
    frame = dk.port("box")
    return frame["HOST PORT"][0], frame["HOST IP"][0] in ("", "0.0.0.0")  # noqa: S104


def drawn() -> list:
    """See on a timeline when a container ran and ended."""
    dk.run("busybox", "true", name="drawn")
    return seen("restart_timeline", "ACTION", "drawn")


def ended() -> list:
    """Prune when a container has ended."""
    box = dk.run("busybox", "true", name="ended")["CONTAINER ID"][0]
    rows = (
        dk.prune().to_numpy().tolist()[:2]
    )  # then images without a name, if an earlier build left some
    return [[kind, "ended" if name == box else name] for kind, name in rows]


def whole() -> tuple:
    """What all takes: nothing below zero, and what runs is active."""
    frame = dk.df().set_index("TYPE")
    return bool((frame[["SIZE", "RECLAIMABLE"]] >= 0).all(axis=None)), int(
        frame.loc["Containers", "ACTIVE"]
    )


def exercised() -> tuple:
    """Do an exercise wrong and right."""
    task = dk.exercise("greet")
    first = task.verdict()[0].kind
    do(exercises.every()["greet"].solution)
    return first, task.verdict()[0].kind


def repaired() -> tuple:
    """Name an incident's cause, repair it as the course does, and take it away."""
    fault = faults.every()["front-down"]
    case = dk.incident(fault.key)
    found = case.judged(fault.cause)[0].kind
    do(fault.repair)
    passed = case.verdict()[0].kind
    case.clear()
    return found, passed


def busy() -> bool:
    """Measure a container that does nothing but count."""
    dk.run("busybox", ["sh", "-c", "while :; do :; done"], name="busy", detach=True)
    return 5 < dk.stats("busy")["CPU %"][0] <= 110


def fetched() -> tuple:
    """Pull an image; digest and sizes are the registry's."""
    dk.rmi("nginx", force=True)
    made = dk.pull("nginx")
    same = made.attrs["digest"] == dk.manifest("nginx").attrs["digest"]
    return same, set(made["STATUS"]), bool((made["SIZE"] > 0).all()), made.attrs["status"]


def brought() -> tuple:
    """Push an image under another name, and pull it from there."""
    registry = dk.engine.registry()
    name = f"{registry}/team/mine:1"
    dk.tag("busybox", name)
    digest = dk.push(name).attrs["digest"]
    try:
        return digest == dk.manifest(name).attrs["digest"], len(dk.push(name))
    finally:
        requests.delete(f"http://{registry}/v2/team/mine/manifests/{digest}", timeout=5)


def known(paths: tuple, word: str) -> list:
    """Ask for parts of what the engine tells."""
    return column(getattr(dk, word)(*paths), "VALUE")


def made(**options) -> list:
    """Run a container in the foreground, and give its row."""
    return column(
        dk.run("busybox", ["sh", "-c", "echo hi; exit 3"], name="ran", **options), "STATUS"
    )


PLAYS = {
    "board": Play(followed, []),
    "build": Play(build, (["hello"], True, True, True), True),
    "client": Play(lambda: type(dk.client()), docker.DockerClient),
    "cp": Play(copied, (["/data/page.txt"], "hello\n")),
    "create": Play(lambda: column(dk.create("busybox", "true", name="new"), "STATUS"), ["Created"]),
    "df": Play(whole, (True, 1), True),
    "diff": Play(lambda: "/etc" in column(dk.diff("box"), "PATH"), True, True),
    "doctor": Play(lambda: bool(dk.doctor()["OK"].all()), True),
    "events": Play(happened, ["start", "die", "remove"], True),
    "exec": Play(lambda: column(dk.exec("box", "echo hi"), "LINE"), ["hi"]),
    "exercise": Play(exercised, (NOT_ATTEMPTED, PASSED), True),
    "filter_builder": Play(lambda: seen("filter_builder", "NAMES"), ["box"]),
    "history": Play(lambda: column(dk.history("busybox"), "CREATED BY")[0][-10:], 'CMD ["sh"]'),
    "images": Play(lambda: column(dk.images(digests=True), "REPOSITORY").count("busybox"), 2, True),
    "incident": Play(repaired, (PASSED, PASSED), True),
    "info": Play(lambda: known(("OSType",), "info"), ["linux"], True),
    "inspect": Play(lambda: known(("box", "State.Status"), "inspect"), ["running"]),
    "kill": Play(lambda: result(dk.kill), ["killed"]),
    "layer_explorer": Play(lambda: sorted(set(seen("layer_explorer", "IMAGES", "busybox"))), ["busybox"]),
    "layers": Play(lambda: len(dk.layers("nginx")), 4),
    "load": Play(kept, (True, "busybox:latest")),
    "logs": Play(lambda: after(made, lambda: column(dk.logs("ran"), "LINE")), ["hi"]),
    "manifest": Play(lambda: column(dk.manifest("busybox"), "PLATFORM"), ["linux/amd64", "linux/arm64/v8"]),
    "network_connect": Play(lambda: column(dk.network_connect("net", "box"), "RESULT"), ["connected"]),
    "network_create": Play(lambda: column(dk.network_create("n2", internal=True), "DRIVER"), ["bridge"]),
    "network_disconnect": Play(
        lambda: after(
            lambda: dk.network_connect("net", "box"), lambda: column(dk.network_disconnect("net", "box"), "RESULT")
        ),
        ["disconnected"],
    ),
    "network_inspect": Play(lambda: known(("net", "Driver"), "network_inspect"), ["bridge"]),
    "network_rm": Play(lambda: column(dk.network_rm("net"), "RESULT"), ["removed"]),
    "networks": Play(lambda: column(dk.networks(), "NAME"), ["net"]),
    "pause": Play(lambda: (result(dk.pause), state()), (["paused"], "paused")),
    "port": Play(published, (8088, True), True),
    "port_lab": Play(lambda: seen("port_lab", "HOST PORT", "box"), [8088], True),
    "prune": Play(ended, [["container", "ended"], ["network", "net"]]),
    "ps": Play(lambda: column(dk.ps(), "PORTS"), ["8088->80/tcp"], True),
    "pull": Play(fetched, (True, {"Download complete"}, True, ""), True),
    "push": Play(brought, (True, 0), True),
    "rename": Play(lambda: column(dk.rename("box", "chest"), "NAMES"), ["chest"]),
    "reset": Play(lambda: set(dk.reset()["TYPE"]), {"container", "volume", "network", "image"}),
    "restart": Play(lambda: (result(dk.restart), state()), (["restarted"], "running")),
    "restart_timeline": Play(lambda: drawn(), ["start", "die"], True),
    "rm": Play(lambda: column(dk.rm("box", force=True), "RESULT"), ["removed"]),
    "rmi": Play(lambda: "Deleted" in column(dk.rmi("nginx"), "RESULT"), True),
    "run": Play(made, ["Exited (3) Less than a second ago"], True),
    "save": Play(kept, (True, "busybox:latest")),
    "search": Play(lambda: column(dk.search("ngi"), "NAME"), ["academy/nginx-hello", "nginx"]),
    "second_engine": Play(lambda: dk.second_engine(".").how, "folder"),
    "start": Play(lambda: (result(dk.start, lambda: dk.stop("box")), state()), (["started"], "running")),
    "stats": Play(busy, True),
    "stop": Play(lambda: (result(dk.stop), state()), (["stopped"], "exited")),
    "tag": Play(lambda: "mine" in column(dk.tag("busybox", "mine:1"), "REPOSITORY"), True, True),
    "top": Play(processes, ("sleep 3600", "The engine lists no processes of web", 3), True),
    "unpause": Play(lambda: (result(dk.unpause, lambda: dk.pause("box")), state()), (["unpaused"], "running")),
    "version": Play(lambda: known(("Server.Os",), "version"), ["linux"], True),
    "volume_create": Play(lambda: column(dk.volume_create("v2"), "DRIVER"), ["local"]),
    "volume_inspect": Play(lambda: known(("disk", "Driver"), "volume_inspect"), ["local"]),
    "volume_rm": Play(lambda: after(lambda: dk.rm("box", force=True), lambda: column(dk.volume_rm("disk"), "RESULT")),
                      ["removed"]),
    "volumes": Play(lambda: column(dk.volumes(), "VOLUME NAME"), ["disk"]),
    "wait": Play(lambda: after(lambda: dk.kill("box"), lambda: column(dk.wait("box"), "EXIT CODE")), [137]),
}  # fmt: skip
NO_ENGINE = {"compare", "hand_in", "predict", "progress"}


def table() -> dict[str, bool]:
    """What docs/podman.md says: each word, and whether its row has a `but`."""
    rows = re.findall(r"^\| (.*?) \| (works?(?:, but)?)\b", TABLE, re.MULTILINE)
    return {
        word: verdict.endswith("but")
        for words, verdict in rows
        for word in re.findall(r"`(\w+)`", words)
    }


@pytest.mark.parametrize("word", PLAYS)
def test_word(things, word):
    """A word does on Podman what the table says."""
    assert PLAYS[word].does() == PLAYS[word].gives


REFUSALS = {  # what cannot be done -> words of the one sentence
    "no container nope": lambda: dk.stop("nope"),
    "no image nope": lambda: dk.run("nope"),
    "name box is in use": lambda: dk.run("busybox", name="box"),
    "Port 8088 of the host": lambda: dk.run(
        "busybox", SLEEP, name="two", detach=True, publish="8088:80"
    ),
    "is running and was not removed": lambda: dk.rm("box"),
    "is in use": lambda: dk.volume_rm("disk"),
    "has containers on it": lambda: after(
        lambda: dk.network_connect("net", "box"), lambda: dk.network_rm("net")
    ),
    "is on network net already": lambda: after(*[lambda: dk.network_connect("net", "box")] * 2),
    "There is a network net already": lambda: dk.network_create("net"),
    "no such file in container box": lambda: dk.cp("box:/nope", "."),
    "no program nope": lambda: dk.run("busybox", "nope", rm=True),
    "is not running": lambda: after(lambda: dk.stop("box"), lambda: dk.kill("box")),
    "knows no value 'foo'": lambda: dk.ps(filters={"status": "foo"}),
    "no filter 'foo'": lambda: dk.ps(filters={"foo": "bar"}),
    "no restart policy 'on'": lambda: dk.run("busybox", restart="on"),
    "gave exit code 7": lambda: unbuilt("FROM busybox\nRUN exit 7\n"),
    "There is no nope in the folder": lambda: unbuilt("FROM busybox\nCOPY nope /\n"),
    "FOO is no instruction": lambda: unbuilt("FROM busybox\nFOO bar\n"),
    "registry has no image": lambda: unbuilt("FROM nope\n"),
}


@pytest.mark.parametrize("says", REFUSALS)
def test_refusal(things, says):
    """What cannot be done is one sentence of the course's, in the words that it has for Docker."""
    with pytest.raises(errors.CourseError) as found:
        pytest.fail(f"nothing was refused: {REFUSALS[says]()}")
    assert says in str(found.value)
    assert not found.value.code.startswith("engine-says")


def test_nothing_of_yours_is_touched(podman, things):
    """A learner's container, volume, network and image are refused by name, and are there after
    reset and prune."""
    image = f"{podman.registry}/library/busybox"
    podman.run("tag", image, "yours:1")
    podman.run(
        "run", "--detach", "--name", "yours", "--volume", "yours:/data", image, "sleep", "1000"
    )
    podman.run("create", "--name", "rests", f"{podman.registry}/library/nginx")
    podman.run("network", "create", "yours")
    boxes = (
        "inspect",
        "--format",
        "{{.Id}} {{.Name}} {{.State.Status}} {{.State.StartedAt}}",
        "yours",
        "rests",
    )
    before = podman.run(*boxes)
    calls = [
        lambda word=word: getattr(dk, word)("yours")
        for word in ("stop", "kill", "restart", "pause", "rm")
    ]
    calls += [
        lambda: dk.rm("yours", force=True),
        lambda: dk.rename("yours", "x"),
        lambda: dk.exec("yours", "true"),
    ]
    calls += [lambda: dk.volume_rm("yours"), lambda: dk.network_rm("yours")]
    calls += [lambda: dk.rmi("localhost/yours:1"), lambda: dk.cp("page.txt", "yours:/")]
    for call in calls:
        with pytest.raises(errors.Refused, match="not the course's"):
            call()
    with pytest.raises(errors.Conflict, match="in use"):
        dk.rmi("nginx", force=True)  # a stopped container of the learner's stands on it
    dk.prune(all=True, volumes=True)
    dk.reset()
    assert podman.run(*boxes) == before
    assert podman.run("volume", "inspect", "--format", "{{.Name}}", "yours") == "yours"
    assert podman.run("network", "inspect", "--format", "{{.Name}}", "yours") == "yours"
    assert podman.run("image", "inspect", "--format", "{{.Id}}", "localhost/yours:1")
    podman.run("rm", "--force", "--time", "0", "yours", "rests")
    podman.run("volume", "rm", "yours")
    podman.run("network", "rm", "yours")
    podman.run("rmi", "localhost/yours:1")

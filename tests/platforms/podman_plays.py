"""What each word is tried with on Podman, and what has to come of it."""

import re
from collections.abc import Callable
from typing import NamedTuple

import docker

import helpers as dk
from helpers.practice.verdict import NOT_ATTEMPTED, PASSED
from lab.base import paths
from tests.platforms import podman_acts as acts
from tests.platforms.podman_acts import after, column, known, result, seen, state


class Play(NamedTuple):
    """What is done beside `things`, what has to come of it, and whether the page says `but`."""

    does: Callable[[], object]
    gives: object
    differs: bool = False


PLAYS = {
    "board": Play(acts.followed, []),
    "build": Play(acts.build, (["hello"], True, True, True), True),
    "client": Play(lambda: type(dk.client()), docker.DockerClient),
    "cp": Play(acts.copied, (["/data/page.txt"], "hello\n")),
    "create": Play(lambda: column(dk.create("busybox", "true", name="new"), "STATUS"), ["Created"]),
    "df": Play(acts.disk_use, (True, 1), True),
    "diff": Play(lambda: "/etc" in column(dk.diff("box"), "PATH"), True, True),
    "doctor": Play(lambda: bool(dk.doctor()["OK"].all()), True),
    "events": Play(acts.events, ["start", "die", "remove"], True),
    "exec": Play(lambda: column(dk.exec("box", "echo hi"), "LINE"), ["hi"]),
    "exercise": Play(acts.exercised, (NOT_ATTEMPTED, PASSED), True),
    "filter_builder": Play(lambda: seen("filter_builder", "NAMES"), ["box"]),
    "history": Play(lambda: column(dk.history("busybox"), "CREATED BY")[0][-10:], 'CMD ["sh"]'),
    "images": Play(lambda: column(dk.images(digests=True), "REPOSITORY").count("busybox"), 2, True),
    "incident": Play(acts.repaired, (PASSED, PASSED), True),
    "info": Play(lambda: known("info", "OSType"), ["linux"], True),
    "inspect": Play(lambda: known("inspect", "box", "State.Status"), ["running"]),
    "kill": Play(lambda: result(dk.kill), ["killed"]),
    "layer_explorer": Play(
        lambda: sorted(set(seen("layer_explorer", "IMAGES", "busybox"))), ["busybox"]
    ),
    "layers": Play(lambda: len(dk.layers("nginx")), 4),
    "load": Play(acts.kept, (True, "busybox:latest")),
    "logs": Play(lambda: after(acts.ran, lambda: column(dk.logs("ran"), "LINE")), ["hi"]),
    "manifest": Play(
        lambda: column(dk.manifest("busybox"), "PLATFORM"), ["linux/amd64", "linux/arm64/v8"]
    ),
    "network_connect": Play(
        lambda: column(dk.network_connect("net", "box"), "RESULT"), ["connected"]
    ),
    "network_create": Play(
        lambda: column(dk.network_create("n2", internal=True), "DRIVER"), ["bridge"]
    ),
    "network_disconnect": Play(
        lambda: after(
            lambda: dk.network_connect("net", "box"),
            lambda: column(dk.network_disconnect("net", "box"), "RESULT"),
        ),
        ["disconnected"],
    ),
    "network_inspect": Play(lambda: known("network_inspect", "net", "Driver"), ["bridge"]),
    "network_rm": Play(lambda: column(dk.network_rm("net"), "RESULT"), ["removed"]),
    "networks": Play(lambda: column(dk.networks(), "NAME"), ["net"]),
    "pause": Play(lambda: (result(dk.pause), state()), (["paused"], "paused")),
    "port": Play(acts.published, (8088, True), True),
    "port_lab": Play(lambda: seen("port_lab", "HOST PORT", "box"), [8088], True),
    "prune": Play(acts.pruned, [["container", "ended"], ["network", "net"]]),
    "ps": Play(lambda: column(dk.ps(), "PORTS"), ["8088->80/tcp"], True),
    "pull": Play(acts.fetched, (True, {"Download complete"}, True, ""), True),
    "push": Play(acts.pushed, (True, 0), True),
    "rename": Play(lambda: column(dk.rename("box", "chest"), "NAMES"), ["chest"]),
    "reset": Play(lambda: set(dk.reset()["TYPE"]), {"container", "volume", "network", "image"}),
    "restart": Play(lambda: (result(dk.restart), state()), (["restarted"], "running")),
    "restart_timeline": Play(acts.drawn, ["start", "die"], True),
    "rm": Play(lambda: column(dk.rm("box", force=True), "RESULT"), ["removed"]),
    "rmi": Play(lambda: "Deleted" in column(dk.rmi("nginx"), "RESULT"), True),
    "run": Play(acts.ran, ["Exited (3) Less than a second ago"], True),
    "save": Play(acts.kept, (True, "busybox:latest")),
    "search": Play(lambda: column(dk.search("ngi"), "NAME"), ["academy/nginx-hello", "nginx"]),
    "second_engine": Play(lambda: dk.second_engine(".").how, "folder"),
    "start": Play(
        lambda: (result(dk.start, lambda: dk.stop("box")), state()), (["started"], "running")
    ),
    "stats": Play(acts.busy, True),
    "stop": Play(lambda: (result(dk.stop), state()), (["stopped"], "exited")),
    "tag": Play(lambda: "mine" in column(dk.tag("busybox", "mine:1"), "REPOSITORY"), True, True),
    "top": Play(acts.processes, ("sleep 3600", "The engine lists no processes of web", 3), True),
    "unpause": Play(
        lambda: (result(dk.unpause, lambda: dk.pause("box")), state()), (["unpaused"], "running")
    ),
    "version": Play(lambda: known("version", "Server.Os"), ["linux"], True),
    "volume_create": Play(lambda: column(dk.volume_create("v2"), "DRIVER"), ["local"]),
    "volume_inspect": Play(lambda: known("volume_inspect", "disk", "Driver"), ["local"]),
    "volume_rm": Play(
        lambda: after(
            lambda: dk.rm("box", force=True), lambda: column(dk.volume_rm("disk"), "RESULT")
        ),
        ["removed"],
    ),
    "volumes": Play(lambda: column(dk.volumes(), "VOLUME NAME"), ["disk"]),
    "wait": Play(
        lambda: after(lambda: dk.kill("box"), lambda: column(dk.wait("box"), "EXIT CODE")), [137]
    ),
}
NO_ENGINE = {"compare", "hand_in", "predict", "progress"}


def table() -> dict[str, bool]:
    """Return what docs/podman.md says: each word, and whether its row has a `but`."""
    text = (paths.CLONE / "docs" / "podman.md").read_text()
    found = {}
    for words, verdict in re.findall(r"^\| (.*?) \| (works?(?:, but)?)\b", text, re.MULTILINE):
        for word in re.findall(r"`(\w+)`", words):
            found[word] = verdict.endswith("but")
    return found

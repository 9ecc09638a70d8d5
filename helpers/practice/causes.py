"""Causes: what was seen of an incident on the engine, and which cause would show itself so."""

import re
import time

from .. import _registry, engine
from ..errors import CourseError
from . import probes


def observed(name: str, peer: str | None = None, said: str = "") -> dict:
    """Look at a container that was reported, from outside and inside; `said` is what the engine answered to a command.

    The facts are plain and the same on each machine, for they stand in texts: no ids, ages or addresses.
    """
    box = _between(name)
    facts = {
        "name": name,
        "status": "-",
        "code": "-",
        "oom": "-",
        "error": "-",
        "log": "-",
        "image": "-",
        "ports": "-",
    }
    facts |= {
        "networks": "-",
        "peer": peer or "-",
        "peer_networks": "-",
        "listens": "-",
        "empty": "-",
        "digest": "-",
    }
    facts["said"] = said or "-"
    if box is None:
        return facts
    state = box["State"]
    facts |= {
        "status": state["Status"],
        "code": state["ExitCode"],
        "oom": str(state["OOMKilled"]).lower(),
    }
    facts |= {
        "log": probes.log(name) or "-",
        "image": probes.image_name(box),
        "digest": _digest(box),
    }
    facts["error"] = _plain(state["Error"]) or "-"
    facts["ports"] = (
        ", ".join(
            f"{at}:{_number(one)}" for one, ports in probes.bound(box).items() for at in ports
        )
        or "-"
    )
    facts["networks"] = _networks(box)
    if peer and (other := probes.container(peer)):
        facts["peer_networks"] = _networks(other)
    if state["Status"] == "running":
        facts |= {"listens": _listens(name) or "-", "empty": _empty(box) or "-"}
    return facts


def signs(seen: dict) -> dict[str, bool]:
    """Tell of each cause whether what was seen is its sign. Pure; the causes are those of the texts."""
    status, code, log, said = (seen[key] for key in ("status", "code", "log", "said"))
    inside = {one.partition(":")[2] for one in seen["ports"].split(", ")} - {""}
    everywhere = {
        one.partition(":")[2] for one in seen["listens"].split(", ") if one.startswith("*:")
    }
    loopback = {
        one.partition(":")[2] for one in seen["listens"].split(", ") if one.startswith("127.0.0.1:")
    }
    mine, its = set(seen["networks"].split(", ")), set(seen["peer_networks"].split(", "))
    ended = status == "exited"
    return {
        "command-ended": ended and code == 0,
        "missing-setting": code == 1 and "is not set" in log,
        "port-clash": status == "created" and "already" in seen["error"],
        "wrong-port": bool(everywhere and inside and not inside & (everywhere | loopback)),
        "no-port": bool(everywhere and not inside),
        "loopback-only": bool(inside & loopback),
        "wrong-tag": "no image" in said and status == "-",
        "registry-down": "does not answer" in said,
        "other-platform": "exec format error" in log,
        "wrong-command": "executable file not found" in seen["error"],
        "out-of-memory": seen["oom"] == "true",
        "killed-by-hand": ended and code in (137, 143) and seen["oom"] == "false",
        "paused": status == "paused",
        "wrong-folder": seen["empty"] != "-",
        "read-only": "Read-only file system" in log,
        "no-permission": "Permission denied" in log,
        "disk-full": "No space left" in log,
        "other-network": its != {"-"} and not mine & its,
        "no-names": mine == its == {"bridge"},
        "image-in-use": "in use" in said and "Port" not in said,
        "stale-latest": seen["digest"] == "other",
    }


def _between(name: str) -> dict | None:
    """Look at a container; at one that is started over and over, between two of its runs."""
    until = time.monotonic() + 5
    while (
        (box := probes.container(name))
        and box["RestartCount"]
        and box["State"]["Status"] != "restarting"
    ):
        if time.monotonic() > until:
            break
        time.sleep(0.02)  # the engine is asked for a state; how long the tries take is its own
    return box


def _plain(error: str) -> str:
    """Leave what the engine says of an error without the id in it, and its closing clause only."""
    return re.sub(r" \([0-9a-f]{12,}\)", "", error).rpartition("failed: ")[2]


def _number(port: str) -> str:
    return port.partition("/")[0]


def _networks(box: dict) -> str:
    return ", ".join(sorted(box["NetworkSettings"]["Networks"])) or "-"


def _listens(name: str) -> str:
    """Read where the programs of a running container wait for connections: `*:80, 127.0.0.1:8080`."""
    _, told = probes.inside(name, "cat", "/proc/net/tcp", "/proc/net/tcp6")
    found = set()
    for line in told.splitlines():
        columns = line.split()
        if len(columns) > 3 and columns[3] == "0A":  # LISTEN
            address, _, port = columns[1].partition(":")
            if (
                not address.endswith("7F") or address == "0100007F"
            ):  # not docker's own name server, 127.0.0.11
                found.add(f"{'*' if not address.strip('0') else '127.0.0.1'}:{int(port, 16)}")
    return ", ".join(sorted(found))


def _empty(box: dict) -> str:
    """Name the mounts of a running container in which nothing is."""
    places = [one["Destination"] for one in box["Mounts"]]
    return ", ".join(
        place for place in places if probes.inside(box["Id"], "ls", "-A", place) == (0, "")
    )


def _digest(box: dict) -> str:
    """Compare a container's image with the registry's under its name: `same`, `other`; `-` where it has none."""
    name = engine.qualify(box["Config"]["Image"])
    try:
        there = _registry.manifest(name).headers["Docker-Content-Digest"]
    except CourseError:
        return "-"
    known = [
        one.partition("@")[::2]
        for one in engine.call("inspect_image", box["Image"])["RepoDigests"] or []
    ]
    repository = _registry.place(name)[1]
    return (
        "same"
        if there in [digest for of, digest in known if _registry.place(of)[1] == repository]
        else "other"
    )

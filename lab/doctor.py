"""`./course doctor`: which engine is used and why, what the other ways to have one need, and what is missing."""

import os
import sys
from typing import NamedTuple

from lab.base import console, data_folder, paths, rootless
from lab.engine import choose, client, second_host
from lab.images import inventory
from lab.install import apt, environment
from lab.registry import server as registry


class State(NamedTuple):
    """What there is to choose an engine from."""

    kind: str  # of the engine in use: private or borrowed
    root: bool = True
    linux: bool = True
    boxed: bool = False  # this is in the box
    answers: bool = True  # the engine in use does
    named: str = ""  # the variable that names it
    lacks: tuple[str, ...] = ()  # what a rootless engine of this user's lacks


def main() -> int:
    """Print what is there and what is missing; the exit code is 1 if something is."""
    host, kind = choose.choose()
    lacking, state = apt.missing(own_engine=kind == "private"), look(host, kind)
    rows = [
        ("Python", f"{sys.version.split()[0]} ({sys.executable})", True),
        ("packages", f"missing: {' '.join(lacking)}" if lacking else "all there", not lacking),
        (
            "environment",
            str(environment.python()) if environment.ready() else "not made yet",
            environment.ready(),
        ),
        ("engine", f"{host}: {kind}, {why(state)}", True),
        *[("rootless needs", what, False) for what in (state.lacks if kind == "private" else ())],
        ("engine answers", "yes" if state.answers else "no", state.answers),
        (
            "registry",
            f"{registry.address()}: {'answers' if registry.answers() else 'silent'}",
            registry.answers(),
        ),
        (
            "images",
            "all built" if inventory.ready() else "not built yet (or registry down)",
            inventory.ready(),
        ),
        (
            "NFS (lesson 09)",
            f"a folder stands in: {lacks}" if (lacks := second_host.no_nfs()) else "real NFS",
            True,
        ),
        (
            "data folder",
            f"{paths.data()} ({data_folder.size()} MB, {data_folder.free_space()} MB free)",
            True,
        ),
    ]
    for name, text, good in rows:
        console.say(f"{'ok  ' if good else 'MISS'}  {name:<15} {text}")
    console.say("\nWays to have an engine:")
    for used, name, text in ways(state):
        console.say(f"{'used' if used else '    '}  {name:<15} {text}")
    good = all(row[2] for row in rows)
    console.say(
        "\nAll is well. Next:  ./course lab"
        if good
        else "\nNext:  ./course setup  brings what is missing."
    )
    return 0 if good else 1


def look(host: str, kind: str) -> State:
    """Ask the system."""
    linux, root = sys.platform == "linux", os.geteuid() == 0
    named = next(
        (name for name in ("COURSE_DOCKER_HOST", "DOCKER_HOST") if os.environ.get(name) == host), ""
    )
    lacks = tuple(what for what, _ in rootless.gaps(rootless.facts())) if linux and not root else ()
    if linux and not root:
        lacks += tuple(name for name in apt.missing() if name in rootless.PACKAGES.values())
    return State(kind, root, linux, paths.in_box(), client.answers(host), named, lacks)


def why(state: State) -> str:
    """Pure: why this engine is used."""
    if state.kind == "private":
        return "the course's own" + ("" if state.root else ", rootless, for you are not root")
    return (
        f"named by {state.named}"
        if state.named
        else "found on this machine, and two would disturb each other"
    )


def ways(state: State) -> list[tuple[bool, str, str]]:
    """Pure: each way to have an engine: whether it is used, its name, and what it is or would need."""
    own = state.kind == "private"
    leave = f"unset {state.named}" if state.named else "stop the engine that was found"
    if not state.linux:
        root = mine = "needs Linux"
    else:
        root = (
            ""
            if own and state.root
            else f"{leave}, then ./course lab"
            if state.root
            else "sudo ./course lab"
        )
        needs = f"needs {', '.join(state.lacks)}" if state.lacks else f"{leave}, then ./course lab"
        mine = (
            "for an ordinary user: ./course lab, not as root"
            if state.root
            else ""
            if own
            else needs
        )
    lent = "" if not own else "set DOCKER_HOST to the address of an engine that you may use"
    box = (
        "./course box"
        if not own and state.answers
        else "needs an engine that you may use, then ./course box"
    )
    return [
        (
            own and state.root and not state.boxed,
            "own, as root",
            root or "all of it is the course's",
        ),
        (
            own and not state.root,
            "own, rootless",
            mine or "all of it is the course's, and you are root in it only",
        ),
        (not own, "lent", lent or "the course touches only what it made there"),
        (state.boxed, "box", "all of the course in a container" if state.boxed else box),
    ]

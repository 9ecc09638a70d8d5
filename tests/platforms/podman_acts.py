"""What is done with the words on Podman, and what comes of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import requests

import helpers as dk
from helpers import engine, errors
from helpers.practice.faults import every_fault
from helpers.practice.lessons import every_exercise
from tests.support.practice import do
from tests.support.waiting import wait_until

SLEEP = ["sh", "-c", 'trap "exit 0" TERM; sleep 3600 & wait']


def column(frame: pd.DataFrame, name: str) -> list[Any]:
    """Return a column as a list."""
    return frame[name].tolist()


def after(*calls: Callable[[], Any]) -> Any:
    """Make calls; return what the last gave."""
    results = [call() for call in calls]
    return results[-1]


def result(word: Callable[[str], pd.DataFrame], *before: Callable[[], Any]) -> list[str]:
    """Do something to `box`, maybe after something else."""
    return after(*before, lambda: column(word("box"), "RESULT"))


def state() -> str:
    """How `box` is."""
    return dk.inspect("box", "State.Status")["VALUE"][0]


def build() -> tuple[list[str], bool, bool, bool]:
    """Build a page in two stages with a label of one's own, twice; run it, and remove it."""
    first = dk.build(tag="page", label={"zeta": "1"})
    again = dk.build(tag="page", label={"zeta": "1"})
    dk.run("page", ["cat", "/page"], name="ran")
    printed = column(dk.logs("ran"), "LINE")
    dk.rm("ran")
    last = column(first, "INSTRUCTION")[-1]
    is_labelled = engine.build_label() in last or "zeta" in last
    is_cached = bool(again["CACHED"].any())
    is_removed = "Deleted" in column(dk.rmi("page"), "RESULT")
    return printed, is_labelled, is_cached, is_removed


def unbuilt(recipe: str) -> str:
    """Build what cannot be built, and return the error."""
    Path("Wrong").write_text(recipe)
    with pytest.raises(errors.BuildError) as found:
        dk.build(file="Wrong")
    return str(found.value)


def copied() -> tuple[list[str], str]:
    """Copy a file in and out."""
    inside = column(dk.cp("page.txt", "box:/data/page.txt"), "NAME")
    dk.cp("box:/data/page.txt", "out.txt")
    return inside, Path("out.txt").read_text()


def kept() -> tuple[bool, str]:
    """Save an image, and load it again."""
    members = column(dk.save("busybox", "image.tar"), "NAME")
    loaded = column(dk.load("image.tar"), "IMAGE")[0]
    return "manifest.json" in members, loaded.rpartition("/")[2]


def seen(name: str, heading: str, *given: str) -> list[Any]:
    """Show a view, and read a column of its table when it is there."""
    shown = getattr(dk, name)(*given)
    wait_until(lambda: getattr(shown, "table", None) is not None and len(shown.table), 15)
    found = column(shown.table, heading)
    shown.close()
    return found


def followed() -> list[str]:
    """See on a board that a container went, without asking it to look."""
    board = dk.board()
    dk.rm("box", force=True)
    wait_until(lambda: board.table is not None and not len(board.table), 15)
    found = column(board.table, "NAMES")
    board.close()
    return found


def processes() -> tuple[str, str, int]:
    """List processes of a container with a `ps` and of one without."""
    dk.run("nginx", name="web", detach=True)
    with pytest.raises(errors.CourseError) as found:
        dk.top("web")
    refusal = str(found.value).partition(",")[0]
    command = column(dk.top("box"), "COMMAND")[-1]
    return command, refusal, len(dk.top("web", "user,pid,args"))


def events() -> list[str]:
    """Read what happened to a container: Podman's own words, with what was asked by docker's."""
    dk.run("busybox", "true", name="brief")
    dk.rm("brief")
    asked = {"container": "brief", "event": ["start", "die", "destroy"]}
    return column(dk.events(filters=asked), "ACTION")


def published() -> tuple[int, bool]:
    """Tell a port that is published on all addresses: Podman 4 names none, 5 does."""
    frame = dk.port("box")
    return frame["HOST PORT"][0], frame["HOST IP"][0] in ("", "0.0.0.0")  # noqa: S104


def drawn() -> list[str]:
    """See on a timeline when a container ran and ended."""
    dk.run("busybox", "true", name="drawn")
    return seen("restart_timeline", "ACTION", "drawn")


def pruned() -> list[list[str]]:
    """Prune when a container has ended."""
    container = dk.run("busybox", "true", name="ended")["CONTAINER ID"][0]
    # More rows are images without a name, which an earlier build may have left.
    rows = dk.prune().to_numpy().tolist()[:2]
    return [[kind, "ended" if name == container else name] for kind, name in rows]


def disk_use() -> tuple[bool, int]:
    """Tell whether nothing takes less than nothing, and how many containers are active."""
    frame = dk.df().set_index("TYPE")
    sizes = frame[["SIZE", "RECLAIMABLE"]]
    return bool((sizes >= 0).all(axis=None)), int(frame.loc["Containers", "ACTIVE"])


def exercised() -> tuple[str, str]:
    """Do an exercise wrong and right."""
    task = dk.exercise("greet")
    first = task.verdict()[0].kind
    do(every_exercise()["greet"].solution)
    return first, task.verdict()[0].kind


def repaired() -> tuple[str, str]:
    """Name an incident's cause, repair it as the course does, and take it away."""
    fault = every_fault()["front-down"]
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


def fetched() -> tuple[bool, set[str], bool, str]:
    """Pull an image; digest and sizes are the registry's."""
    dk.rmi("nginx", force=True)
    layers = dk.pull("nginx")
    is_the_registrys = layers.attrs["digest"] == dk.manifest("nginx").attrs["digest"]
    have_sizes = bool((layers["SIZE"] > 0).all())
    return is_the_registrys, set(layers["STATUS"]), have_sizes, layers.attrs["status"]


def pushed() -> tuple[bool, int]:
    """Push an image under another name, twice; the registry has it under the push's digest."""
    registry = dk.engine.registry()
    name = f"{registry}/team/mine:1"
    dk.tag("busybox", name)
    digest = dk.push(name).attrs["digest"]
    try:
        return digest == dk.manifest(name).attrs["digest"], len(dk.push(name))
    finally:
        requests.delete(f"http://{registry}/v2/team/mine/manifests/{digest}", timeout=5)


def known(word: str, *arguments: str) -> list[Any]:
    """Ask for parts of what the engine knows."""
    return column(getattr(dk, word)(*arguments), "VALUE")


def ran() -> list[str]:
    """Run a container in the foreground; return how it ended."""
    return column(dk.run("busybox", ["sh", "-c", "echo hi; exit 3"], name="ran"), "STATUS")

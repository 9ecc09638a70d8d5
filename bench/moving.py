"""Bytes and lines that move: files, an archive, an image's layers, what a container printed."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import helpers as dk

from . import figures, measure, objects, peers
from .figures import Figure, Goal
from .raw import Engine
from .report import Report
from .words import LIMIT

LINES = 100_000  # that a container prints
MEMORY_LIMIT = 32  # megabytes, however large the file


@dataclass(frozen=True)
class Move:
    """What is moved: the acts, the size that is shown, and the ratio to docker that is the goal."""

    what: str
    size: int
    acts: dict[str, measure.Act]
    goal: float
    hold_memory: bool = False


def run(
    engine: Engine, megabytes: int, rounds: int, image: str, layered: str, report: Report
) -> None:
    """Measure cp, save, pull, logs and events; `layered` is the image that is pulled."""
    folder = dk.engine.data_folder() / "bench" / "files"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        for move in moves(engine, folder, megabytes, image):
            times = measure.rounds(move.acts, rounds)
            report.add(compare(move.what, move.size, times, move.goal))
            if move.hold_memory:
                report.add([memory(move)])
        report.add(pull(layered, rounds))
        report.add(events(rounds))
    finally:
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()


def compare(what: str, size: int, times: dict[str, list[float]], goal: float) -> list[Figure]:
    """Compare the times with docker's, whose part of the time is the goal."""
    return figures.compare("moving", what, size, times, {"docker": Goal("ratio", goal)})


def memory(move: Move) -> Figure:
    """Hold the memory of our act against the limit."""
    ours = measure.peak(move.acts["ours"]) / 1e6
    peer = f"{MEMORY_LIMIT} MB"
    return figures.single("memory", move.what, move.size, peer, ours, MEMORY_LIMIT, most=1)


def moves(engine: Engine, folder: Path, megabytes: int, image: str) -> Iterator[Move]:
    """Make a file, a container and an image of this size, then a log; give the acts on them."""
    content = os.urandom(1_000_000) * megabytes
    (folder / "file").write_bytes(content)
    [container] = objects.containers(engine, [0], image)
    large = f"{objects.NAME}/large:latest"
    objects.load(engine, [objects.Image(large, [objects.archive({"file": content})])])
    source = str(folder / "file")
    inside = f"{container}:/tmp/file"
    copy = str(folder / "copy")
    saved = str(folder / "saved.tar")
    copy_in: dict[str, measure.Act] = {
        "ours": lambda: dk.cp(source, inside),
        "docker": lambda: peers.docker("cp", source, inside),
    }
    copy_out: dict[str, measure.Act] = {
        "ours": lambda: dk.cp(inside, copy),
        "docker": lambda: peers.docker("cp", inside, copy),
    }
    save: dict[str, measure.Act] = {
        "ours": lambda: dk.save(large, saved),
        "docker": lambda: peers.docker("save", "--output", saved, large),
    }
    yield Move("cp in", megabytes, copy_in, goal=1.1, hold_memory=True)
    yield Move("cp out", megabytes, copy_out, goal=1.1, hold_memory=True)
    yield Move("save", megabytes, save, goal=1.1, hold_memory=True)
    yield Move("logs", LINES, logs(engine, image), goal=1.2)


def logs(engine: Engine, image: str) -> dict[str, measure.Act]:
    """Let a container print its lines; give the acts that read them."""
    [container] = objects.containers(engine, [1], image, command=["seq", str(LINES)])
    engine.request("POST", f"/containers/{container}/start")
    engine.request("POST", f"/containers/{container}/wait")
    path = f"/containers/{container}/logs?stdout=1&stderr=1"
    return {
        "ours": lambda: dk.logs(container),
        "docker": lambda: peers.docker("logs", container),
        LIMIT: lambda: engine.request("GET", path),
    }


def pull(image: str, rounds: int) -> list[Figure]:
    """Pull an image that is removed before each turn; leave alone one that is there already."""
    api = dk.client().api
    if api.images(name=image):
        print(
            f"{image} is on the engine already, so its pull is not measured: ./course reset first."
        )
        return []
    acts: dict[str, measure.Act] = {
        "ours": lambda: dk.pull(image),
        "docker": lambda: peers.docker("pull", image),
    }
    times: dict[str, list[float]] = {"ours": [], "docker": []}
    measure.seconds(acts["ours"])
    for turn in range(rounds):
        for name in measure.alternate(acts, turn):
            api.remove_image(image)
            times[name].append(measure.seconds(acts[name]))
    layers = len(api.inspect_image(image)["RootFS"]["Layers"])
    api.remove_image(image)
    return compare("pull (layers)", layers, times, goal=1.05)


def events(rounds: int) -> list[Figure]:
    """Read the events of the last hour: the engine keeps no more than the last 256."""
    command = ["events", "--since", "1h", "--until", "0s", "--format", "{{json .}}"]
    acts: dict[str, measure.Act] = {
        "ours": lambda: dk.events(since="1h"),
        "docker": lambda: peers.docker(*command),
    }
    count = peers.docker(*command).count("\n")
    return compare("events", count, measure.rounds(acts, rounds), goal=1.2)

"""Bytes and lines that move: files in and out, an archive, an image's layers, what a container printed."""

import os
import re
from collections.abc import Callable
from pathlib import Path

import helpers as dk

from . import measure, objects, peers
from .raw import Engine

LINES = 100_000


def run(
    engine: Engine, megabytes: int, rounds: int, image: str, layered: str, say: Callable
) -> list[measure.Line]:
    """Measure cp, save, pull, logs and events; `layered` is the image that is pulled."""
    folder = dk.engine.data_folder() / "bench" / "files"
    folder.mkdir(parents=True, exist_ok=True)
    lines: list[measure.Line] = []
    try:
        for what, acts, goal in (*files(engine, folder, megabytes, image), *printed(engine, image)):
            size = megabytes if what in ("cp in", "cp out", "save") else LINES
            say(
                measure.compare(
                    "moving", what, size, measure.rounds(acts, rounds), {"docker": ("ratio", goal)}
                ),
                lines,
            )
            if what in ("cp in", "cp out", "save"):
                say(
                    [
                        measure.figure(
                            "memory", what, size, "32 MB", measure.peak(acts["ours"]) / 1e6, 32, 1
                        )
                    ],
                    lines,
                )
        say(pull(layered, rounds), lines)
        say(events(rounds), lines)
    finally:
        for file in folder.iterdir():
            file.unlink()
        folder.rmdir()
    return lines


def files(engine: Engine, folder: Path, megabytes: int, image: str):
    """Make a file, a container and an image of this size; give the acts on them."""
    body = os.urandom(1_000_000) * megabytes
    (folder / "file").write_bytes(body)
    (box,) = objects.containers(engine, 0, 1, image)
    picture = f"{objects.NAME}/large:latest"
    objects.load(engine, {picture: ([objects.archive({"file": body})], 1)})
    source, inside = str(folder / "file"), f"{box}:/tmp/file"
    copy, saved = str(folder / "copy"), str(folder / "saved.tar")
    return [
        (
            "cp in",
            {
                "ours": lambda: dk.cp(source, inside),
                "docker": lambda: peers.cli("cp", source, inside),
            },
            1.1,
        ),
        (
            "cp out",
            {"ours": lambda: dk.cp(inside, copy), "docker": lambda: peers.cli("cp", inside, copy)},
            1.1,
        ),
        (
            "save",
            {
                "ours": lambda: dk.save(picture, saved),
                "docker": lambda: peers.cli("save", "--output", saved, picture),
            },
            1.1,
        ),
    ]


def printed(engine: Engine, image: str):
    """Let a container print its lines; give the acts that read them."""
    (box,) = objects.containers(engine, 1, 2, image, Cmd=["seq", str(LINES)])
    engine.bytes("POST", f"/containers/{box}/start")
    engine.bytes("POST", f"/containers/{box}/wait")
    path = f"/containers/{box}/logs?stdout=1&stderr=1"
    acts = {
        "ours": lambda: dk.logs(box),
        "docker": lambda: peers.cli("logs", box),
        "the limit": lambda: engine.bytes("GET", path),
    }
    return [("logs", acts, 1.2)]


def pull(image: str, rounds: int) -> list[measure.Line]:
    """Pull an image that is removed before each turn; an image that is there already is let alone."""
    api = dk.client().api
    if api.images(name=image):
        print(
            f"{image} is on the engine already, so its pull is not measured: ./course reset first."
        )
        return []
    times: dict[str, list[float]] = {"ours": [], "docker": []}
    acts = {"ours": lambda: dk.pull(image), "docker": lambda: peers.cli("pull", image)}
    measure.seconds(acts["ours"])
    for number in range(rounds):
        for name in reversed(acts) if number % 2 else acts:
            api.remove_image(image)
            times[name].append(measure.seconds(acts[name]))
    layers = len(api.inspect_image(image)["RootFS"]["Layers"])
    api.remove_image(image)
    return measure.compare("moving", "pull (layers)", layers, times, {"docker": ("ratio", 1.05)})


def events(rounds: int) -> list[measure.Line]:
    """Read the events of the last hour: the engine keeps no more than the last 256."""
    acts = {
        "ours": lambda: dk.events(since="1h"),
        "docker": lambda: peers.cli(
            "events", "--since", "1h", "--until", "0s", "--format", "{{json .}}"
        ),
    }
    count = len(
        re.findall(
            "\n", peers.cli("events", "--since", "1h", "--until", "0s", "--format", "{{json .}}")
        )
    )
    return measure.compare(
        "moving", "events", count, measure.rounds(acts, rounds), {"docker": ("ratio", 1.2)}
    )

"""Listings: the time from the call to the table, at 10 to 3,000 objects."""

from collections.abc import Callable

import pandas as pd

import helpers as dk

from . import measure, objects, peers
from .raw import Engine

BOX = f"{objects.NAME}-0"


def run(
    engine: Engine, sizes: list[int], rounds: int, image: str, say: Callable
) -> list[measure.Line]:
    """Measure all listings at growing numbers of objects."""
    whales, sdk, lines, had = peers.whales(), dk.client(), [], 0
    for size in sizes:
        objects.containers(engine, had, size, image)
        objects.volumes(engine, had, size)
        objects.images(engine, had, size)
        steps = f"{objects.NAME}/steps-{size}:latest"
        files = [
            objects.archive({f"file-{i}": b"x"}) for i in range(min(size, 100))
        ]  # overlay2 takes 125 layers
        objects.load(engine, {steps: (files, size)})
        had = size
        paths = asked(steps)
        for what, acts in words(engine, paths, sdk, whales, steps).items():
            times = measure.rounds({name: act for name, act in acts.items() if act}, rounds)
            say(measure.compare("listing", what, size, times, goals(what, size)), lines)
            if size == sizes[-1] >= 1000:
                payload = sum(len(engine.bytes("GET", path)) for path in paths[what])
                say(memory(what, size, acts, payload), lines)
                say(growth(lines, what), lines)
    say(showing(sizes[-1], rounds), lines)
    return lines


def goals(what: str, size: int) -> dict:
    """The goals: near the limit in proportion where there is much to say, in milliseconds where there is little."""
    if (
        size == 10 or what == "inspect"
    ):  # an inspected object is one, however many there are beside it
        return {"the limit": ("over", 0.002), "docker": ("ratio", 0.6)}
    return (
        {"the limit": ("ratio", 1.25), "docker": ("ratio", 0.6)}
        if size >= 1000
        else {"docker": ("ratio", 0.6)}
    )


def asked(steps: str) -> dict[str, list[str]]:
    """The requests that answer each word."""
    return {
        "ps": ["/containers/json?all=1"], "images": ["/images/json"], "volumes": ["/volumes"],
        "history": [f"/images/{steps}/history"], "layers": [f"/images/{steps}/json", f"/images/{steps}/history"],
        "df": ["/system/df"], "inspect": [f"/containers/{BOX}/json"],
    }  # fmt: skip


def words(
    engine: Engine, paths: dict, sdk, whales, steps: str
) -> dict[str, dict[str, Callable | None]]:
    """Each word with its peers: ours first, then the limit, then docker, the SDK, python-on-whales."""

    def limit(what: str) -> Callable:
        return lambda: [engine.get(path) for path in paths[what]]

    def docker(*commands: str) -> Callable:
        return lambda: [peers.cli(*command.split()) for command in commands]

    def whale(act: Callable) -> Callable | None:
        return (lambda: act(whales)) if whales else None

    layers = docker(
        f"inspect --format {{{{.RootFS.Layers}}}} {steps}",
        f"history --no-trunc --format json {steps}",
    )
    return {
        "ps": {
            "ours": lambda: dk.ps(all=True), "the limit": limit("ps"),
            "docker": docker("ps --all --no-trunc --format json"),
            "docker SDK": lambda: sdk.containers.list(all=True),
            "python-on-whales": whale(lambda it: [one.name for one in it.container.list(all=True)]),
        },
        "images": {
            "ours": dk.images, "the limit": limit("images"), "docker": docker("images --no-trunc --format json"),
            "docker SDK": sdk.images.list,
            "python-on-whales": whale(lambda it: [one.repo_tags for one in it.image.list()]),
        },
        "volumes": {
            "ours": dk.volumes, "the limit": limit("volumes"), "docker": docker("volume ls --format json"),
            "docker SDK": sdk.volumes.list,
            "python-on-whales": whale(lambda it: [one.name for one in it.volume.list()]),
        },
        "history": {
            "ours": lambda: dk.history(steps), "the limit": limit("history"),
            "docker": docker(f"history --no-trunc --format json {steps}"),
            "docker SDK": lambda: sdk.images.get(steps).history(),
        },
        "layers": {
            "ours": lambda: dk.layers(steps), "the limit": limit("layers"), "docker": layers,
        },
        "df": {
            "ours": dk.df, "the limit": limit("df"), "docker": docker("system df --format json"),
            "docker SDK": sdk.df, "python-on-whales": whale(lambda it: it.system.disk_free()),
        },
        "inspect": {
            "ours": lambda: dk.inspect(BOX), "the limit": limit("inspect"),
            "docker": docker(f"inspect {BOX}"), "docker SDK": lambda: sdk.containers.get(BOX),
            "python-on-whales": whale(lambda it: it.container.inspect(BOX)),
        },
    }  # fmt: skip


def memory(what: str, size: int, acts: dict, payload: int) -> list[measure.Line]:
    """Hold the most memory that a word takes at once against the bytes that the engine answers."""
    ours, limit = measure.peak(acts["ours"]), measure.peak(acts["the limit"])
    return [
        measure.figure("memory", what, size, "the payload", ours / 1e6, payload / 1e6, 3),
        measure.figure("memory", what, size, "the limit", ours / 1e6, limit / 1e6, 0),
    ]


def growth(lines: list[measure.Line], what: str) -> list[measure.Line]:
    """Hold how the time grows from the last size but one to the last against how the limit's own time grows."""
    found = sorted(
        {
            (one.size, one.ours, one.theirs)
            for one in lines
            if one.what == what and one.peer == "the limit" and one.part == "listing"
        }
    )
    if len(found) < 2 or found[-2][0] < 1000 or what == "inspect":
        return []
    (few, ours, limit), (many, later, late) = found[-2:]
    return [
        measure.figure(
            "growth", what, many, f"since {few}", later / ours, late / limit, 1.1, "fold"
        )
    ]


def showing(size: int, rounds: int) -> list[measure.Line]:
    """Measure what showing a long table in a notebook takes, beside pandas' own display of the same table."""
    made = dk.ps(all=True)
    plain = pd.DataFrame(made)
    lines = []
    for what, ours, theirs in (
        ("show (HTML)", made._repr_html_, plain._repr_html_),
        ("show (text)", made.__repr__, plain.__repr__),
    ):
        times = measure.rounds({"ours": ours, "pandas": theirs}, rounds)
        lines += measure.compare("showing", what, size, times, {"pandas": ("no slower", 1.0)})
    return lines

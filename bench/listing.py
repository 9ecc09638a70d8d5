"""Listings: the time from the call to the table, at 10 to 3,000 objects."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd

import helpers as dk

from . import figures, measure, objects, peers
from .figures import Figure, Goal
from .raw import Engine
from .report import Report
from .words import LIMIT, Word, words

MOST_LAYERS = 100  # of the measured image: overlay2 takes 125
SHOWN_GOALS = {"pandas": figures.NO_SLOWER}


def run(engine: Engine, sizes: Sequence[int], rounds: int, image: str, report: Report) -> None:
    """Measure all listings at growing numbers of objects."""
    whales = peers.whales()
    sdk = dk.client()
    had = 0
    for size in sizes:
        new = range(had, size)
        objects.containers(engine, new, image)
        objects.volumes(engine, new)
        objects.images(engine, new)
        had = size
        long_image = load_long_image(engine, size)
        for word in words(long_image):
            acts = word.acts(engine, sdk, whales)
            times = measure.rounds(acts, rounds)
            report.add(figures.compare("listing", word.name, size, times, goals(word.name, size)))
            if size == sizes[-1] >= 1000:
                payload = sum(len(engine.request("GET", path)) for path in word.requests)
                report.add(memory(word, size, acts, payload))
                report.add(growth(report.figures, word.name))
    report.add(showing(sizes[-1], rounds))


def load_long_image(engine: Engine, steps: int) -> str:
    """Load an image with so many steps in its history, and a layer for each as far as it may."""
    name = f"{objects.NAME}/steps-{steps}:latest"
    count = min(steps, MOST_LAYERS)
    layers = [objects.archive({f"file-{number}": b"x"}) for number in range(count)]
    objects.load(engine, [objects.Image(name, layers, steps)])
    return name


def goals(what: str, size: int) -> dict[str, Goal]:
    """Pure: near the limit in milliseconds where there is little to list, in proportion where much.

    An inspected object is a single one, however many there are beside it.
    """
    found = {"docker": Goal("ratio", 0.6)}
    if size == 10 or what == "inspect":
        found[LIMIT] = Goal("over", 0.002)
    elif size >= 1000:
        found[LIMIT] = Goal("ratio", 1.25)
    return found


def memory(word: Word, size: int, acts: Mapping[str, measure.Act], payload: int) -> list[Figure]:
    """Hold the most memory that a word takes at once against the bytes that the engine answers."""
    ours = measure.peak(acts["ours"]) / 1e6
    limit = measure.peak(acts[LIMIT]) / 1e6
    return [
        figures.single("memory", word.name, size, "the payload", ours, payload / 1e6, most=3),
        figures.single("memory", word.name, size, LIMIT, ours, limit),
    ]


def growth(measured: list[Figure], what: str) -> list[Figure]:
    """Pure: how the time grows to the largest size, beside how the limit's own time grows."""
    if what == "inspect":
        return []
    found = [
        figure
        for figure in measured
        if figure.part == "listing" and figure.what == what and figure.peer == LIMIT
    ]
    found.sort(key=lambda figure: figure.size)
    if len(found) < 2 or found[-2].size < 1000:
        return []
    before = found[-2]
    last = found[-1]
    ours = last.ours / before.ours
    limit = last.theirs / before.theirs
    peer = f"since {before.size}"
    return [
        figures.single("growth", what, last.size, peer, ours, limit, 1.1, figures.TIMES_AS_LONG)
    ]


def showing(size: int, rounds: int) -> list[Figure]:
    """Measure how long a notebook takes to show a long table, beside pandas' own display of it."""
    table = dk.ps(all=True)
    plain = pd.DataFrame(table)
    pairs: dict[str, dict[str, Callable[[], object]]] = {
        "show (HTML)": {"ours": table._repr_html_, "pandas": plain._repr_html_},
        "show (text)": {"ours": table.__repr__, "pandas": plain.__repr__},
    }
    found = []
    for what, acts in pairs.items():
        times = measure.rounds(acts, rounds)
        found += figures.compare("showing", what, size, times, SHOWN_GOALS)
    return found

"""Acts on many objects: each word against the docker program doing the same to as many others."""

from collections.abc import Callable
from dataclasses import dataclass

import helpers as dk

from . import figures, measure, objects, peers
from .raw import Engine
from .report import Report

GOALS = {"docker": figures.NO_SLOWER}


@dataclass(frozen=True)
class Deed:
    """A word and docker's command for it, each with its own half of the objects."""

    what: str
    ours: Callable[[list[str]], object]
    command: list[str]
    names: list[str]

    def acts(self) -> dict[str, measure.Act]:
        """Make the two acts that are measured."""
        half = len(self.names) // 2
        ours = self.names[:half]
        theirs = self.names[half:]
        return {
            "ours": lambda: self.ours(ours),
            "docker": lambda: peers.docker(*self.command, *theirs),
        }


def run(engine: Engine, count: int, rounds: int, image: str, report: Report) -> None:
    """Start, stop and remove containers, `count` each side, then remove images, by turns."""
    times: dict[str, dict[str, list[float]]] = {}
    for turn in range(rounds):
        for deed in deeds(engine, count, image):
            acts = deed.acts()
            both = times.setdefault(deed.what, {"ours": [], "docker": []})
            for name in measure.alternate(acts, turn):
                both[name].append(measure.seconds(acts[name]))
    for what, both in times.items():
        report.add(figures.compare("acting", what, count, both, GOALS))


def deeds(engine: Engine, count: int, image: str) -> list[Deed]:
    """Make objects for both sides; return what is done to them, which removes them all."""
    numbers = range(2 * count)
    containers = objects.containers(engine, numbers, image)
    images = objects.images(engine, numbers)
    return [
        Deed("start", dk.start, ["start"], containers),
        Deed("stop", dk.stop, ["stop"], containers),
        Deed("rm", _rm, ["rm", "--force"], containers),
        Deed("rmi", dk.rmi, ["rmi"], images),
    ]


def _rm(names: list[str]) -> object:
    return dk.rm(names, force=True)

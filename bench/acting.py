"""Acts on many objects: each word against the docker program doing the same to as many others."""

from collections.abc import Callable

import helpers as dk

from . import measure, objects, peers
from .raw import Engine


def run(engine: Engine, count: int, rounds: int, image: str, say: Callable) -> list[measure.Line]:
    """Start, stop and remove `count` containers, and remove as many images, in turns with docker."""
    times: dict[str, dict[str, list[float]]] = {}
    for number in range(rounds):
        boxes = objects.containers(engine, 0, 2 * count, image)
        objects.images(engine, 0, 2 * count)
        pictures = [f"{objects.NAME}/image-{i}:latest" for i in range(2 * count)]
        for what, ours, words, names in (
            ("start", dk.start, ["start"], boxes),
            ("stop", dk.stop, ["stop"], boxes),
            ("rm", lambda some: dk.rm(some, force=True), ["rm", "--force"], boxes),
            ("rmi", dk.rmi, ["rmi"], pictures),
        ):
            acts = {
                "ours": lambda do=ours, some=names[:count]: do(some),
                "docker": lambda words=words, some=names[count:]: peers.cli(*words, *some),
            }
            for name in reversed(acts) if number % 2 else acts:
                times.setdefault(what, {"ours": [], "docker": []})[name].append(
                    measure.seconds(acts[name])
                )
    lines: list[measure.Line] = []
    for what, both in times.items():
        say(measure.compare("acting", what, count, both, {"docker": ("no slower", 1.0)}), lines)
    return lines

"""`./course bench` runs this folder."""

import argparse
import json
import platform
import sys
import time
from pathlib import Path

import helpers as dk

from . import listing, measure, objects
from .raw import Engine

RESULTS = Path(__file__).with_name("results")


def say(new: list[measure.Line], lines: list[measure.Line]) -> None:
    """Print figures as they come, and keep them."""
    lines += new
    for one in new:
        print(shown(one), flush=True)


def shown(one: measure.Line) -> str:
    """Write a figure as one line."""
    kind = 1000 if one.unit == "s" else 1
    unit = "ms" if one.unit == "s" else one.unit
    verdict = {None: "", True: "met", False: "MISSED"}[one.met]
    spread = f"{one.low:.2f} - {one.high:.2f}"
    return (
        f"{one.what:<12} {one.size:>7} {one.peer:<17} {one.ours * kind:>10.2f} {one.theirs * kind:>10.2f} {unit:<8}"
        f"{one.ratio:>8.2f} x  ({spread:>13}, {one.rounds:>2})  {one.goal:<13} {verdict}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="./course bench")
    parser.add_argument("--quick", action="store_true")
    arguments = parser.parse_args()
    engine = Engine(dk.engine.host())
    objects.remove(engine)
    sizes, rounds = ([10, 100], 5) if arguments.quick else ([10, 100, 1000, 3000], 7)
    dk.pull("busybox")
    begun = time.monotonic()
    try:
        lines = listing.run(engine, sizes, rounds, "busybox", say)
    finally:
        print(objects.remove(engine), "removed")
    print(time.monotonic() - begun)
    (RESULTS / "scratch.json").write_text(json.dumps([one._asdict() for one in lines]))
    return 0


if __name__ == "__main__":
    sys.exit(main())

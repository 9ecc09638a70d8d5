"""`./course bench`: measure, print each figure as it comes, write the results and the chart."""

import argparse
import sys
import time
from dataclasses import dataclass

import helpers as dk

from . import acting, listing, measure, moving, objects, starting
from .raw import Engine
from .report import HEAD, Report

IMAGE = "busybox"  # of the containers that are measured
LAYERED = "academy/nginx-hello"  # the image whose pull is measured
PARTS = ("listing", "acting", "moving", "starting")


@dataclass(frozen=True)
class Extent:
    """How much a run measures."""

    name: str  # of the files in `results`
    sizes: tuple[int, ...]  # numbers of objects that are listed
    listing_rounds: int
    acted_on: int  # objects
    acting_rounds: int
    megabytes: int  # of a file that moves
    moving_rounds: int
    import_rounds: int
    whole: bool  # also a replay of all lessons, and a set-up from nothing


QUICK = Extent(
    name="quick",
    sizes=(10, 1000),
    listing_rounds=5,
    acted_on=10,
    acting_rounds=2,
    megabytes=50,
    moving_rounds=3,
    import_rounds=7,
    whole=False,
)
FULL = Extent(
    name="full",
    sizes=(10, 100, 1000, 3000),
    listing_rounds=9,
    acted_on=50,
    acting_rounds=4,
    megabytes=200,
    moving_rounds=5,
    import_rounds=15,
    whole=True,
)


def main() -> int:
    """Run the parts that are asked for, on the course's own engine, and leave nothing on it."""
    arguments = parse()
    if dk.engine.kind() != "private":
        print(
            f"The engine at {dk.engine.host()} is not the course's own: thousands of objects "
            "would be made there, so nothing was measured. Unset DOCKER_HOST and "
            "COURSE_DOCKER_HOST, or run this where it has its own.",
            file=sys.stderr,
        )
        return 1
    extent = QUICK if arguments.quick else FULL
    report = Report()
    begun = time.monotonic()
    for part in arguments.parts or PARTS:
        run(part, extent, report)
    took = time.monotonic() - begun
    if not arguments.parts:
        report.write(extent.name, took)
    met = report.count(met=True)
    missed = report.count(met=False)
    print(f"\n{met} goals met, {missed} missed, {took:.0f} s.")
    return 0


def parse() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="./course bench")
    parser.add_argument(
        "--quick", action="store_true", help="fewer objects and rounds: some minutes"
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"only these: {', '.join(PARTS)}")
    arguments = parser.parse_args()
    for part in arguments.parts:
        if part not in PARTS:
            parser.error(f"there is no part {part}: the parts are {', '.join(PARTS)}")
    return arguments


def run(part: str, extent: Extent, report: Report) -> None:
    """Run one part; remove what it made, and the image that it needs if that was not there."""
    engine = Engine(dk.engine.host())
    had_image = has_image()
    objects.remove(engine)
    if not had_image:
        measure.seconds(lambda: dk.pull(IMAGE))
    print(f"\n{HEAD}")
    try:
        measure_part(part, extent, engine, report)
    finally:
        engine = Engine(dk.engine.host())  # a replay restarts the engine, which ends connections
        objects.remove(engine)
        if not had_image and has_image():  # a replay removes its images, too
            engine.request("DELETE", f"/images/{IMAGE}")


def measure_part(part: str, extent: Extent, engine: Engine, report: Report) -> None:
    """Measure one part to this extent."""
    if part == "listing":
        listing.run(engine, extent.sizes, extent.listing_rounds, IMAGE, report)
    elif part == "acting":
        acting.run(engine, extent.acted_on, extent.acting_rounds, IMAGE, report)
    elif part == "moving":
        moving.run(engine, extent.megabytes, extent.moving_rounds, IMAGE, LAYERED, report)
    else:
        starting.run(extent.import_rounds, extent.whole, report)


def has_image() -> bool:
    """Whether the engine has the image of the containers."""
    return bool(dk.client().api.images(name=IMAGE))


if __name__ == "__main__":
    sys.exit(main())

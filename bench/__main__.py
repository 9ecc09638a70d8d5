"""`./course bench` runs this folder: measure, print each figure as it comes, write the results and the chart."""

import argparse
import json
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

import helpers as dk

from . import acting, chart, listing, measure, moving, objects, starting
from .raw import Engine

RESULTS = Path(__file__).with_name("results")
IMAGE, LAYERED = "busybox", "academy/nginx-hello"
QUICK = {
    "sizes": [10, 1000],
    "rounds": 5,
    "count": 10,
    "acts": 2,
    "megabytes": 50,
    "moves": 3,
    "imports": 7,
}
FULL = {
    "sizes": [10, 100, 1000, 3000],
    "rounds": 9,
    "count": 50,
    "acts": 4,
    "megabytes": 200,
    "moves": 5,
    "imports": 15,
}
PARTS = ("listing", "acting", "moving", "starting")


def main() -> int:
    """Run the parts that are asked for, on the course's own engine only, and leave nothing on it."""
    parser = argparse.ArgumentParser(prog="./course bench")
    parser.add_argument(
        "--quick", action="store_true", help="fewer objects and rounds: some minutes"
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"only these: {', '.join(PARTS)}")
    arguments = parser.parse_args()
    chosen = arguments.parts or list(PARTS)
    if unknown := [part for part in chosen if part not in PARTS]:
        parser.error(f"there is no part {unknown[0]}: the parts are {', '.join(PARTS)}")
    if dk.engine.kind() != "private":
        print(
            f"The engine at {dk.engine.host()} is not the course's own: thousands of objects would be made there, "
            "so nothing was measured. Unset DOCKER_HOST and COURSE_DOCKER_HOST, or run this where it has its own.",
            file=sys.stderr,
        )
        return 1
    how, name = (QUICK, "quick") if arguments.quick else (FULL, "full")
    begun, lines = time.monotonic(), []
    for part in chosen:
        lines += measured(part, how, not arguments.quick)
    if not arguments.parts:
        write(name, lines, time.monotonic() - begun)
    missed = [one for one in lines if one.met is False]
    print(
        f"\n{sum(one.met is True for one in lines)} goals met, {len(missed)} missed, {time.monotonic() - begun:.0f} s."
    )
    return 0


def measured(part: str, how: dict, long: bool) -> list[measure.Line]:
    """Run one part, with the image that it needs; what was made is removed, the image too if it was not there."""
    engine = Engine(dk.engine.host())
    had = dk.client().api.images(name=IMAGE)
    objects.remove(engine)
    if not had:
        measure.seconds(lambda: dk.pull(IMAGE))
    print(f"\n{HEAD}")
    try:
        if part == "listing":
            return listing.run(engine, how["sizes"], how["rounds"], IMAGE, say)
        if part == "acting":
            return acting.run(engine, how["count"], how["acts"], IMAGE, say)
        if part == "moving":
            return moving.run(engine, how["megabytes"], how["moves"], IMAGE, LAYERED, say)
        return starting.run(how["imports"], long, say)
    finally:
        engine = Engine(
            dk.engine.host()
        )  # a replay restarts the engine, and with it ends every connection
        objects.remove(engine)
        if not had and dk.client().api.images(name=IMAGE):  # a replay takes its images away, too
            engine.bytes("DELETE", f"/images/{IMAGE}")


HEAD = f"{'part':<9}{'what':<14}{'size':>7}  {'peer':<22}{'ours':>10}{'peer':>10} {'unit':<6}{'ratio':>8}  spread, rounds"


def say(new: list[measure.Line], lines: list[measure.Line]) -> None:
    """Print figures as they come, and keep them."""
    lines += new
    for one in new:
        print(shown(one), flush=True)


def shown(one: measure.Line) -> str:
    """Write a figure as one line."""
    times, unit = (1000, "ms") if one.unit == "s" else (1, one.unit)
    verdict = {None: "", True: "met", False: "MISSED"}[one.met]
    figures = f"{one.ours * times:>10.2f}{one.theirs * times:>10.2f} {unit:<6}{one.ratio:>7.2f}x"
    spread = f"{one.low:.2f} to {one.high:.2f}, {one.rounds}"
    return f"{one.part:<9}{one.what:<14}{one.size or '':>7}  {one.peer:<22}{figures}  {spread:<17}{one.goal:<14}{verdict}"


def write(name: str, lines: list[measure.Line], seconds: float) -> None:
    """Write the results and the chart into `results`."""
    told = dk.client().version()
    about = {
        "when": datetime.now(UTC).isoformat(timespec="seconds"), "seconds": round(seconds), "cpus": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1), "python": sys.version.split()[0], "pandas": pd.__version__,
        "engine": told["Version"], "kernel": told["KernelVersion"],
    }  # fmt: skip
    rows = [{key: round(value, 6) if isinstance(value, float) else value for key, value in one._asdict().items()}
            for one in lines]  # fmt: skip
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(
        json.dumps({"about": about, "lines": rows}, indent=1) + "\n"
    )
    (RESULTS / f"{name}.svg").write_text(chart.svg(lines))
    print(f"\nWritten: bench/results/{name}.json and {name}.svg")


if __name__ == "__main__":
    sys.exit(main())

"""Exercises of 07-status."""

from ... import engine
from .. import fixtures, probes
from ..asserts import commanded, ended, in_state, of_image, publishes, running
from ..exercises import Exercise
from ..verdict import Verdict, not_yet, passed, untouched

# What a night's work left behind: name -> label, exit code (None: it still runs). Two of the five are to go.
JOBS = {
    "shop-report": ("batch=night", 3),
    "shop-backup": ("batch=night", 0),
    "shop-resize": ("batch=night", 3),
    "shop-sync": ("batch=night", None),
    "shop-invoice": ("batch=day", 3),
}
ROWS = ("shop-front", "shop-session", "shop-batch", "shop-later")


def three_boxes(label: str) -> dict:
    """One that works, one that is frozen, one that is done."""
    engine.require("pause")
    ids = {
        "shop-order": fixtures.container(label, "shop-order", "busybox", "sleep 3600"),
        "shop-stock": fixtures.container(label, "shop-stock", "busybox", "sleep 3600"),
        "shop-mail": fixtures.ended(label, "shop-mail", "busybox", "true"),
    }
    engine.call("pause", ids["shop-stock"])
    return {"ids": ids, "started": probes.container("shop-stock")["State"]["StartedAt"]}


def thaw(given: dict) -> Verdict:
    """The frozen one goes on with what it did, and the others are as they were."""
    boxes = {name: probes.container(one) for name, one in given["ids"].items()}
    for name, box in boxes.items():
        if box is None:
            return not_yet("not_the_same", name=name)
    for name, wanted in (("shop-order", "running"), ("shop-mail", "exited")):
        if other := in_state(name, wanted):
            return other
    state = boxes["shop-stock"]["State"]
    if state["StartedAt"] != given["started"]:
        return not_yet("started_anew")
    return (
        untouched("as_before")
        if state["Status"] == "paused"
        else in_state("shop-stock", "running") or passed()
    )


def night(label: str) -> dict:
    """Five containers of two labels: done, failed, and one at work."""
    return {
        name: fixtures.container([label, batch], name, "busybox", "sleep 3600")
        if code is None
        else fixtures.ended([label, batch], name, "busybox", ["sh", "-c", f"exit {code}"])
        for name, (batch, code) in JOBS.items()
    }


def only_failed(given: dict) -> Verdict:
    """The night's failed ones are gone, and nothing else."""
    due = {name for name, told in JOBS.items() if told == ("batch=night", 3)}
    gone = {name for name, one in given.items() if probes.container(one) is None}
    if not gone:
        return untouched("none_gone")
    if too_many := sorted(gone - due):
        return not_yet("too_many", names=", ".join(too_many))
    if gone != due:
        return not_yet("some_left", count=len(due - gone))
    return in_state("shop-sync", "running") or passed()


def as_it_was(given: dict) -> Verdict:
    """Four containers made again, of what a listing told of them."""
    missing = [name for name in ROWS if probes.container(name) is None]
    if len(missing) == len(ROWS):
        return untouched("no_rows")
    if missing:
        return not_yet("rows_missing", names=", ".join(missing))
    return (
        of_image("shop-later", "busybox")
        or in_state("shop-later", "created")
        or commanded("shop-later", "sleep 600")
        or of_image("shop-batch", "busybox")
        or ended("shop-batch", 7)
        or of_image("shop-session", "redis")
        or in_state("shop-session", "paused")
        or of_image("shop-front", "nginx:1.22")
        or running("shop-front")
        or publishes("shop-front", 18670, 80)
        or passed()
    )


EXERCISES = [
    Exercise(
        "thaw",
        "07-status",
        thaw,
        """
dk.ps(filters={"status": "paused"})
dk.unpause("shop-stock")
""",
        prepare=three_boxes,
    ),
    Exercise(
        "only-failed",
        "07-status",
        only_failed,
        """
dk.rm(dk.ps(all=True, filters={"label": "batch=night", "exited": 3}))
""",
        prepare=night,
    ),
    Exercise(
        "as-it-was",
        "07-status",
        as_it_was,
        """
dk.run("nginx:1.22", name="shop-front", publish="18670:80", detach=True)
dk.run("redis", name="shop-session", detach=True)
dk.pause("shop-session")
dk.run("busybox", ["sh", "-c", "exit 7"], name="shop-batch")
dk.create("busybox", "sleep 600", name="shop-later")
""",
    ),
]

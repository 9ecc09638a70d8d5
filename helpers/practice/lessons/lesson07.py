"""Exercises of 07-status: thaw, only-failed, as-it-was."""

from dataclasses import dataclass

from ... import engine
from .. import fixtures, probes
from ..conditions import (
    AnyOf,
    Changed,
    ContainerEnded,
    ContainerExists,
    ContainerIs,
    ContainerKeepsRunning,
    HasCommand,
    HasCommandOfImage,
    IsShownWithImage,
    Kept,
    MadeOfImage,
    NeverStopped,
    PublishesNothingElse,
    PublishesPort,
    Removed,
)
from ..conditions.brought import brought_container
from ..given import Given
from ..verdict import Diagnosis, unmet
from .exercise import Exercise

LESSON = "07-status"

# 1 --------------------------------------------------------------------------------------------

ORDER = "shop-order"
STOCK = "shop-stock"
MAIL = "shop-mail"


def bring_three_services(given: Given) -> None:
    """Bring one that works, one that is frozen, one that is done."""
    engine.require("pause")
    fixtures.container(given, ORDER, "busybox", "sleep 3600")
    stock = fixtures.container(given, STOCK, "busybox", "sleep 3600")
    fixtures.ended_container(given, MAIL, "busybox", "true")
    engine.call("pause", stock.id)
    fixtures.note_container(given, STOCK)


THAW = Exercise(
    key="thaw",
    lesson=LESSON,
    prepare=bring_three_services,
    begun=Changed((ORDER, STOCK, MAIL), key="as_before"),
    conditions=(
        Kept((ORDER, STOCK, MAIL), key="not_the_same"),
        ContainerIs(ORDER, "running"),
        ContainerIs(MAIL, "exited"),
        NeverStopped(STOCK, key="started_anew"),
        ContainerIs(STOCK, "running"),
    ),
    solution="""
dk.ps(filters={"status": "paused"})
dk.unpause("shop-stock")
""",
)

# 2 --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Job:
    """One container of a night's work; without an exit code it still runs."""

    batch: str
    exit_code: int | None


JOBS = {
    "shop-report": Job("night", 3),
    "shop-backup": Job("night", 0),
    "shop-resize": Job("night", 3),
    "shop-sync": Job("night", None),
    "shop-invoice": Job("day", 3),
}
FAILED_AT_NIGHT = ("shop-report", "shop-resize")
TO_BE_KEPT = ("shop-backup", "shop-sync", "shop-invoice")


def bring_night(given: Given) -> None:
    """Bring five containers of two labels: done, failed, and one at work."""
    for name, job in JOBS.items():
        labels = [f"batch={job.batch}"]
        if job.exit_code is None:
            fixtures.container(given, name, "busybox", "sleep 3600", labels=labels)
        else:
            command = ["sh", "-c", f"exit {job.exit_code}"]
            fixtures.ended_container(given, name, "busybox", command, labels=labels)


def something_is_removed(given: Given) -> Diagnosis | None:
    """At least one of the five is gone."""
    all_are_there = all(brought_container(given, name) for name in JOBS)
    return unmet("none_gone") if all_are_there else None


ONLY_FAILED = Exercise(
    key="only-failed",
    lesson=LESSON,
    prepare=bring_night,
    begun=something_is_removed,
    conditions=(
        Kept(TO_BE_KEPT, key="too_many"),
        Removed(FAILED_AT_NIGHT, key="some_left"),
        ContainerIs("shop-sync", "running"),
    ),
    solution="""
dk.rm(dk.ps(all=True, filters={"label": "batch=night", "exited": 3}))
""",
)

# 3 --------------------------------------------------------------------------------------------

ROWS = ("shop-front", "shop-session", "shop-batch", "shop-later")


def all_rows_are_there(given: Given) -> Diagnosis | None:
    """Each of the four containers was made."""
    missing = [name for name in ROWS if probes.container(name) is None]
    return unmet("rows_missing", names=", ".join(missing)) if missing else None


AS_IT_WAS = Exercise(
    key="as-it-was",
    lesson=LESSON,
    begun=AnyOf(tuple(ContainerExists(name) for name in ROWS), key="no_rows"),
    conditions=(
        all_rows_are_there,
        MadeOfImage("shop-later", "busybox"),
        IsShownWithImage("shop-later", "busybox"),
        ContainerIs("shop-later", "created"),
        HasCommand("shop-later", "sleep 600"),
        MadeOfImage("shop-batch", "busybox"),
        IsShownWithImage("shop-batch", "busybox"),
        ContainerEnded("shop-batch", 7),
        HasCommand("shop-batch", "sh -c exit 7"),
        MadeOfImage("shop-session", "redis"),
        IsShownWithImage("shop-session", "redis"),
        HasCommandOfImage("shop-session"),
        PublishesNothingElse("shop-session"),
        ContainerIs("shop-session", "paused"),
        MadeOfImage("shop-front", "nginx:1.22"),
        IsShownWithImage("shop-front", "nginx:1.22"),
        HasCommandOfImage("shop-front"),
        ContainerKeepsRunning("shop-front"),
        PublishesPort("shop-front", host=18670, container_port=80),
        PublishesNothingElse("shop-front", (18670,)),
    ),
    solution="""
dk.run("nginx:1.22", name="shop-front", publish="18670:80", detach=True)
dk.run("redis", name="shop-session", detach=True)
dk.pause("shop-session")
dk.run("busybox", ["sh", "-c", "exit 7"], name="shop-batch")
dk.create("busybox", "sleep 600", name="shop-later")
""",
)

EXERCISES = [THAW, ONLY_FAILED, AS_IT_WAS]

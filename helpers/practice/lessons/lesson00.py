"""Exercises of 00-start: greet, remove-failed, stock-check."""

from .. import fixtures
from ..conditions import (
    ContainerEnded,
    ContainerExists,
    ContainerPrinted,
    HasLabel,
    MadeOfImage,
)
from ..conditions.brought import brought_container
from ..given import Given
from ..verdict import Diagnosis, unmet
from .exercise import Exercise

LESSON = "00-start"

# 1 --------------------------------------------------------------------------------------------

GREET = Exercise(
    key="greet",
    lesson=LESSON,
    begun=ContainerExists("shop-greet"),
    conditions=(
        MadeOfImage("shop-greet", "busybox"),
        ContainerEnded("shop-greet", 0),
        ContainerPrinted("shop-greet", "어서 오세요"),
    ),
    solution='dk.run("busybox", ["echo", "어서 오세요"], name="shop-greet")',
)

# 2 --------------------------------------------------------------------------------------------

JOBS = {
    "shop-mail": "echo 메일을 보냈습니다",
    "shop-bill": "echo 결제 서버가 답하지 않습니다; exit 3",
}


def bring_two_jobs(given: Given) -> None:
    """Bring a job that ended well, and one that failed."""
    for name, script in JOBS.items():
        fixtures.ended_container(given, name, "busybox", ["sh", "-c", script])


def something_is_removed(given: Given) -> Diagnosis | None:
    """At least one of the two jobs is gone."""
    both_are_there = all(brought_container(given, name) for name in JOBS)
    return unmet("untouched") if both_are_there else None


def finished_job_is_kept(given: Given) -> Diagnosis | None:
    """The job that did its work is still there."""
    if brought_container(given, "shop-mail"):
        return None
    return unmet("wrong_one" if brought_container(given, "shop-bill") else "both_gone")


REMOVE_FAILED = Exercise(
    key="remove-failed",
    lesson=LESSON,
    prepare=bring_two_jobs,
    begun=something_is_removed,
    conditions=(finished_job_is_kept,),
    solution="""
dk.ps(all=True)  # shop-bill의 STATUS가 Exited (3)입니다
dk.rm("shop-bill")
""",
)

# 3 --------------------------------------------------------------------------------------------

STOCK_CHECK = Exercise(
    key="stock-check",
    lesson=LESSON,
    begun=ContainerExists("shop-stock"),
    conditions=(
        MadeOfImage("shop-stock", "busybox"),
        ContainerEnded("shop-stock", 3),
        ContainerPrinted("shop-stock", "재고 부족"),
        HasLabel("shop-stock", "shop.team", "stock"),
    ),
    solution="""
check = ["sh", "-c", "echo 재고 부족; exit 3"]
dk.run("busybox", check, name="shop-stock", label="shop.team=stock")
dk.ps(all=True, filters={"label": "shop.team=stock"})
""",
)

EXERCISES = [GREET, REMOVE_FAILED, STOCK_CHECK]

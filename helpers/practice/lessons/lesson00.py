"""Exercises of 00-start."""

from .. import fixtures, probes
from ..asserts import ended, labelled, of_image, said, there
from ..exercises import Exercise
from ..verdict import Verdict, not_yet, passed, untouched


def greet(given: dict) -> Verdict:
    """A container that says one line and ends well."""
    return (
        there("shop-greet")
        or of_image("shop-greet", "busybox")
        or ended("shop-greet", 0)
        or said("shop-greet", "어서 오세요")
        or passed()
    )


def two_jobs(label: str) -> dict:
    """Bring a job that ended well, and one that failed."""
    jobs = {
        "shop-mail": "echo 메일을 보냈습니다",
        "shop-bill": "echo 결제 서버가 답하지 않습니다; exit 3",
    }
    return {
        name: fixtures.ended(label, name, "busybox", ["sh", "-c", script])
        for name, script in jobs.items()
    }


def remove_failed(given: dict) -> Verdict:
    """Of two containers that have ended, the one that failed is gone, the other is not."""
    left = {name for name, box in given.items() if probes.container(box)}
    if left == {"shop-mail", "shop-bill"}:
        return untouched()
    if left == {"shop-bill"}:
        return not_yet("wrong_one")
    return passed() if left else not_yet("both_gone")


def stock_check(given: dict) -> Verdict:
    """A check that reports by its output, its exit code and its label."""
    return (
        there("shop-stock")
        or of_image("shop-stock", "busybox")
        or ended("shop-stock", 3)
        or said("shop-stock", "재고 부족")
        or labelled("shop-stock", "shop.team", "stock")
        or passed()
    )


EXERCISES = [
    Exercise(
        "greet", "00-start", greet, 'dk.run("busybox", ["echo", "어서 오세요"], name="shop-greet")'
    ),
    Exercise(
        "remove-failed",
        "00-start",
        remove_failed,
        """
dk.ps(all=True)  # shop-bill의 STATUS가 Exited (3)입니다
dk.rm("shop-bill")
""",
        two_jobs,
    ),
    Exercise(
        "stock-check",
        "00-start",
        stock_check,
        """
check = ["sh", "-c", "echo 재고 부족; exit 3"]
dk.run("busybox", check, name="shop-stock", label="shop.team=stock")
dk.ps(all=True, filters={"label": "shop.team=stock"})
""",
    ),
]

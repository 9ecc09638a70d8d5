"""Exercises of 06-run."""

from .. import probes
from ..asserts import answers, of_image, publishes, restarts, running, there
from ..exercises import Exercise
from ..verdict import Verdict, not_yet, passed


def run_web(given: dict) -> Verdict:
    """A web server in the background, on a port of this machine."""
    return (
        running("shop-web")
        or of_image("shop-web", "nginx")
        or publishes("shop-web", 18600, 80)
        or answers(18600)
        or passed()
    )


def keep_alive(given: dict) -> Verdict:
    """A server that comes back by itself, except after a person stopped it."""
    return (
        running("shop-cache")
        or of_image("shop-cache", "redis")
        or restarts("shop-cache", "unless-stopped")
        or passed()
    )


def give_up(given: dict) -> Verdict:
    """A job that fails is tried three times more, then left."""
    missing = there("shop-job") or restarts("shop-job", "on-failure:3")
    if missing:
        return missing
    box = probes.settled("shop-job")
    if box["State"]["Status"] == "exited" and box["RestartCount"] == 3:
        return passed()
    if box["State"]["Status"] == "exited" and box["State"]["ExitCode"] == 0:
        return not_yet("did_not_fail")
    return not_yet("still_trying", count=box["RestartCount"])


EXERCISES = [
    Exercise(
        "run-web",
        "06-run",
        run_web,
        'dk.run("nginx", name="shop-web", publish="18600:80", detach=True)',
    ),
    Exercise(
        "keep-alive",
        "06-run",
        keep_alive,
        'dk.run("redis", name="shop-cache", restart="unless-stopped", detach=True)',
    ),
    Exercise(
        "give-up",
        "06-run",
        give_up,
        """
dk.run("busybox", "false", name="shop-job", restart="on-failure:3", detach=True)
""",
    ),
]

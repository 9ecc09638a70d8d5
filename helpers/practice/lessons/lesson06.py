"""Exercises of 06-run: run-web, keep-alive, give-up."""

from .. import probes
from ..conditions import (
    ContainerExists,
    ContainerKeepsRunning,
    ContainerListens,
    ContainerWasStarted,
    HasRestartPolicy,
    MadeOfImage,
    PageAnswers,
    PublishesPort,
)
from ..given import Given
from ..verdict import Diagnosis, unmet
from .exercise import Exercise

LESSON = "06-run"

# 1 --------------------------------------------------------------------------------------------

RUN_WEB = Exercise(
    key="run-web",
    lesson=LESSON,
    begun=ContainerExists("shop-web"),
    conditions=(
        ContainerKeepsRunning("shop-web"),
        MadeOfImage("shop-web", "nginx"),
        PublishesPort("shop-web", host=18600, container_port=80),
        PageAnswers(18600),
    ),
    solution='dk.run("nginx", name="shop-web", publish="18600:80", detach=True)',
)

# 2 --------------------------------------------------------------------------------------------

KEEP_ALIVE = Exercise(
    key="keep-alive",
    lesson=LESSON,
    begun=ContainerExists("shop-cache"),
    conditions=(
        ContainerKeepsRunning("shop-cache"),
        MadeOfImage("shop-cache", "redis"),
        ContainerListens("shop-cache"),
        HasRestartPolicy("shop-cache", "unless-stopped"),
    ),
    solution='dk.run("redis", name="shop-cache", restart="unless-stopped", detach=True)',
)

# 3 --------------------------------------------------------------------------------------------

JOB = "shop-job"


def job_has_failed(given: Given) -> Diagnosis | None:
    """The job did not end well; whether it has ended at all is the next condition's."""
    job = probes.wait_for_end(JOB)
    if job and job.status == "exited" and job.exit_code == 0:
        return unmet("did_not_fail")
    return None


def job_has_given_up(given: Given) -> Diagnosis | None:
    """The job was started over three times and then left."""
    job = probes.wait_for_end(JOB)
    if job is None:
        return unmet("no_container", name=JOB)
    if job.status == "exited" and job.restart_count == 3:
        return None
    return unmet("still_trying", count=job.restart_count)


GIVE_UP = Exercise(
    key="give-up",
    lesson=LESSON,
    begun=ContainerExists(JOB),
    conditions=(
        HasRestartPolicy(JOB, "on-failure:3"),
        ContainerWasStarted(JOB),
        job_has_failed,
        job_has_given_up,
    ),
    solution="""
dk.run("busybox", "false", name="shop-job", restart="on-failure:3", detach=True)
""",
)

EXERCISES = [RUN_WEB, KEEP_ALIVE, GIVE_UP]

"""Exercises of 01-why-docker: counter, killed-report, pod."""

from .. import fixtures, probes
from ..conditions import (
    AnyOf,
    ContainerEnded,
    ContainerExists,
    ContainerKeepsRunning,
    ContainerRuns,
    MadeOfImage,
)
from ..conditions.containers import ContainerCondition
from ..given import Given
from ..inspected import Container
from ..verdict import Diagnosis, Facts, unmet
from .exercise import Exercise

LESSON = "01-why-docker"
MIB = 1024 * 1024

# 1 --------------------------------------------------------------------------------------------


class KnowsItselfAsCounter(ContainerCondition):
    """The container's host name is `counter`."""

    def diagnose(self, container: Container) -> Diagnosis | None:
        """Tell a name that was never given from a wrong one."""
        has = container.hostname
        if has == "counter":
            return None
        was_never_given = container.id.startswith(has)
        return unmet("hostname_unset" if was_never_given else "wrong_hostname", has=has)


COUNTER = Exercise(
    key="counter",
    lesson=LESSON,
    begun=ContainerExists("shop-counter"),
    conditions=(
        ContainerKeepsRunning("shop-counter"),
        MadeOfImage("shop-counter", "busybox"),
        KnowsItselfAsCounter("shop-counter"),
    ),
    solution="""
dk.run("busybox", "sleep 3600", name="shop-counter", hostname="counter", detach=True)
""",
)

# 2 --------------------------------------------------------------------------------------------

REPORT = "shop-report"
REPORT_WORK = "dd if=/dev/zero of=/dev/null bs=64M"  # it holds 64 MiB in memory at once
REPORT_COMMAND = f"{REPORT_WORK} count=1"
FIRST_LIMIT = 16 * MIB
HIGHEST_LIMIT = 128 * MIB
KILLED = 137  # the exit code of a program that was ended by SIGKILL


def bring_killed_report(given: Given) -> None:
    """Bring a report that was killed: it needs more memory than it may have."""
    fixtures.container_out_of_memory(given, REPORT, "busybox", REPORT_COMMAND, memory="16m")


def report_is_changed(given: Given) -> Diagnosis | None:
    """The report was removed, made anew, or given another limit."""
    container = probes.wait_for_end(REPORT)
    if container is None:
        return None
    is_the_same = container.id == given.containers[REPORT].id
    if is_the_same and container.memory_limit == FIRST_LIMIT:
        return unmet("untouched")
    return None


class DoesTheReport(ContainerCondition):
    """The command is that of the report, however often it does its work."""

    def diagnose(self, container: Container) -> Diagnosis | None:
        """Quote the command that it has instead."""
        if REPORT_WORK in container.command:
            return None
        return unmet("wrong_command", has=container.command)


class HasAllowedLimit(ContainerCondition):
    """There is a limit of memory, and it is not too high."""

    def diagnose(self, container: Container) -> Diagnosis | None:
        """Tell a limit that is missing from one that is too high."""
        if container.memory_limit == 0:
            return unmet("no_limit")
        if container.memory_limit > HIGHEST_LIMIT:
            return unmet("too_much", limit=container.memory_limit // MIB)
        return None


class WasNotKilled(ContainerCondition):
    """The report has not run out of memory once more."""

    def diagnose(self, container: Container) -> Diagnosis | None:
        """Name the limit that was too low; what has not ended is told by a later condition."""
        if container.status != "exited":
            return None
        if container.was_killed_for_memory or container.exit_code == KILLED:
            return unmet("killed_again", limit=container.memory_limit // MIB)
        return None


def limit_of_report() -> Facts:
    """Read the limit with which the report came to its end."""
    container = probes.container(REPORT)
    return {"limit": container.memory_limit // MIB if container else 0}


KILLED_REPORT = Exercise(
    key="killed-report",
    lesson=LESSON,
    prepare=bring_killed_report,
    begun=report_is_changed,
    conditions=(
        ContainerExists(REPORT, key="removed"),
        DoesTheReport(REPORT),
        HasAllowedLimit(REPORT),
        WasNotKilled(REPORT),
        ContainerEnded(REPORT, 0),
    ),
    passed_facts=limit_of_report,
    solution="""
dk.inspect("shop-report", "State.OOMKilled", "HostConfig.Memory", "Config.Cmd")
dk.rm("shop-report")
dk.run("busybox", "dd if=/dev/zero of=/dev/null bs=64M count=1", name="shop-report", memory="96m")
""",
)

# 3 --------------------------------------------------------------------------------------------

POD = "shop-pod"
FRONT = "shop-front"
PROBE = "shop-probe"
ASK_LOCALHOST = "until wget -q -O - http://localhost 2>/dev/null; do sleep 0.1; done"


class IsApartFromHost(ContainerCondition):
    """The container is not in the network of this machine."""

    def diagnose(self, container: Container) -> Diagnosis | None:
        """Name the container that is."""
        if container.network_mode == "host":
            return unmet("on_host", name=self.name)
        return None


class OwnsItsNetwork(ContainerCondition):
    """The container has a network of its own, not that of another."""

    def diagnose(self, container: Container) -> Diagnosis | None:
        """Say that another owns it."""
        if container.network_mode.startswith("container:"):
            return unmet("wrong_owner")
        return None


def all_share_the_network(given: Given) -> Diagnosis | None:
    """The two others are in the network of the pod."""
    shared = probes.network_namespace(POD)
    for name in (FRONT, PROBE):
        if probes.network_namespace(name) != shared:
            return unmet("not_shared", name=name)
    return None


def localhost_answers(given: Given) -> Diagnosis | None:
    """Asked from inside the probe, localhost gives a page."""
    answer = probes.run_inside(PROBE, "timeout", "1", "sh", "-c", ASK_LOCALHOST)
    if answer.exit_code == 0 and answer.output:
        return None
    return unmet("no_answer")


POD_BY_HAND = Exercise(
    key="pod",
    lesson=LESSON,
    begun=AnyOf((ContainerExists(POD), ContainerExists(FRONT), ContainerExists(PROBE))),
    conditions=(
        ContainerExists(POD),
        ContainerExists(FRONT),
        ContainerExists(PROBE),
        IsApartFromHost(POD),
        IsApartFromHost(FRONT),
        IsApartFromHost(PROBE),
        OwnsItsNetwork(POD),
        ContainerKeepsRunning(FRONT),
        ContainerRuns(POD),
        ContainerRuns(PROBE),
        MadeOfImage(FRONT, "nginx"),
        MadeOfImage(PROBE, "busybox"),
        all_share_the_network,
        localhost_answers,
    ),
    solution="""
dk.run("busybox", "sleep 3600", name="shop-pod", detach=True)
dk.run("nginx", name="shop-front", network="container:shop-pod", detach=True)
dk.run("busybox", "sleep 3600", name="shop-probe", network="container:shop-pod", detach=True)
dk.exec("shop-probe", "wget -q -O - http://localhost")
""",
)

EXERCISES = [COUNTER, KILLED_REPORT, POD_BY_HAND]

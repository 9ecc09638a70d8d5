"""Faults of programs that end: by themselves, over and over, or for want of memory."""

from ... import engine
from ...containers.run import run
from ...errors import CourseError
from ...images.manifests import manifest
from .. import fixtures, probes
from ..conditions import (
    ContainerEnded,
    ContainerKeepsRunning,
    MadeOfImage,
    ServesPage,
)
from ..conditions.containers import ContainerCondition
from ..given import Given
from ..inspected import Container
from ..verdict import Diagnosis, unmet
from .fault import Fault, Injection, wait_for_exit, wait_until_shown

# front-down ----------------------------------------------------------------------------------

FRONT = "shop-front"


def inject_front_down(injection: Injection) -> None:
    """Start nginx without `daemon off`: it goes to the background, so the first process ends."""
    run("nginx", "nginx", name=FRONT, publish="18710:80", label=injection.label, detach=True)
    wait_for_exit(FRONT)


FRONT_DOWN = Fault(
    number=1,
    key="front-down",
    cause="command-ended",
    containers=(FRONT,),
    images=("nginx",),
    inject=inject_front_down,
    conditions=(
        ServesPage(FRONT, 18710),
        MadeOfImage(FRONT, "nginx"),
        ContainerKeepsRunning(FRONT),
    ),
    find="""
dk.ps(all=True, filters={"name": "shop-front"})
dk.logs("shop-front")
dk.inspect("shop-front", "Path", "Args", "State.ExitCode")
dk.inspect("nginx", "Config.Cmd")
""",
    repair="""
dk.rm("shop-front")
dk.run("nginx", name="shop-front", publish="18710:80", detach=True)
""",
)

# ledger-restarting ---------------------------------------------------------------------------

LEDGER = "shop-ledger"
PASSWORD = "MARIADB_ROOT_PASSWORD"  # noqa: S105 - the name of a variable


def inject_ledger_restarting(injection: Injection) -> None:
    """Start a database without the password that its first start needs, over and over."""
    run("mariadb", name=LEDGER, restart="always", label=injection.label, detach=True)

    def is_started_over() -> bool:
        container = probes.container(LEDGER)
        return container is not None and container.restart_count > 0

    wait_until_shown(is_started_over, f"{LEDGER} is not started over")


class HasItsPassword(ContainerCondition):
    """The database was given the password that its first start needs."""

    def diagnose(self, container: Container) -> Diagnosis | None:
        """Quote what the database says."""
        if container.environment.get(PASSWORD):
            return None
        return unmet("unset", log=probes.last_line(self.name))


LEDGER_RESTARTING = Fault(
    number=3,
    key="ledger-restarting",
    cause="missing-setting",
    containers=(LEDGER,),
    images=("mariadb",),
    inject=inject_ledger_restarting,
    conditions=(
        MadeOfImage(LEDGER, "mariadb"),
        HasItsPassword(LEDGER),
        ContainerKeepsRunning(LEDGER),
    ),
    find="""
dk.ps(all=True, filters={"name": "shop-ledger"})
dk.logs("shop-ledger", tail=1)
dk.inspect("shop-ledger", "RestartCount", "Config.Env")
""",
    repair="""
dk.rm("shop-ledger", force=True)
env = "MARIADB_ROOT_PASSWORD=example"
dk.run("mariadb", name="shop-ledger", restart="always", env=env, detach=True)
""",
)

# report-cut ----------------------------------------------------------------------------------

REPORT = "shop-report"
REPORT_ARGV = ["dd", "if=/dev/zero", "of=/dev/null", "bs=100M", "count=1"]


def inject_report_cut(injection: Injection) -> None:
    """Give a job less memory than it needs."""
    fixtures.container_out_of_memory(injection, REPORT, "busybox", REPORT_ARGV, memory="32m")


class DoesTheReport(ContainerCondition):
    """The command is the one that was reported."""

    def diagnose(self, container: Container) -> Diagnosis | None:
        """Say that the work is another."""
        return None if container.argv == REPORT_ARGV else unmet("other_work", name=self.name)


REPORT_CUT = Fault(
    number=6,
    key="report-cut",
    cause="out-of-memory",
    containers=(REPORT,),
    images=("busybox",),
    inject=inject_report_cut,
    conditions=(
        DoesTheReport(REPORT),
        MadeOfImage(REPORT, "busybox"),
        ContainerEnded(REPORT, 0),
    ),
    find="""
dk.ps(all=True, filters={"name": "shop-report"})
dk.inspect("shop-report", "State.OOMKilled", "State.ExitCode", "HostConfig.Memory")
dk.events(filters={"container": "shop-report"})
""",
    repair="""
dk.rm("shop-report")
dk.run("busybox", "dd if=/dev/zero of=/dev/null bs=100M count=1", name="shop-report", memory="256m")
""",
)

# batch-failed --------------------------------------------------------------------------------

BATCH = "shop-batch"
SETTLED = "settled 12 orders"


def inject_batch_failed(injection: Injection) -> None:
    """Run a program that was made for another platform, by the digest that names it alone."""
    own_cpu = engine.call("version")["Arch"]
    platforms = manifest("busybox").itertuples()
    other = next(row for row in platforms if f"/{own_cpu}" not in row.PLATFORM)
    image = f"busybox@{other.DIGEST}"
    if probes.image(image) is None:
        injection.pulled.append(image)
    run(
        image,
        ["echo", SETTLED],
        name=BATCH,
        platform=other.PLATFORM,
        label=injection.label,
        detach=True,
    )
    wait_for_exit(BATCH)
    if fixtures.present_container(BATCH).exit_code == 0:
        raise CourseError("incident-needs-no-emulation", platform=other.PLATFORM)


def batch_printed_its_result(given: Given) -> Diagnosis | None:
    """The work that was reported was done to its end."""
    return None if SETTLED in probes.log(BATCH, tail=5) else unmet("other_work", name=BATCH)


BATCH_FAILED = Fault(
    number=7,
    key="batch-failed",
    cause="other-platform",
    containers=(BATCH,),
    inject=inject_batch_failed,
    conditions=(
        ContainerEnded(BATCH, 0),
        batch_printed_its_result,
        MadeOfImage(BATCH, "busybox"),
    ),
    find="""
dk.logs("shop-batch")
dk.inspect(dk.inspect("shop-batch", "Image")["VALUE"][0], "Architecture")
dk.version("Server.Arch")
dk.manifest("busybox")
""",
    repair="""
dk.rm("shop-batch")
dk.run("busybox", ["echo", "settled 12 orders"], name="shop-batch")
""",
)

FAULTS = [FRONT_DOWN, LEDGER_RESTARTING, REPORT_CUT, BATCH_FAILED]

"""Faults of programs that end: by themselves, over and over, on another platform, for want of memory."""

from ... import engine
from ...containers.run import run
from ...errors import CourseError
from ...images.manifests import manifest
from .. import fixtures, probes
from ..asserts import ended, of_image, running, there
from ..verdict import Verdict, not_yet, passed
from .fault import Fault, over, serving, until

WORK = ["dd", "if=/dev/zero", "of=/dev/null", "bs=100M", "count=1"]
DONE = "settled 12 orders"


def front(label: str, given: dict) -> None:
    """Start nginx without `daemon off`: it goes to the background, so the container's first process ends."""
    run("nginx", "nginx", name="shop-front", publish="18710:80", label=label, detach=True)
    over("shop-front")


def front_repaired(given: dict) -> Verdict:
    """The page is there, and stays."""
    return serving("shop-front", 18710) or running("shop-front") or passed()


def ledger(label: str, given: dict) -> None:
    """Start a database without the password that its first start needs, to be started over and over."""
    run("mariadb", name="shop-ledger", restart="always", label=label, detach=True)
    until(
        lambda: probes.container("shop-ledger")["RestartCount"] > 0,
        "shop-ledger is not started over",
    )


def ledger_repaired(given: dict) -> Verdict:
    """The database has what it asks for, and stays up."""
    missing = there("shop-ledger") or of_image("shop-ledger", "mariadb")
    if missing:
        return missing
    given_to_it = dict(
        one.partition("=")[::2] for one in probes.container("shop-ledger")["Config"]["Env"] or []
    )
    if not given_to_it.get("MARIADB_ROOT_PASSWORD"):
        return not_yet("unset", log=probes.log("shop-ledger") or "-")
    return running("shop-ledger") or passed()


def batch(label: str, given: dict) -> None:
    """Run a program that was made for the other platform, by the digest that names it alone."""
    own = engine.call("version")["Arch"]
    others = [row for row in manifest("busybox").itertuples() if f"/{own}" not in row.PLATFORM]
    platform, image = others[0].PLATFORM, f"busybox@{others[0].DIGEST}"
    given["brought"] = [] if probes.image(image) else [image]
    run(image, ["echo", DONE], name="shop-batch", platform=platform, label=label, detach=True)
    over("shop-batch")
    if probes.container("shop-batch")["State"]["ExitCode"] == 0:
        raise CourseError(
            f"This engine can run {platform} programs too (emulation): here the incident shows nothing."
        )


def batch_repaired(given: dict) -> Verdict:
    """The same work was done to its end."""
    missing = ended("shop-batch")
    if missing:
        return missing
    return (
        passed()
        if DONE in probes.log("shop-batch", 5)
        else not_yet("other_work", name="shop-batch")
    )


def report(label: str, given: dict) -> None:
    """Give a job less memory than it needs."""
    fixtures.out_of_memory(label, "shop-report", "busybox", WORK, memory="32m")


def report_repaired(given: dict) -> Verdict:
    """The same job came to its end, within a limit or without."""
    box = probes.container("shop-report")
    if box and [box["Path"], *box["Args"]] != WORK:
        return not_yet("other_work", name="shop-report")
    return ended("shop-report") or passed()


FAULTS = [
    Fault(
        1,
        "front-down",
        "command-ended",
        ("shop-front",),
        ("nginx",),
        front,
        front_repaired,
        """
dk.ps(all=True, filters={"name": "shop-front"})
dk.logs("shop-front")
dk.inspect("shop-front", "Path", "Args", "State.ExitCode")
dk.inspect("nginx", "Config.Cmd")
""",
        """
dk.rm("shop-front")
dk.run("nginx", name="shop-front", publish="18710:80", detach=True)
""",
    ),
    Fault(
        3,
        "ledger-restarting",
        "missing-setting",
        ("shop-ledger",),
        ("mariadb",),
        ledger,
        ledger_repaired,
        """
dk.ps(all=True, filters={"name": "shop-ledger"})
dk.logs("shop-ledger", tail=1)
dk.inspect("shop-ledger", "RestartCount", "Config.Env")
""",
        """
dk.rm("shop-ledger", force=True)
dk.run("mariadb", name="shop-ledger", restart="always", env="MARIADB_ROOT_PASSWORD=example", detach=True)
""",
    ),
    Fault(
        7,
        "batch-failed",
        "other-platform",
        ("shop-batch",),
        (),
        batch,
        batch_repaired,
        """
dk.logs("shop-batch")
dk.inspect(dk.inspect("shop-batch", "Image")["VALUE"][0], "Architecture")
dk.version("Server.Arch")
dk.manifest("busybox")
""",
        """
dk.rm("shop-batch")
dk.run("busybox", ["echo", "settled 12 orders"], name="shop-batch")
""",
    ),
    Fault(
        6,
        "report-cut",
        "out-of-memory",
        ("shop-report",),
        ("busybox",),
        report,
        report_repaired,
        """
dk.ps(all=True, filters={"name": "shop-report"})
dk.inspect("shop-report", "State.OOMKilled", "State.ExitCode", "HostConfig.Memory")
dk.events(filters={"container": "shop-report"})
""",
        """
dk.rm("shop-report")
dk.run("busybox", "dd if=/dev/zero of=/dev/null bs=100M count=1", name="shop-report", memory="256m")
""",
    ),
]

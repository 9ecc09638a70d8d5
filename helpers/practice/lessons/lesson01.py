"""Exercises of 01-why-docker."""

from .. import fixtures, probes
from ..asserts import all_there, of_image, running, up
from ..exercises import Exercise
from ..verdict import Verdict, not_yet, passed, untouched

MIB = 1024 * 1024
REPORT = "dd if=/dev/zero of=/dev/null bs=64M count=1"  # it holds 64 MiB in memory at once


def counter(given: dict) -> Verdict:
    """A container that stays, and knows itself under a name of its own."""
    amiss = running("shop-counter") or of_image("shop-counter", "busybox")
    if amiss:
        return amiss
    box = probes.container("shop-counter")
    has = box["Config"]["Hostname"]
    if has == "counter":
        return passed()
    return not_yet("hostname_unset" if box["Id"].startswith(has) else "wrong_hostname", has=has)


def short_of_memory(label: str) -> dict:
    """Bring a report that was killed: it needs more memory than it may have."""
    return {"report": fixtures.out_of_memory(label, "shop-report", "busybox", REPORT, memory="16m")}


def killed_report(given: dict) -> Verdict:
    """The report that was killed is made again, or given more, and ends well - still within a limit."""
    box = probes.settled("shop-report")
    if box is None:
        return not_yet("removed")
    limit = box["HostConfig"]["Memory"]
    if box["Id"] == given["report"] and limit == 16 * MIB:
        return untouched()
    if REPORT.removesuffix(" count=1") not in probes.command(box):
        return not_yet("wrong_command", has=probes.command(box))
    if limit == 0:
        return not_yet("no_limit")
    if limit > 128 * MIB:
        return not_yet("too_much", limit=limit // MIB)
    state = box["State"]
    if state["Status"] != "exited":
        return not_yet("not_ended", name="shop-report", status=state["Status"])
    if state["OOMKilled"] or state["ExitCode"] == 137:
        return not_yet("killed_again", limit=limit // MIB)
    if state["ExitCode"]:
        log = probes.log("shop-report") or "-"
        return not_yet("wrong_code", name="shop-report", code=state["ExitCode"], wanted=0, log=log)
    return passed(limit=limit // MIB)


def pod(given: dict) -> Verdict:
    """Three containers in one network, which belongs to the one that does nothing."""
    names = ("shop-pod", "shop-front", "shop-probe")
    amiss = all_there(*names)
    if amiss:
        return amiss
    modes = {name: probes.container(name)["HostConfig"]["NetworkMode"] for name in names}
    for name, mode in modes.items():
        if mode == "host":
            return not_yet("on_host", name=name)
    if modes["shop-pod"].startswith("container:"):
        return not_yet("wrong_owner")
    amiss = (
        running("shop-front")
        or up("shop-pod")
        or up("shop-probe")
        or of_image("shop-front", "nginx")
        or of_image("shop-probe", "busybox")
    )
    if amiss:
        return amiss
    net = probes.namespace("shop-pod", "net")
    for name in ("shop-front", "shop-probe"):
        if probes.namespace(name, "net") != net:
            return not_yet("not_shared", name=name)
    ask = "until wget -q -O - http://localhost 2>/dev/null; do sleep 0.1; done"
    code, page = probes.inside("shop-probe", "timeout", "1", "sh", "-c", ask)
    return passed() if code == 0 and page else not_yet("no_answer")


EXERCISES = [
    Exercise(
        "counter",
        "01-why-docker",
        counter,
        'dk.run("busybox", "sleep 3600", name="shop-counter", hostname="counter", detach=True)',
    ),
    Exercise(
        "killed-report",
        "01-why-docker",
        killed_report,
        """
dk.inspect("shop-report", "State.OOMKilled", "HostConfig.Memory", "Config.Cmd")
dk.rm("shop-report")
dk.run("busybox", "dd if=/dev/zero of=/dev/null bs=64M count=1", name="shop-report", memory="96m")
""",
        short_of_memory,
    ),
    Exercise(
        "pod",
        "01-why-docker",
        pod,
        """
dk.run("busybox", "sleep 3600", name="shop-pod", detach=True)
dk.run("nginx", name="shop-front", network="container:shop-pod", detach=True)
dk.run("busybox", "sleep 3600", name="shop-probe", network="container:shop-pod", detach=True)
dk.exec("shop-probe", "wget -q -O - http://localhost")
""",
    ),
]

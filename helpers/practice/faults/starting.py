"""Faults that show themselves before a program runs: a port in use, a tag that is not there, names that moved."""

import tempfile
from pathlib import Path

from ... import _registry, engine
from ...containers.run import create, run
from ...errors import Conflict, CourseError, NotFound
from ...images.building import build
from ...images.removing import rmi
from ...images.tagging import tag
from .. import probes
from ..asserts import of_image, running, there
from ..verdict import Verdict, not_yet, passed
from .fault import Fault, serving

FLYER, COUPON = "shop-flyer:2023", "academy/nginx-hello"


def pay(label: str, given: dict) -> None:
    """Start a new version while the old one has the port."""
    run("nginx", name="shop-pay-old", publish="18712:80", label=label, detach=True)
    try:
        run("nginx", name="shop-pay", publish="18712:80", label=label, detach=True)
    except Conflict as error:
        given["said"] = str(error)


def pay_repaired(given: dict) -> Verdict:
    """The new one serves the port."""
    return serving("shop-pay", 18712) or running("shop-pay") or passed()


def event(label: str, given: dict) -> None:
    """Deploy with a slip of the finger in the tag."""
    try:
        run("nginx:1.62", name="shop-event", publish="18714:80", label=label, detach=True)
    except NotFound as error:
        given["said"] = str(error)


def event_repaired(given: dict) -> Verdict:
    """The version that was ordered serves the port."""
    return (
        there("shop-event")
        or of_image("shop-event", "nginx:1.26")
        or serving("shop-event", 18714)
        or running("shop-event")
        or passed()
    )


def flyer(label: str, given: dict) -> None:
    """Make an image of last year's, and a container of it that nobody sees."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "Dockerfile").write_text("FROM busybox\n")
        given["image"] = build(folder, tag=FLYER, label=dict([label.split("=")])).attrs["image"]
    create(FLYER, "true", name="shop-flyer-job", label=label)
    try:
        rmi(FLYER)
    except Conflict as error:
        given["said"] = str(error)


def flyer_repaired(given: dict) -> Verdict:
    """The image is gone, and so is the container that keeps its layers on the disk."""
    here = _there(given["image"])
    if box := probes.container("shop-flyer-job"):
        return not_yet(
            "still_used" if here else "list_only",
            name="shop-flyer-job",
            status=box["State"]["Status"],
        )
    return not_yet("image_left") if here else passed()


def _there(image: str) -> bool:
    try:
        return bool(engine.call("inspect_image", image))
    except NotFound:
        return False


def coupon(label: str, given: dict) -> None:
    """Leave an old image under a name that means a newer one in the registry, and start a container by that name."""
    old, before = probes.image("nginx")["Id"], probes.image(COUPON)
    given["before"] = before["Id"] if before and before["Id"] != old else None
    tag("nginx", COUPON)
    run(COUPON, name="shop-coupon", publish="18716:80", label=label, detach=True)


def coupon_undone(given: dict) -> None:
    """Give the name back to the image that had it before, or to none."""
    if "before" not in given:
        return
    now, name = probes.image(COUPON), engine.qualify(COUPON)
    if given["before"]:
        if now is None or now["Id"] != given["before"]:
            engine.call("tag", given["before"], name, "latest")
    elif now:
        try:
            engine.call("remove_image", f"{name}:latest")
        except (
            CourseError
        ):  # a container of the learner's uses it: it goes with dk.reset(images=True)
            return


def coupon_repaired(given: dict) -> Verdict:
    """The container is of the image that the registry has under this name, and serves its page."""
    missing = serving("shop-coupon", 18716)
    if missing:
        return missing
    wanted = _registry.manifest(engine.qualify(COUPON)).headers["Docker-Content-Digest"]
    here = probes.image(COUPON)
    if not here or not any(one.endswith(wanted) for one in here["RepoDigests"] or []):
        return not_yet("old_name", name=COUPON)
    if probes.container("shop-coupon")["Image"] != here["Id"]:
        return not_yet("old_container", name="shop-coupon")
    return running("shop-coupon") or passed()


FAULTS = [
    Fault(
        4,
        "pay-not-started",
        "port-clash",
        ("shop-pay", "shop-pay-old"),
        ("nginx",),
        pay,
        pay_repaired,
        """
dk.ps(all=True, filters={"name": "shop-pay"})
dk.inspect("shop-pay", "State.Error")
dk.ps(filters={"publish": "18712"})
""",
        """
dk.rm("shop-pay-old", force=True)
dk.start("shop-pay")
""",
    ),
    Fault(
        5,
        "event-not-there",
        "wrong-tag",
        ("shop-event",),
        ("nginx",),
        event,
        event_repaired,
        """
dk.ps(all=True, filters={"name": "shop-event"})
dk.search("nginx")
try:
    dk.pull("nginx:1.62")
except dk.errors.NotFound as error:
    print(error)
""",
        """
dk.run("nginx:1.26", name="shop-event", publish="18714:80", detach=True)
""",
        tags=("nginx:1.26",),
    ),
    Fault(
        10,
        "flyer-not-removed",
        "image-in-use",
        ("shop-flyer-job",),
        ("busybox",),
        flyer,
        flyer_repaired,
        """
dk.images("shop-flyer")
dk.ps(all=True, filters={"ancestor": "shop-flyer:2023"})
""",
        """
dk.rm("shop-flyer-job")
dk.rmi("shop-flyer:2023")
""",
        tags=(FLYER,),
    ),
    Fault(
        14,
        "coupon-old-page",
        "stale-latest",
        ("shop-coupon",),
        ("nginx",),
        coupon,
        coupon_repaired,
        """
dk.ps(filters={"name": "shop-coupon"})
dk.images("academy/nginx-hello", digests=True)
dk.manifest("academy/nginx-hello").attrs["digest"]
""",
        """
dk.pull("academy/nginx-hello")
dk.rm("shop-coupon", force=True)
dk.run("academy/nginx-hello", name="shop-coupon", publish="18716:80", detach=True)
""",
        undo=coupon_undone,
        tags=(COUPON,),
    ),
]

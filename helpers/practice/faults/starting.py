"""Faults that show before a program runs: a port in use, a tag not there, an old image."""

from ... import engine
from ...containers.run import create, run
from ...errors import Conflict, CourseError, NotFound
from ...images.removing import rmi
from ...images.tagging import tag
from .. import fixtures, probes
from ..conditions import ContainerKeepsRunning, MadeOfImage, MadeOfRegistryImage, ServesPage
from ..given import Given
from ..verdict import Diagnosis, unmet
from .fault import Fault, Injection

# pay-not-started -----------------------------------------------------------------------------

PAY = "shop-pay"
OLD_PAY = "shop-pay-old"


def inject_pay_not_started(injection: Injection) -> None:
    """Start a new version while the old one has the port."""
    run("nginx", name=OLD_PAY, publish="18712:80", label=injection.label, detach=True)
    try:
        run("nginx", name=PAY, publish="18712:80", label=injection.label, detach=True)
    except Conflict as error:
        injection.answer = error


PAY_NOT_STARTED = Fault(
    number=4,
    key="pay-not-started",
    cause="port-clash",
    containers=(PAY, OLD_PAY),
    images=("nginx",),
    inject=inject_pay_not_started,
    conditions=(ServesPage(PAY, 18712), ContainerKeepsRunning(PAY)),
    find="""
dk.ps(all=True, filters={"name": "shop-pay"})
dk.inspect("shop-pay", "State.Error")
dk.ps(filters={"publish": "18712"})
""",
    repair="""
dk.rm("shop-pay-old", force=True)
dk.start("shop-pay")
""",
)

# event-not-there -----------------------------------------------------------------------------

EVENT = "shop-event"


def inject_event_not_there(injection: Injection) -> None:
    """Deploy with a slip of the finger in the tag."""
    try:
        run("nginx:1.62", name=EVENT, publish="18714:80", label=injection.label, detach=True)
    except NotFound as error:
        injection.answer = error


EVENT_NOT_THERE = Fault(
    number=5,
    key="event-not-there",
    cause="wrong-tag",
    containers=(EVENT,),
    images=("nginx",),
    image_names=("nginx:1.26",),
    inject=inject_event_not_there,
    conditions=(
        MadeOfImage(EVENT, "nginx:1.26"),
        MadeOfRegistryImage(EVENT, "nginx:1.26"),
        ServesPage(EVENT, 18714),
        ContainerKeepsRunning(EVENT),
    ),
    find="""
dk.ps(all=True, filters={"name": "shop-event"})
dk.search("nginx")
try:
    dk.pull("nginx:1.62")
except dk.errors.NotFound as error:
    print(error)
""",
    repair="""
dk.run("nginx:1.26", name="shop-event", publish="18714:80", detach=True)
""",
)

# flyer-not-removed ---------------------------------------------------------------------------

FLYER_IMAGE = "shop-flyer:2023"
FLYER_JOB = "shop-flyer-job"


def inject_flyer_not_removed(injection: Injection) -> None:
    """Make an image of last year's, and a container of it that nobody sees."""
    fixtures.built_image(injection, FLYER_IMAGE, "FROM busybox\n", labelled=True)
    create(FLYER_IMAGE, "true", name=FLYER_JOB, label=injection.label)
    try:
        rmi(FLYER_IMAGE)
    except Conflict as error:
        injection.answer = error


def flyer_is_on_the_disk(given: Given) -> bool:
    """Tell whether the image is still there, under whatever name."""
    return probes.image(given.images[FLYER_IMAGE]) is not None


def no_container_uses_the_flyer(given: Given) -> Diagnosis | None:
    """The container is gone that keeps the image's layers on the disk."""
    job = probes.container(FLYER_JOB)
    if job is None:
        return None
    key = "still_used" if flyer_is_on_the_disk(given) else "list_only"
    return unmet(key, name=FLYER_JOB, status=job.status)


def flyer_is_off_the_disk(given: Given) -> Diagnosis | None:
    """The image is gone."""
    return unmet("image_left") if flyer_is_on_the_disk(given) else None


FLYER_NOT_REMOVED = Fault(
    number=10,
    key="flyer-not-removed",
    cause="image-in-use",
    containers=(FLYER_JOB,),
    images=("busybox",),
    image_names=(FLYER_IMAGE,),
    inject=inject_flyer_not_removed,
    conditions=(no_container_uses_the_flyer, flyer_is_off_the_disk),
    find="""
dk.images("shop-flyer")
dk.ps(all=True, filters={"ancestor": "shop-flyer:2023"})
""",
    repair="""
dk.rm("shop-flyer-job")
dk.rmi("shop-flyer:2023")
""",
)

# coupon-old-page -----------------------------------------------------------------------------

COUPON_IMAGE = "academy/nginx-hello"
COUPON = "shop-coupon"
IMAGE_BEFORE = "image before"  # the fact that tells where the name pointed, None where nowhere


def inject_coupon_old_page(injection: Injection) -> None:
    """Leave an old image under a name that means a newer one in the registry, and run it."""
    old = fixtures.present_image("nginx")
    before = probes.image(COUPON_IMAGE)
    is_another = before is not None and before.id != old.id
    injection.facts[IMAGE_BEFORE] = before.id if before and is_another else None
    tag("nginx", COUPON_IMAGE)
    run(COUPON_IMAGE, name=COUPON, publish="18716:80", label=injection.label, detach=True)


def undo_coupon_old_page(injection: Injection) -> None:
    """Give the name back to the image that had it before, or to none."""
    if IMAGE_BEFORE not in injection.facts:
        return
    before = injection.facts[IMAGE_BEFORE]
    now = probes.image(COUPON_IMAGE)
    name = engine.qualify(COUPON_IMAGE)
    if before is None:
        if now is not None:
            remove_name(f"{name}:latest")
    elif now is None or now.id != before:
        engine.call("tag", before, name, "latest")


def remove_name(name: str) -> None:
    """Take a name off an image; one in use by the learner goes with `dk.reset(images=True)`."""
    try:
        engine.call("remove_image", name)
    except CourseError:
        return


def name_is_pulled_anew(given: Given) -> Diagnosis | None:
    """On this engine the name stands for what it stands for in the registry."""
    wanted = probes.registry_digest(COUPON_IMAGE)
    here = probes.image(COUPON_IMAGE)
    digests = here.digests if here else []
    if any(digest.endswith(wanted) for digest in digests):
        return None
    return unmet("old_name", name=COUPON_IMAGE)


def coupon_is_of_the_new_image(given: Given) -> Diagnosis | None:
    """The container was made anew, of the image that was pulled."""
    container = probes.container(COUPON)
    image = probes.image(COUPON_IMAGE)
    if container and image and container.image_id == image.id:
        return None
    return unmet("old_container", name=COUPON)


COUPON_OLD_PAGE = Fault(
    number=14,
    key="coupon-old-page",
    cause="stale-latest",
    containers=(COUPON,),
    images=("nginx",),
    image_names=(COUPON_IMAGE,),
    inject=inject_coupon_old_page,
    undo=undo_coupon_old_page,
    conditions=(
        ServesPage(COUPON, 18716),
        name_is_pulled_anew,
        coupon_is_of_the_new_image,
        ContainerKeepsRunning(COUPON),
    ),
    find="""
dk.ps(filters={"name": "shop-coupon"})
dk.images("academy/nginx-hello", digests=True)
dk.manifest("academy/nginx-hello").attrs["digest"]
""",
    repair="""
dk.pull("academy/nginx-hello")
dk.rm("shop-coupon", force=True)
dk.run("academy/nginx-hello", name="shop-coupon", publish="18716:80", detach=True)
""",
)

FAULTS = [PAY_NOT_STARTED, EVENT_NOT_THERE, FLYER_NOT_REMOVED, COUPON_OLD_PAGE]

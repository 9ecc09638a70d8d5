"""Exercises of 02-image-and-container: order-note, two-pages, clear-sale."""

from .. import fixtures, probes
from ..conditions import (
    AnyOf,
    ContainerEnded,
    ContainerExists,
    ContainerKeepsRunning,
    ContainerRuns,
    Kept,
    KeptRunning,
    MadeOfImage,
    Removed,
)
from ..conditions.brought import brought_container, is_as_brought
from ..given import Given
from ..verdict import Diagnosis, unmet
from .exercise import Exercise

LESSON = "02-image-and-container"

# 1 --------------------------------------------------------------------------------------------

ORDER = "shop-order"


def order_is_in_its_layer(given: Given) -> Diagnosis | None:
    """The container's own layer has the new file `/order`."""
    changes = probes.changes(ORDER)
    if changes.get("/order") != "A":
        return unmet("no_file", has=", ".join(sorted(changes)) or "-")
    if probes.is_folder(ORDER, "/order"):
        return unmet("is_folder")
    return None


ORDER_NOTE = Exercise(
    key="order-note",
    lesson=LESSON,
    begun=ContainerExists(ORDER),
    conditions=(
        MadeOfImage(ORDER, "busybox"),
        ContainerEnded(ORDER, 0),
        order_is_in_its_layer,
    ),
    solution="""
dk.run("busybox", ["sh", "-c", "echo 커피 두 잔 > /order"], name="shop-order")
dk.diff("shop-order")
""",
)

# 2 --------------------------------------------------------------------------------------------

FRONT = "shop-front"
BACK = "shop-back"
PAGE = "/usr/share/nginx/html/index.html"
NOTICE = "공사 중"


def front_page() -> str:
    """Read the page that the front shows."""
    return probes.run_inside(FRONT, "cat", PAGE).output


def back_has_the_images_page(given: Given) -> Diagnosis | None:
    """The page of the back is as the image has it."""
    if PAGE not in probes.changes(BACK):
        return None
    return unmet("both_changed" if NOTICE in front_page() else "other_changed")


def front_has_its_own_page(given: Given) -> Diagnosis | None:
    """The page of the front was changed."""
    return None if PAGE in probes.changes(FRONT) else unmet("page_same")


def front_page_has_the_notice(given: Given) -> Diagnosis | None:
    """The notice is on the page of the front."""
    page = front_page()
    if NOTICE in page:
        return None
    lines = page.strip().splitlines() or ["-"]
    return unmet("page_differs", has=lines[-1])


TWO_PAGES = Exercise(
    key="two-pages",
    lesson=LESSON,
    begun=AnyOf((ContainerExists(FRONT), ContainerExists(BACK))),
    conditions=(
        ContainerExists(FRONT),
        ContainerExists(BACK),
        ContainerKeepsRunning(FRONT),
        ContainerRuns(BACK),
        MadeOfImage(FRONT, "nginx"),
        MadeOfImage(BACK, "nginx"),
        back_has_the_images_page,
        front_has_its_own_page,
        front_page_has_the_notice,
    ),
    solution="""
for name in ("shop-front", "shop-back"):
    dk.run("nginx", name=name, detach=True)
dk.exec("shop-front", ["sh", "-c", "echo 공사 중 > /usr/share/nginx/html/index.html"])
""",
)

# 3 --------------------------------------------------------------------------------------------

SALE = "shop-sale"  # the image, and the container of it that runs
OLD_SALE = "shop-sale-old"
OPEN = "shop-open"
SALE_DOCKERFILE = """
FROM busybox
RUN dd if=/dev/zero of=/goods bs=1M count=8 2>/dev/null
"""


def bring_end_of_sale(given: Given) -> None:
    """Bring an image, two containers of it, and one that has nothing to do with it.

    One of the two has ended, so that a plain `ps` does not show it.
    """
    fixtures.built_image(given, SALE, SALE_DOCKERFILE)
    fixtures.ended_container(given, OLD_SALE, SALE, ["sh", "-c", "echo 지난 행사 > /log"])
    fixtures.container(given, SALE, SALE, "sleep 3600")
    fixtures.container(given, OPEN, "busybox", "sleep 3600")


def something_of_the_sale_is_cleared(given: Given) -> Diagnosis | None:
    """The image's name or one of its containers is gone, or one that ran does not run."""
    if probes.image(SALE) is None:
        return None
    if brought_container(given, OLD_SALE) is None:
        return None
    if is_as_brought(given, SALE) and is_as_brought(given, OPEN):
        return unmet("untouched")
    return None


def image_is_off_the_disk(given: Given) -> Diagnosis | None:
    """The image that was brought is gone, under whatever name."""
    return unmet("image_left") if probes.image(given.images[SALE]) else None


CLEAR_SALE = Exercise(
    key="clear-sale",
    lesson=LESSON,
    prepare=bring_end_of_sale,
    begun=something_of_the_sale_is_cleared,
    conditions=(
        Kept((OPEN,), key="other_gone"),
        KeptRunning(OPEN, key="other_stopped"),
        Removed((OLD_SALE, SALE), key="containers_left"),
        image_is_off_the_disk,
    ),
    solution="""
made = dk.ps(all=True, filters={"ancestor": "shop-sale"})
dk.rm(made, force=True)
dk.rmi("shop-sale")
dk.df()
""",
)

EXERCISES = [ORDER_NOTE, TWO_PAGES, CLEAR_SALE]

"""Exercises of 02-image-and-container."""

from pathlib import Path
from tempfile import TemporaryDirectory

from ...images.building import build
from .. import fixtures, probes
from ..asserts import all_there, ended, of_image, running, there, up
from ..exercises import Exercise
from ..verdict import Verdict, not_yet, passed, untouched

PAGE = "/usr/share/nginx/html/index.html"


def order_note(given: dict) -> Verdict:
    """A file that a container wrote is in its own layer, also after the container has ended."""
    amiss = there("shop-order") or of_image("shop-order", "busybox") or ended("shop-order", 0)
    if amiss:
        return amiss
    found = probes.changes("shop-order")
    if found.get("/order") == "A":
        return not_yet("is_folder") if probes.is_folder("shop-order", "/order") else passed()
    return not_yet("no_file", has=", ".join(sorted(found)) or "-")


def two_pages(given: dict) -> Verdict:
    """Of two containers of one image, one has a page of its own; the other has the image's."""
    amiss = (
        all_there("shop-front", "shop-back")
        or running("shop-front")
        or up("shop-back")
        or of_image("shop-front", "nginx")
        or of_image("shop-back", "nginx")
    )
    if amiss:
        return amiss
    front = probes.inside("shop-front", "cat", PAGE)[1]
    if PAGE in probes.changes("shop-back"):
        return not_yet("other_changed" if "공사 중" not in front else "both_changed")
    if PAGE not in probes.changes("shop-front"):
        return not_yet("page_same")
    return (
        passed()
        if "공사 중" in front
        else not_yet("page_differs", has=(front.strip().splitlines() or ["-"])[-1])
    )


def end_of_sale(label: str) -> dict:
    """Bring an image, two containers of it (one has ended: a plain `ps` does not show it), and one that stays."""
    with TemporaryDirectory() as folder:
        steps = "FROM busybox\nRUN dd if=/dev/zero of=/goods bs=1M count=8 2>/dev/null\n"
        Path(folder, "Dockerfile").write_text(steps)
        image = build(folder, tag="shop-sale").attrs["image"]
    return {
        "image": probes.image(image)["Id"],
        "shop-sale-old": fixtures.ended(
            label, "shop-sale-old", "shop-sale", ["sh", "-c", "echo 지난 행사 > /log"]
        ),
        "shop-sale": fixtures.container(label, "shop-sale", "shop-sale", "sleep 3600"),
        "shop-open": fixtures.container(label, "shop-open", "busybox", "sleep 3600"),
    }


def clear_sale(given: dict) -> Verdict:
    """The image and all that was made of it are gone; what has nothing to do with it still runs."""
    left = [name for name in ("shop-sale-old", "shop-sale") if probes.container(given[name])]
    other, image = probes.container(given["shop-open"]), probes.image(given["image"])
    if other is None:
        return not_yet("other_gone")
    if other["State"]["Status"] != "running":
        return not_yet("other_stopped")
    named = probes.image(
        "shop-sale"
    )  # under that name, wherever the engine keeps the course's images
    if (
        len(left) == 2
        and named
        and probes.container(given["shop-sale"])["State"]["Status"] == "running"
    ):
        return untouched()
    if left:
        status = {name: probes.container(given[name])["State"]["Status"] for name in left}
        return not_yet("boxes_left", left=", ".join(f"{name}({status[name]})" for name in left))
    return not_yet("image_left") if image else passed()


EXERCISES = [
    Exercise(
        "order-note",
        "02-image-and-container",
        order_note,
        """
dk.run("busybox", ["sh", "-c", "echo 커피 두 잔 > /order"], name="shop-order")
dk.diff("shop-order")
""",
    ),
    Exercise(
        "two-pages",
        "02-image-and-container",
        two_pages,
        """
for name in ("shop-front", "shop-back"):
    dk.run("nginx", name=name, detach=True)
dk.exec("shop-front", ["sh", "-c", "echo 공사 중 > /usr/share/nginx/html/index.html"])
""",
    ),
    Exercise(
        "clear-sale",
        "02-image-and-container",
        clear_sale,
        """
made = dk.ps(all=True, filters={"ancestor": "shop-sale"})
dk.rm(made, force=True)
dk.rmi("shop-sale")
dk.df()
""",
        end_of_sale,
    ),
]

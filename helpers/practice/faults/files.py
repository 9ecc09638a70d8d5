"""Faults of files: a folder that is not the one meant, a mount that can't be written, a disk that is full."""

from contextlib import suppress
from pathlib import Path

from ...containers.run import run
from ...errors import Conflict
from ...volumes import volume_create
from .. import probes
from ..asserts import mounted, running, there, up
from ..verdict import Verdict, not_yet, passed
from .fault import Fault, over, serving, speaks

SITE, TYPO = "gallery-site", "gallery-sitte"
MARK = "course.docker.task=gallery-forbidden"  # by this a file is known as the incident's own
PAGE = f"<!doctype html>\n<!-- {MARK} -->\n<title>shop gallery</title>\n<h1>Spring gallery is open</h1>\n"
NOTES = "while :; do echo order >> /data/orders || exit 1; sleep 0.2; done"
FILLS = (
    "dd if=/dev/zero of=/data/2023.bak bs=1M count=4 2>/dev/null; "
    "while :; do echo receipt >> /data/receipts; sleep 0.2; done"
)


def gallery(label: str, given: dict) -> None:
    """Mount a folder whose name is mistyped: docker makes it, empty, and it hides what the image has there."""
    here = given["here"] = Path.cwd()
    gallery_undone(given)
    for name in (SITE, TYPO):
        if (here / name).exists():
            raise Conflict(
                f"There is a folder {name} of yours here: move it away, then call the incident again."
            )
    (here / SITE).mkdir()
    page = here / SITE / "index.html"
    page.write_text(PAGE)
    page.parent.chmod(0o755)
    page.chmod(0o644)  # nginx reads it as a user of its own
    place = f"./{TYPO}:/usr/share/nginx/html"
    run("nginx", name="shop-gallery", publish="18715:80", volume=place, label=label, detach=True)


def gallery_undone(given: dict) -> None:
    """Take away the incident's page and the two folders, where nothing else is in them."""
    for name in (SITE, TYPO):
        page = given.get("here", Path.cwd()) / name / "index.html"
        if page.is_file() and MARK in page.read_text(errors="replace"):
            page.unlink()
        with suppress(OSError):  # it is not there, or something of the learner's is in it
            page.parent.rmdir()


def gallery_repaired(given: dict) -> Verdict:
    """The page that was put in the folder is served."""
    return (
        serving("shop-gallery", 18715, "Spring gallery is open")
        or running("shop-gallery")
        or passed()
    )


def order(label: str, given: dict) -> None:
    """Mount the volume that a program writes to so that it can only be read."""
    volume_create("shop-orders", label=label)
    run(
        "busybox",
        ["sh", "-c", NOTES],
        name="shop-order",
        volume="shop-orders:/data:ro",
        label=label,
        detach=True,
    )
    over("shop-order")


def order_repaired(given: dict) -> Verdict:
    """Orders are written to the volume, and go on being written."""
    return (
        there("shop-order")
        or mounted("shop-order", "/data", kind="volume", source="shop-orders")
        or running("shop-order")
        or _written("shop-order", "/data/orders")
        or passed()
    )


def receipt(label: str, given: dict) -> None:
    """Fill a small volume to the last byte, so that what matters is not written any more."""
    options = ["type=tmpfs", "device=tmpfs", "o=size=1m"]
    volume_create("shop-receipts", driver="local", opt=options, label=label)
    run(
        "busybox",
        ["sh", "-c", FILLS],
        name="shop-receipt",
        volume="shop-receipts:/data",
        label=label,
        detach=True,
    )
    speaks("shop-receipt")


def receipt_repaired(given: dict) -> Verdict:
    """There is room again, and receipts are written."""
    missing = there("shop-receipt") or up("shop-receipt")
    if missing:
        return missing
    _, told = probes.inside("shop-receipt", "df", "-k", "/data")
    room = told.splitlines()[-1].split()
    if not room[3].isdigit() or int(room[3]) < 16:
        return not_yet("still_full", percent=room[4] if len(room) > 4 else "-")
    return running("shop-receipt") or _written("shop-receipt", "/data/receipts") or passed()


def _written(name: str, path: str) -> Verdict | None:
    code, _ = probes.inside(name, "test", "-s", path)
    return not_yet("not_written", name=name, path=path) if code else None


FAULTS = [
    Fault(
        9,
        "gallery-forbidden",
        "wrong-folder",
        ("shop-gallery",),
        ("nginx",),
        gallery,
        gallery_repaired,
        """
dk.logs("shop-gallery", tail=1)
dk.inspect("shop-gallery", "HostConfig.Binds")
dk.exec("shop-gallery", "ls -la /usr/share/nginx/html")
""",
        """
dk.rm("shop-gallery", force=True)
dk.run("nginx", name="shop-gallery", publish="18715:80", volume="./gallery-site:/usr/share/nginx/html", detach=True)
""",
        undo=gallery_undone,
    ),
    Fault(
        8,
        "order-not-saved",
        "read-only",
        ("shop-order",),
        ("busybox",),
        order,
        order_repaired,
        """
dk.ps(all=True, filters={"name": "shop-order"})
dk.logs("shop-order", tail=1)
dk.inspect("shop-order", "Mounts")
""",
        """
dk.rm("shop-order")
work = "while :; do echo order >> /data/orders || exit 1; sleep 0.2; done"
dk.run("busybox", ["sh", "-c", work], name="shop-order", volume="shop-orders:/data", detach=True)
""",
    ),
    Fault(
        15,
        "receipt-not-saved",
        "disk-full",
        ("shop-receipt",),
        ("busybox",),
        receipt,
        receipt_repaired,
        """
dk.logs("shop-receipt", tail=1)
dk.exec("shop-receipt", "df -k /data")
dk.exec("shop-receipt", "ls -l /data")
dk.volume_inspect("shop-receipts", "Options")
""",
        """
dk.exec("shop-receipt", "rm /data/2023.bak")
""",
    ),
]

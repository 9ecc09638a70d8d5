"""Faults of files: a folder not meant, a mount that cannot be written, a disk that is full."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ..._wait import until
from ...containers.run import run
from ...errors import Conflict
from ...volumes import volume_create
from .. import probes
from ..conditions import (
    ContainerKeepsRunning,
    ContainerRuns,
    HasMount,
    MadeOfImage,
    ServesPage,
)
from ..given import Given
from ..verdict import Diagnosis, unmet
from .fault import Fault, Injection, wait_for_exit, wait_for_output


@dataclass(frozen=True)
class KeepsWritingTo:
    """A running container writes to this file again and again."""

    name: str
    path: str

    def __call__(self, given: Given) -> Diagnosis | None:
        """Ask in the container for the file's size until it has grown, but not for long."""
        first = self._size()
        if first == 0:
            return unmet("not_written", name=self.name, path=self.path)
        if until(lambda: self._size() > first, seconds=4, every=0.2):
            return None
        return unmet("not_growing", name=self.name, path=self.path)

    def _size(self) -> int:
        """Count the file's bytes; 0 where it is not there."""
        answer = probes.run_inside(self.name, "wc", "-c", self.path)
        words = answer.output.split()
        return int(words[0]) if answer.exit_code == 0 and words else 0


# gallery-forbidden ---------------------------------------------------------------------------

GALLERY = "shop-gallery"
SITE = "gallery-site"
MISTYPED_SITE = "gallery-sitte"
NOTEBOOK_FOLDER = "notebook folder"  # the fact that tells where the two folders are
MARK = "course.docker.task=gallery-forbidden"  # by this a page is known as the incident's own
GALLERY_TEXT = "Spring gallery is open"
GALLERY_PAGE = f"""<!doctype html>
<!-- {MARK} -->
<title>shop gallery</title>
<h1>{GALLERY_TEXT}</h1>
"""


def inject_gallery_forbidden(injection: Injection) -> None:
    """Mount a folder whose name is mistyped: docker makes it, empty, and it hides the image's."""
    injection.facts[NOTEBOOK_FOLDER] = Path.cwd()
    undo_gallery_forbidden(injection)
    for name in (SITE, MISTYPED_SITE):
        if Path(name).exists():
            raise Conflict("incident-needs-folder", kind="folder", name=name)
    write_gallery_page()
    run(
        "nginx",
        name=GALLERY,
        publish="18715:80",
        volume=f"./{MISTYPED_SITE}:/usr/share/nginx/html",
        label=injection.label,
        detach=True,
    )


def write_gallery_page() -> None:
    """Write the page into the folder that is meant; nginx reads it as a user of its own."""
    folder = Path(SITE)
    folder.mkdir()
    folder.chmod(0o755)
    page = folder / "index.html"
    page.write_text(GALLERY_PAGE)
    page.chmod(0o644)


def undo_gallery_forbidden(injection: Injection) -> None:
    """Take away the incident's page and the two folders, where nothing else is in them."""
    here = injection.facts.get(NOTEBOOK_FOLDER, Path.cwd())
    for name in (SITE, MISTYPED_SITE):
        page = here / name / "index.html"
        if page.is_file() and MARK in page.read_text(errors="replace"):
            page.unlink()
        with suppress(OSError):  # it is not there, or something of the learner's is in it
            page.parent.rmdir()


GALLERY_FORBIDDEN = Fault(
    number=9,
    key="gallery-forbidden",
    cause="wrong-folder",
    containers=(GALLERY,),
    images=("nginx",),
    inject=inject_gallery_forbidden,
    undo=undo_gallery_forbidden,
    conditions=(ServesPage(GALLERY, 18715, GALLERY_TEXT), ContainerKeepsRunning(GALLERY)),
    find="""
dk.logs("shop-gallery", tail=1)
dk.inspect("shop-gallery", "HostConfig.Binds")
dk.exec("shop-gallery", "ls -la /usr/share/nginx/html")
""",
    repair="""
dk.rm("shop-gallery", force=True)
folder = "./gallery-site:/usr/share/nginx/html"
dk.run("nginx", name="shop-gallery", publish="18715:80", volume=folder, detach=True)
""",
)

# order-not-saved -----------------------------------------------------------------------------

ORDER = "shop-order"
ORDERS = "shop-orders"
ORDER_SCRIPT = "while :; do echo order >> /data/orders || exit 1; sleep 0.2; done"


def inject_order_not_saved(injection: Injection) -> None:
    """Mount the volume that a program writes to so that it can only be read."""
    volume_create(ORDERS, label=injection.label)
    run(
        "busybox",
        ["sh", "-c", ORDER_SCRIPT],
        name=ORDER,
        volume=f"{ORDERS}:/data:ro",
        label=injection.label,
        detach=True,
    )
    wait_for_exit(ORDER)


ORDER_NOT_SAVED = Fault(
    number=8,
    key="order-not-saved",
    cause="read-only",
    containers=(ORDER,),
    images=("busybox",),
    inject=inject_order_not_saved,
    conditions=(
        MadeOfImage(ORDER, "busybox"),
        HasMount(ORDER, "/data", kind="volume", source=ORDERS),
        ContainerKeepsRunning(ORDER),
        KeepsWritingTo(ORDER, "/data/orders"),
    ),
    find="""
dk.ps(all=True, filters={"name": "shop-order"})
dk.logs("shop-order", tail=1)
dk.inspect("shop-order", "Mounts")
""",
    repair="""
dk.rm("shop-order")
work = "while :; do echo order >> /data/orders || exit 1; sleep 0.2; done"
dk.run("busybox", ["sh", "-c", work], name="shop-order", volume="shop-orders:/data", detach=True)
""",
)

# receipt-not-saved ---------------------------------------------------------------------------

RECEIPT = "shop-receipt"
RECEIPTS = "shop-receipts"
RECEIPT_SCRIPT = (
    "dd if=/dev/zero of=/data/2023.bak bs=1M count=4 2>/dev/null; "
    "while :; do echo receipt >> /data/receipts; sleep 0.2; done"
)
LEAST_ROOM = 16  # kB


def inject_receipt_not_saved(injection: Injection) -> None:
    """Fill a small volume to the last byte, so that what matters is not written any more."""
    in_memory = ["type=tmpfs", "device=tmpfs", "o=size=1m"]
    volume_create(RECEIPTS, driver="local", opt=in_memory, label=injection.label)
    run(
        "busybox",
        ["sh", "-c", RECEIPT_SCRIPT],
        name=RECEIPT,
        volume=f"{RECEIPTS}:/data",
        label=injection.label,
        detach=True,
    )
    wait_for_output(RECEIPT)


def there_is_room(given: Given) -> Diagnosis | None:
    """The volume is not full any more."""
    last_line = probes.run_inside(RECEIPT, "df", "-k", "/data").output.splitlines()[-1]
    columns = last_line.split()  # device, size, used, available, percent, path
    if len(columns) < 5:
        return unmet("still_full", percent="-")
    available = columns[3]
    if available.isdigit() and int(available) >= LEAST_ROOM:
        return None
    return unmet("still_full", percent=columns[4])


RECEIPT_NOT_SAVED = Fault(
    number=15,
    key="receipt-not-saved",
    cause="disk-full",
    containers=(RECEIPT,),
    images=("busybox",),
    inject=inject_receipt_not_saved,
    conditions=(
        ContainerRuns(RECEIPT),
        HasMount(RECEIPT, "/data", kind="volume", source=RECEIPTS),
        there_is_room,
        ContainerKeepsRunning(RECEIPT),
        KeepsWritingTo(RECEIPT, "/data/receipts"),
    ),
    find="""
dk.logs("shop-receipt", tail=1)
dk.exec("shop-receipt", "df -k /data")
dk.exec("shop-receipt", "ls -l /data")
dk.volume_inspect("shop-receipts", "Options")
""",
    repair="""
dk.exec("shop-receipt", "rm /data/2023.bak")
""",
)

FAULTS = [GALLERY_FORBIDDEN, ORDER_NOT_SAVED, RECEIPT_NOT_SAVED]

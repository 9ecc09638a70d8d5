"""Exercises of 09-mounts-and-volumes."""

from uuid import uuid4

from ...containers import streams
from ...volumes import volume_create
from .. import fixtures, probes
from ..asserts import answers, begun, has_volume, mounted, of_image, publishes, running
from ..exercises import Exercise
from ..verdict import Verdict, not_yet, passed, untouched

PAGES = "/usr/share/nginx/html"


def live_board(given: dict) -> Verdict:
    """A folder of this machine, shown by a server that can't change it."""
    amiss = (
        running("shop-board", twice=False)
        or of_image("shop-board", "nginx")
        or mounted("shop-board", PAGES, kind="bind", writable=False)
        or publishes("shop-board", 18690, 80)
    )
    if amiss:
        return amiss
    if not probes.inside("shop-board", "ls", "-A", PAGES)[1].strip():
        source = next(
            one["Source"]
            for one in probes.container("shop-board")["Mounts"]
            if one["Destination"] == PAGES
        )
        return not_yet("empty_folder", folder=source.rpartition("/")[2])
    return answers(18690, "오늘의 특가") or passed()


def bring_blog(label: str) -> dict:
    """An older web server whose pages are in a volume; a page of this very showing is in it."""
    mark = uuid4().hex
    write = f"echo '<h1>단골 손님께</h1> <!-- {mark} -->' > {PAGES}/index.html"
    volume_create("shop-posts", label=label)
    box = fixtures.container(
        label, "shop-blog", "nginx:1.22", volume=f"shop-posts:{PAGES}", publish="18691:80"
    )
    streams.exec(box, ["sh", "-c", write])
    return {"id": box, "mark": mark}


def upgrade_blog(given: dict) -> Verdict:
    """A container of a newer image in place of the old one, with the same data."""
    box = probes.container("shop-blog")
    if box is None:
        return not_yet("removed" if probes.volume("shop-posts") else "all_gone")
    if box["Id"] == given["id"]:
        return running("shop-blog", twice=False) or untouched(
            "old_one", image=probes.image_name(box)
        )
    amiss = (
        running("shop-blog", twice=False)
        or of_image("shop-blog", "nginx:1.26")
        or mounted("shop-blog", PAGES, kind="volume", source="shop-posts")
        or publishes("shop-blog", 18691, 80)
        or answers(18691)
    )
    if amiss:
        return amiss
    return passed() if given["mark"] in probes.page(18691)[1] else not_yet("post_lost")


def share_pages(given: dict) -> Verdict:
    """Two containers on one volume: one writes, the other only reads and serves."""
    writer, front = "shop-writer", "shop-front"
    if not (probes.volume("shop-pages") or probes.container(writer) or probes.container(front)):
        return untouched("no_volume", name="shop-pages")
    return (
        begun(has_volume("shop-pages"))
        or begun(running(writer))
        or mounted(writer, "/pages", kind="volume", source="shop-pages")
        or begun(running(front, twice=False))
        or of_image(front, "nginx")
        or mounted(front, PAGES, kind="volume", source="shop-pages", writable=False)
        or publishes(front, 18692, 80)
        or answers(18692, "오늘의 특가")
        or passed()
    )


EXERCISES = [
    Exercise(
        "live-board",
        "09-mounts-and-volumes",
        live_board,
        """
from pathlib import Path

Path("site/board").mkdir(parents=True, exist_ok=True)
Path("site/board/index.html").write_text("<h1>오늘의 특가: 사과</h1>")
folder = "./site/board:/usr/share/nginx/html:ro"
dk.run("nginx", name="shop-board", volume=folder, publish="18690:80", detach=True)
""",
    ),
    Exercise(
        "upgrade-blog",
        "09-mounts-and-volumes",
        upgrade_blog,
        """
dk.stop("shop-blog")
dk.rm("shop-blog")
pages = "shop-posts:/usr/share/nginx/html"
dk.run("nginx:1.26", name="shop-blog", volume=pages, publish="18691:80", detach=True)
""",
        bring_blog,
    ),
    Exercise(
        "share-pages",
        "09-mounts-and-volumes",
        share_pages,
        """
dk.volume_create("shop-pages")
write = "echo '<h1>오늘의 특가</h1>' > /pages/index.html; exec sleep 3600"
dk.run("busybox", ["sh", "-c", write], name="shop-writer", volume="shop-pages:/pages", detach=True)
pages = "shop-pages:/usr/share/nginx/html:ro"
dk.run("nginx", name="shop-front", volume=pages, publish="18692:80", detach=True)
""",
    ),
]

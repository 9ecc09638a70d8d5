"""Exercises of 08-copy-and-build."""

from pathlib import Path

from .. import fixtures, probes
from ..asserts import answers, begun, of_image, publishes, running
from ..exercises import Exercise
from ..verdict import Verdict, not_yet, passed, untouched

PAGES = "/usr/share/nginx/html"
NOTICE, MENU = "배송이 하루 늦어집니다", "오늘의 메뉴"
LOG = Path("site/settle.log")  # beside the notebook


def bring_notice(label: str) -> dict:
    """A web server that is in use."""
    box = fixtures.container(label, "shop-notice", "nginx", publish="18680:80")
    probes.page(
        18680, tries=50
    )  # what the server writes for its first visitor is not the learner's
    return {
        "id": box,
        "since": probes.container(box)["State"]["StartedAt"],
        "changes": probes.changes(box),
    }


def hot_fix(given: dict) -> Verdict:
    """Another page in a running container: the same one, and never stopped."""
    box = probes.container("shop-notice")
    if box is None:
        return not_yet("removed")
    if box["Id"] != given["id"]:
        return not_yet("remade")
    if box["State"]["Status"] == "running" and box["State"]["StartedAt"] != given["since"]:
        return not_yet("restarted")
    new = [path for path in probes.changes("shop-notice") if path not in given["changes"]]
    amiss = running("shop-notice", twice=False) or answers(18680, NOTICE)
    if amiss is None:
        return passed()
    if amiss.key != "page_text":
        return amiss
    if not new:
        return untouched("old_page")
    if f"{PAGES}/index.html" not in new:
        return not_yet("elsewhere", path=max(new, key=len))
    return amiss


def bring_settle(label: str) -> dict:
    """A job that wrote down why it failed, in a file of its own: another text each time it runs."""
    script = 'echo "주문 $(cat /proc/sys/kernel/random/uuid): 결제 서버가 대답하지 않습니다" > /settle.log'
    box = fixtures.ended(
        label, "shop-settle", "busybox", ["sh", "-c", f"{script}; echo 정산을 시작합니다; exit 1"]
    )
    log = probes.file(box, "/settle.log")
    return {"id": box, "since": probes.container(box)["State"]["StartedAt"], "log": log}


def rescue_log(given: dict) -> Verdict:
    """The log of a job that has ended, on this machine, and of that run."""
    text = LOG.read_text(errors="replace") if LOG.is_file() else None
    if text == given["log"]:
        return passed()
    box = probes.container(given["id"])
    if box is None:
        return not_yet("removed")
    if box["State"]["StartedAt"] != given["since"]:
        return not_yet("started_again")
    if text is None:
        return untouched("no_file")
    return not_yet("other_text", line=(text.splitlines() or ["-"])[0])


def bake_menu(given: dict) -> Verdict:
    """A page that is in the image, so that each container of it shows it."""
    if not (probes.image("shop-menu:1.0") or probes.container("shop-menu")):
        return untouched("no_image", name="shop-menu:1.0")
    if probes.image("shop-menu:1.0") is None:
        return not_yet("no_image", name="shop-menu:1.0")
    amiss = begun(running("shop-menu", twice=False)) or of_image("shop-menu", "shop-menu:1.0")
    if amiss:
        return amiss
    mounts = [one["Destination"] for one in probes.container("shop-menu")["Mounts"]]
    if mounts:
        return not_yet("mounted_instead", path=mounts[0])
    written = [path for path in probes.changes("shop-menu") if path.startswith(f"{PAGES}/")]
    if written:
        return not_yet("only_here", path=written[0])
    return publishes("shop-menu", 18681, 80) or answers(18681, MENU) or passed()


EXERCISES = [
    Exercise(
        "hot-fix",
        "08-copy-and-build",
        hot_fix,
        """
from pathlib import Path

Path("site").mkdir(exist_ok=True)
Path("site/index.html").write_text("<h1>배송이 하루 늦어집니다</h1>")
dk.cp("site/index.html", "shop-notice:/usr/share/nginx/html/")
""",
        bring_notice,
    ),
    Exercise(
        "rescue-log",
        "08-copy-and-build",
        rescue_log,
        """
from pathlib import Path

Path("site").mkdir(exist_ok=True)
dk.cp("shop-settle:/settle.log", "site/settle.log")
""",
        bring_settle,
    ),
    Exercise(
        "bake-menu",
        "08-copy-and-build",
        bake_menu,
        """
from pathlib import Path

Path("site").mkdir(exist_ok=True)
Path("site/index.html").write_text("<h1>오늘의 메뉴</h1>")
Path("site/Dockerfile").write_text("FROM nginx\\nCOPY index.html /usr/share/nginx/html/\\n")
dk.build("site", tag="shop-menu:1.0")
dk.run("shop-menu:1.0", name="shop-menu", publish="18681:80", detach=True)
""",
    ),
]

"""Exercises of 08-copy-and-build: hot-fix, rescue-log, bake-menu."""

from pathlib import Path

from .. import fixtures, probes, web_page
from ..conditions import (
    AnyOf,
    ContainerExists,
    ContainerRuns,
    ImageExists,
    IsTheSame,
    MadeOfImage,
    NeverStopped,
    PageAnswers,
    PublishesAt,
)
from ..conditions.brought import brought_container, is_as_brought
from ..conditions.containers import ContainerCondition
from ..given import Given
from ..inspected import Container
from ..verdict import Diagnosis, unmet
from .exercise import Exercise

LESSON = "08-copy-and-build"
PAGES = "/usr/share/nginx/html"

# 1 --------------------------------------------------------------------------------------------

NOTICE = "shop-notice"
NOTICE_PORT = 18680
NOTICE_TEXT = "배송이 하루 늦어집니다"
notice_is_served = PageAnswers(NOTICE_PORT, NOTICE_TEXT)
notice_was_never_stopped = NeverStopped(NOTICE, key="restarted")


def bring_notice(given: Given) -> None:
    """Bring a web server that is in use."""
    fixtures.container(given, NOTICE, "nginx", publish=f"{NOTICE_PORT}:80")
    web_page.fetch(NOTICE_PORT, tries=50)
    # What the server writes for its first visitor is not the learner's.
    given.facts["changes"] = set(probes.changes(NOTICE))


def new_files(given: Given) -> list[str]:
    """Name the files that were changed in the container since the task brought it."""
    return [path for path in probes.changes(NOTICE) if path not in given.facts["changes"]]


def page_or_container_is_changed(given: Given) -> Diagnosis | None:
    """Something was written in the container, or it is not as it was brought."""
    if not is_as_brought(given, NOTICE) or notice_was_never_stopped(given):
        return None
    page = notice_is_served(given)
    if page and page.key == "page_text" and not new_files(given):
        return unmet("old_page")
    return None


def first_page_has_the_notice(given: Given) -> Diagnosis | None:
    """The first page shows the notice."""
    page = notice_is_served(given)
    if page is None or page.key != "page_text":
        return page
    written = new_files(given)
    if written and f"{PAGES}/index.html" not in written:
        return unmet("elsewhere", path=max(written, key=len))
    return page


HOT_FIX = Exercise(
    key="hot-fix",
    lesson=LESSON,
    prepare=bring_notice,
    begun=page_or_container_is_changed,
    conditions=(
        ContainerExists(NOTICE, key="removed"),
        IsTheSame(NOTICE, key="remade"),
        notice_was_never_stopped,
        ContainerRuns(NOTICE),
        first_page_has_the_notice,
    ),
    solution="""
from pathlib import Path

Path("site").mkdir(exist_ok=True)
Path("site/index.html").write_text("<h1>배송이 하루 늦어집니다</h1>")
dk.cp("site/index.html", "shop-notice:/usr/share/nginx/html/")
""",
)

# 2 --------------------------------------------------------------------------------------------

SETTLE = "shop-settle"
LOG = Path("site/settle.log")  # beside the notebook
SETTLE_SCRIPT = (
    'echo "주문 $(cat /proc/sys/kernel/random/uuid): 결제 서버가 대답하지 않습니다" > /settle.log; '
    "echo 정산을 시작합니다; exit 1"
)


def bring_settle(given: Given) -> None:
    """Bring a job that wrote down why it failed: another text each time that it runs."""
    settle = fixtures.ended_container(given, SETTLE, "busybox", ["sh", "-c", SETTLE_SCRIPT])
    given.facts["log"] = probes.file(settle.id, "/settle.log")


def saved_log() -> str | None:
    """Read what the learner saved; None where there is no such file."""
    return LOG.read_text(errors="replace") if LOG.is_file() else None


def log_is_saved_or_lost(given: Given) -> Diagnosis | None:
    """There is a file, or the container that has the log is not as it was."""
    if saved_log() is not None or log_is_not_lost(given) is not None:
        return None
    return unmet("no_file")


def log_is_not_lost(given: Given) -> Diagnosis | None:
    """The log is saved, or the container still has it: it was neither removed nor run again."""
    if saved_log() == given.facts["log"]:
        return None
    container = brought_container(given, SETTLE)
    if container is None:
        return unmet("removed")
    if container.started_at != given.containers[SETTLE].started_at:
        return unmet("started_again")
    return None


def log_is_saved(given: Given) -> Diagnosis | None:
    """The file on this machine is the log of the run that failed."""
    text = saved_log()
    if text is None:
        return unmet("no_file")
    if text != given.facts["log"]:
        lines = text.splitlines() or ["-"]
        return unmet("other_text", line=lines[0])
    return None


RESCUE_LOG = Exercise(
    key="rescue-log",
    lesson=LESSON,
    prepare=bring_settle,
    begun=log_is_saved_or_lost,
    conditions=(log_is_not_lost, log_is_saved),
    solution="""
from pathlib import Path

Path("site").mkdir(exist_ok=True)
dk.cp("shop-settle:/settle.log", "site/settle.log")
""",
)

# 3 --------------------------------------------------------------------------------------------

MENU = "shop-menu"
MENU_IMAGE = "shop-menu:1.0"


class HasNothingMounted(ContainerCondition):
    """What the container shows is in its image, not mounted from outside."""

    def diagnose(self, container: Container) -> Diagnosis | None:
        """Name the first place where something is mounted."""
        if not container.mounts:
            return None
        return unmet("mounted_instead", path=container.mounts[0].target)


class HasNoPageOfItsOwn(ContainerCondition):
    """What the container shows is in its image, not in its own layer."""

    def diagnose(self, container: Container) -> Diagnosis | None:
        """Name the first page that was changed in the container."""
        for path in probes.changes(self.name):
            if path.startswith(f"{PAGES}/"):
                return unmet("only_here", path=path)
        return None


BAKE_MENU = Exercise(
    key="bake-menu",
    lesson=LESSON,
    begun=AnyOf((ImageExists(MENU_IMAGE), ContainerExists(MENU))),
    conditions=(
        ImageExists(MENU_IMAGE),
        ContainerRuns(MENU),
        MadeOfImage(MENU, MENU_IMAGE),
        HasNothingMounted(MENU),
        HasNoPageOfItsOwn(MENU),
        PublishesAt(MENU, host=18681),
        PageAnswers(18681, "오늘의 메뉴"),
    ),
    solution="""
from pathlib import Path

Path("site").mkdir(exist_ok=True)
Path("site/index.html").write_text("<h1>오늘의 메뉴</h1>")
Path("site/Dockerfile").write_text("FROM nginx\\nCOPY index.html /usr/share/nginx/html/\\n")
dk.build("site", tag="shop-menu:1.0")
dk.run("shop-menu:1.0", name="shop-menu", publish="18681:80", detach=True)
""",
)

EXERCISES = [HOT_FIX, RESCUE_LOG, BAKE_MENU]

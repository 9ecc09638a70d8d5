"""Exercises of 09-mounts-and-volumes: live-board, upgrade-blog, share-pages."""

from pathlib import Path, PurePosixPath
from uuid import uuid4

from ...containers.exec import exec
from ...volumes import volume_create
from .. import fixtures, probes, web_page
from ..conditions import (
    AnyOf,
    ContainerExists,
    ContainerKeepsRunning,
    ContainerRuns,
    HasMount,
    MadeOfImage,
    PageAnswers,
    PublishesPort,
    VolumeExists,
)
from ..conditions.brought import brought_container
from ..conditions.containers import ContainerCondition
from ..given import Given
from ..inspected import Container
from ..verdict import Diagnosis, unmet
from .exercise import Exercise

LESSON = "09-mounts-and-volumes"
PAGES = "/usr/share/nginx/html"
OFFER = "오늘의 특가"

# 1 --------------------------------------------------------------------------------------------

BOARD = "shop-board"
BOARD_FOLDER = Path("site/board")  # beside the notebook


class ShowsAFolderWithFiles(ContainerCondition):
    """The folder that the container shows is not empty, as a mistyped one would be."""

    def diagnose(self, container: Container) -> Diagnosis | None:
        """Name the folder of the host."""
        if probes.run_inside(self.name, "ls", "-A", PAGES).output.strip():
            return None
        mount = container.mount_at(PAGES)
        folder = PurePosixPath(mount.source).name if mount else "-"
        return unmet("empty_folder", folder=folder)


class ShowsTheBoardsFolder(ContainerCondition):
    """The folder that the container shows is `site/board` beside the notebook."""

    def diagnose(self, container: Container) -> Diagnosis | None:
        """Name the folder that it shows instead; Docker Desktop writes more before its path."""
        mount = container.mount_at(PAGES)
        source = mount.source if mount else "-"
        wanted = BOARD_FOLDER.resolve()
        if Path(source).resolve() == wanted or source.endswith(str(wanted)):
            return None
        return unmet("other_folder", folder=source)


LIVE_BOARD = Exercise(
    key="live-board",
    lesson=LESSON,
    begun=ContainerExists(BOARD),
    conditions=(
        ContainerRuns(BOARD),
        MadeOfImage(BOARD, "nginx"),
        HasMount(BOARD, PAGES, kind="bind", writable=False),
        PublishesPort(BOARD, host=18690, container_port=80),
        ShowsAFolderWithFiles(BOARD),
        PageAnswers(18690, OFFER),
        ShowsTheBoardsFolder(BOARD),
    ),
    solution="""
from pathlib import Path

Path("site/board").mkdir(parents=True, exist_ok=True)
Path("site/board/index.html").write_text("<h1>오늘의 특가: 사과</h1>")
folder = "./site/board:/usr/share/nginx/html:ro"
dk.run("nginx", name="shop-board", volume=folder, publish="18690:80", detach=True)
""",
)

# 2 --------------------------------------------------------------------------------------------

BLOG = "shop-blog"
POSTS = "shop-posts"
BLOG_PORT = 18691


def bring_blog(given: Given) -> None:
    """Bring an older web server whose pages are in a volume; each time another page."""
    mark = uuid4().hex
    page = f"<h1>단골 손님께</h1> <!-- {mark} -->"
    volume_create(POSTS, label=given.label)
    blog = fixtures.container(
        given, BLOG, "nginx:1.22", volume=f"{POSTS}:{PAGES}", publish=f"{BLOG_PORT}:80"
    )
    exec(blog.id, ["sh", "-c", f"echo '{page}' > {PAGES}/index.html"])
    given.facts["mark"] = mark


def old_blog_does_not_run(given: Given) -> Diagnosis | None:
    """The container that was brought is gone, or does not run any more."""
    blog = brought_container(given, BLOG)
    if blog is None or not blog.is_running or blog.name != BLOG:
        return None
    return unmet("old_one", image=probes.image_name(blog))


def blog_is_there(given: Given) -> Diagnosis | None:
    """There is a container of this name."""
    if probes.container(BLOG) is not None:
        return None
    return unmet("removed" if probes.has_volume(POSTS) else "all_gone")


def post_is_still_there(given: Given) -> Diagnosis | None:
    """The page that is shown is the one that was brought."""
    return None if given.facts["mark"] in web_page.fetch(BLOG_PORT).text else unmet("post_lost")


UPGRADE_BLOG = Exercise(
    key="upgrade-blog",
    lesson=LESSON,
    prepare=bring_blog,
    begun=old_blog_does_not_run,
    conditions=(
        blog_is_there,
        ContainerRuns(BLOG),
        MadeOfImage(BLOG, "nginx:1.26"),
        HasMount(BLOG, PAGES, kind="volume", source=POSTS),
        PublishesPort(BLOG, host=BLOG_PORT, container_port=80),
        PageAnswers(BLOG_PORT),
        post_is_still_there,
    ),
    solution="""
dk.stop("shop-blog")
dk.rm("shop-blog")
pages = "shop-posts:/usr/share/nginx/html"
dk.run("nginx:1.26", name="shop-blog", volume=pages, publish="18691:80", detach=True)
""",
)

# 3 --------------------------------------------------------------------------------------------

SHARED = "shop-pages"
WRITER = "shop-writer"
FRONT = "shop-front"

SHARE_PAGES = Exercise(
    key="share-pages",
    lesson=LESSON,
    begun=AnyOf((VolumeExists(SHARED), ContainerExists(WRITER), ContainerExists(FRONT))),
    conditions=(
        VolumeExists(SHARED),
        ContainerKeepsRunning(WRITER),
        HasMount(WRITER, "/pages", kind="volume", source=SHARED),
        ContainerRuns(FRONT),
        MadeOfImage(FRONT, "nginx"),
        HasMount(FRONT, PAGES, kind="volume", source=SHARED, writable=False),
        PublishesPort(FRONT, host=18692, container_port=80),
        PageAnswers(18692, OFFER),
    ),
    solution="""
dk.volume_create("shop-pages")
write = "echo '<h1>오늘의 특가</h1>' > /pages/index.html; exec sleep 3600"
dk.run("busybox", ["sh", "-c", write], name="shop-writer", volume="shop-pages:/pages", detach=True)
pages = "shop-pages:/usr/share/nginx/html:ro"
dk.run("nginx", name="shop-front", volume=pages, publish="18692:80", detach=True)
""",
)

EXERCISES = [LIVE_BOARD, UPGRADE_BLOG, SHARE_PAGES]

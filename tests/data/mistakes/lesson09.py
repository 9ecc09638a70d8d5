"""Mistakes in the exercises of 09-mounts-and-volumes."""

from tests.data.mistakes.mistake import Mistake

PAGES = "/usr/share/nginx/html"
BOARD = """
from pathlib import Path
Path("site/board").mkdir(parents=True)
Path("site/board/index.html").write_text("<h1>오늘의 특가: 사과</h1>")
"""
OFF = 'dk.rm("shop-blog", force=True); '
WRITER = """
write = "echo '<h1>오늘의 특가</h1>' > /pages/index.html; exec sleep 3600"
dk.run("busybox", ["sh", "-c", write], name="shop-writer", volume="shop-pages:/pages", detach=True)
"""


def board(volume: str) -> str:
    """A board with this mount."""
    options = f'name="shop-board", volume="{volume}", publish="18690:80", detach=True'
    return f'{BOARD}dk.run("nginx", {options})'


def blog(image: str = "nginx:1.26") -> str:
    """A new blog."""
    options = f'name="shop-blog", volume="shop-posts:{PAGES}", publish="18691:80", detach=True'
    return f'dk.run("{image}", {options})'


def front(volume: str) -> str:
    """The server of the shared pages, with this mount."""
    return f'dk.run("nginx", name="shop-front", volume="{volume}", publish="18692:80", detach=True)'


MISTAKES = {
    "live-board": [
        Mistake(board(f"./site/board:{PAGES}"), "mount_writable"),
        Mistake(board(f"./site/baord:{PAGES}:ro"), "empty_folder"),
        Mistake(board("./site/board:/board:ro"), "no_mount"),
        Mistake(board(f"./site:{PAGES}:ro"), "page_status"),
        Mistake(
            BOARD.replace("site/board", "other/board") + board(f"./other/board:{PAGES}:ro"),
            "other_folder",
        ),
    ],
    "upgrade-blog": [
        Mistake(OFF, "removed"),
        Mistake(OFF + 'dk.volume_rm("shop-posts")', "all_gone"),
        Mistake(OFF + 'dk.volume_rm("shop-posts"); ' + blog(), "post_lost"),
        Mistake(OFF + blog("nginx:1.22"), "wrong_image"),
        Mistake(
            OFF + 'dk.run("nginx:1.26", name="shop-blog", publish="18691:80", detach=True)',
            "no_mount",
        ),
    ],
    "share-pages": [
        Mistake(
            'dk.run("busybox", "touch /pages/index.html", name="shop-writer", '
            'volume="shop-pages:/pages")',
            "exited",
        ),
        Mistake(WRITER + front(f"shop-pages:{PAGES}"), "mount_writable"),
        Mistake(WRITER + front(f"shop-page:{PAGES}:ro"), "mount_source"),
        Mistake(
            'dk.run("busybox", "sleep 3600", name="shop-writer", volume="shop-pages:/pages", '
            "detach=True); " + front(f"shop-pages:{PAGES}:ro"),
            "page_text",
        ),
    ],
}

ROUTES = {
    "live-board": [
        BOARD + 'sh(f"docker run -d --name shop-board -p 18690:80 --mount '
        f'type=bind,source=$PWD/site/board,target={PAGES},readonly nginx")',
    ],
    "upgrade-blog": [
        OFF
        + f'dk.create("nginx:stable", name="shop-blog", mount="source=shop-posts,target={PAGES}", '
        'publish="18691:80"); dk.start("shop-blog")',
    ],
    "share-pages": [
        f"""
sh("docker run -d --name shop-front -v shop-pages:{PAGES}:ro -p 18692:80 nginx")
sh("docker run -d --name shop-writer -v shop-pages:/pages debian sleep 3600")
sh("docker exec shop-writer sh -c 'echo 오늘의 특가 > /pages/index.html'")
""",
    ],
}

"""Mistakes in the exercises of 09-mounts-and-volumes."""

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
    return f'{BOARD}dk.run("nginx", name="shop-board", volume="{volume}", publish="18690:80", detach=True)'


def blog(image: str = "nginx:1.26") -> str:
    """A new blog."""
    return f'dk.run("{image}", name="shop-blog", volume="shop-posts:{PAGES}", publish="18691:80", detach=True)'


def front(volume: str) -> str:
    """The server of the shared pages, with this mount."""
    return f'dk.run("nginx", name="shop-front", volume="{volume}", publish="18692:80", detach=True)'


MISTAKES = {
    "live-board": [
        (board(f"./site/board:{PAGES}"), "mount_writable"),
        (board(f"./site/baord:{PAGES}:ro"), "empty_folder"),
        (board("./site/board:/board:ro"), "no_mount"),
        (board(f"./site:{PAGES}:ro"), "page_status"),
    ],
    "upgrade-blog": [
        (OFF, "removed"),
        (OFF + 'dk.volume_rm("shop-posts")', "all_gone"),
        (OFF + 'dk.volume_rm("shop-posts"); ' + blog(), "post_lost"),
        (OFF + blog("nginx:1.22"), "wrong_image"),
        (
            OFF + 'dk.run("nginx:1.26", name="shop-blog", publish="18691:80", detach=True)',
            "no_mount",
        ),
    ],
    "share-pages": [
        (
            'dk.run("busybox", "touch /pages/index.html", name="shop-writer", volume="shop-pages:/pages")',
            "exited",
        ),
        (WRITER + front(f"shop-pages:{PAGES}"), "mount_writable"),
        (WRITER + front(f"shop-page:{PAGES}:ro"), "mount_source"),
        (
            'dk.run("busybox", "sleep 3600", name="shop-writer", volume="shop-pages:/pages", detach=True); '
            + front(f"shop-pages:{PAGES}:ro"),
            "page_text",
        ),
    ],
}

ROUTES = {
    "live-board": BOARD + 'sh(f"docker run -d --name shop-board -p 18690:80 --mount '
    f'type=bind,source=$PWD/site/board,target={PAGES},readonly nginx")',
    "upgrade-blog": OFF
    + f'dk.create("nginx:stable", name="shop-blog", mount="source=shop-posts,target={PAGES}", '
    'publish="18691:80"); dk.start("shop-blog")',
    "share-pages": f"""
sh("docker run -d --name shop-front -v shop-pages:{PAGES}:ro -p 18692:80 nginx")
sh("docker run -d --name shop-writer -v shop-pages:/pages debian sleep 3600")
sh("docker exec shop-writer sh -c 'echo 오늘의 특가 > /pages/index.html'")
""",
}

"""Mistakes in the exercises of 08-copy-and-build."""

FILES = """
from pathlib import Path
Path("site").mkdir(exist_ok=True)
Path("site/index.html").write_text("<h1>배송이 하루 늦어집니다. 오늘의 메뉴</h1>")
Path("site/Dockerfile").write_text("FROM nginx\\nCOPY index.html /usr/share/nginx/html/\\n")
"""
PAGES = "/usr/share/nginx/html"

MISTAKES = {
    "hot-fix": [
        (FILES + 'dk.cp("site/index.html", "shop-notice:/usr/share/nginx/")', "elsewhere"),
        (FILES + f'dk.cp("site/Dockerfile", "shop-notice:{PAGES}/index.html")', "page_text"),
        (
            FILES + f'dk.cp("site/index.html", "shop-notice:{PAGES}/"); dk.restart("shop-notice")',
            "restarted",
        ),
        (
            FILES + 'dk.rm("shop-notice", force=True); dk.run("nginx", name="shop-notice", '
            f'volume="./site:{PAGES}", publish="18680:80", detach=True)',
            "remade",
        ),
        ('dk.rm("shop-notice", force=True)', "removed"),
    ],
    "rescue-log": [
        ('dk.start("shop-settle"); dk.wait("shop-settle")', "started_again"),
        (FILES + 'sh("docker logs shop-settle > site/settle.log")', "other_text"),
        ('dk.rm("shop-settle")', "removed"),
    ],
    "bake-menu": [
        (
            FILES + 'dk.run("nginx", name="shop-menu", publish="18681:80", detach=True); '
            f'dk.cp("site/index.html", "shop-menu:{PAGES}/")',
            "no_image",
        ),
        (
            FILES + 'dk.build("site", tag="shop-menu:1.0"); '
            'dk.run("nginx", name="shop-menu", publish="18681:80", detach=True)',
            "wrong_image",
        ),
        (
            FILES + 'dk.tag("nginx", "shop-menu:1.0"); '
            'dk.run("shop-menu:1.0", name="shop-menu", publish="18681:80", detach=True); '
            f'dk.cp("site/index.html", "shop-menu:{PAGES}/")',
            "only_here",
        ),
        (
            FILES + 'dk.tag("nginx", "shop-menu:1.0"); dk.run("shop-menu:1.0", name="shop-menu", '
            f'volume="./site:{PAGES}", publish="18681:80", detach=True)',
            "mounted_instead",
        ),
        (
            FILES + 'Path("site/Dockerfile").write_text("FROM nginx\\nCOPY index.html /\\n"); '
            'dk.build("site", tag="shop-menu:1.0"); '
            'dk.run("shop-menu:1.0", name="shop-menu", publish="18681:80", detach=True)',
            "page_text",
        ),
    ],
}

ROUTES = {
    "hot-fix": f'dk.exec("shop-notice", ["sh", "-c", "echo 배송이 하루 늦어집니다 > {PAGES}/index.html"])',
    "rescue-log": FILES + 'sh("docker cp shop-settle:/settle.log - | tar -x -C site")',
    "bake-menu": FILES
    + f"""
sh("docker run -d --name draft nginx && docker cp site/index.html draft:{PAGES}/ && docker commit draft shop-menu:1.0")
sh("docker run -d --name shop-menu -p 18681:80 shop-menu:1.0")
""",
}

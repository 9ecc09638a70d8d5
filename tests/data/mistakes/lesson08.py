"""Mistakes in the exercises of 08-copy-and-build."""

from tests.data.mistakes.mistake import Mistake

FILES = """
from pathlib import Path
Path("site").mkdir(exist_ok=True)
Path("site/index.html").write_text("<h1>배송이 하루 늦어집니다. 오늘의 메뉴</h1>")
Path("site/Dockerfile").write_text("FROM nginx\\nCOPY index.html /usr/share/nginx/html/\\n")
"""
PAGES = "/usr/share/nginx/html"

MISTAKES = {
    "hot-fix": [
        Mistake(FILES + 'dk.cp("site/index.html", "shop-notice:/usr/share/nginx/")', "elsewhere"),
        Mistake(FILES + f'dk.cp("site/Dockerfile", "shop-notice:{PAGES}/index.html")', "page_text"),
        Mistake(
            FILES + f'dk.cp("site/index.html", "shop-notice:{PAGES}/"); dk.restart("shop-notice")',
            "restarted",
        ),
        Mistake(
            FILES + 'dk.rm("shop-notice", force=True); dk.run("nginx", name="shop-notice", '
            f'volume="./site:{PAGES}", publish="18680:80", detach=True)',
            "remade",
        ),
        Mistake('dk.rm("shop-notice", force=True)', "removed"),
    ],
    "rescue-log": [
        Mistake('dk.start("shop-settle"); dk.wait("shop-settle")', "started_again"),
        Mistake(FILES + 'sh("docker logs shop-settle > site/settle.log")', "other_text"),
        Mistake('dk.rm("shop-settle")', "removed"),
    ],
    "bake-menu": [
        Mistake(
            FILES + 'dk.run("nginx", name="shop-menu", publish="18681:80", detach=True); '
            f'dk.cp("site/index.html", "shop-menu:{PAGES}/")',
            "no_image",
        ),
        Mistake(
            FILES + 'dk.build("site", tag="shop-menu:1.0"); '
            'dk.run("nginx", name="shop-menu", publish="18681:80", detach=True)',
            "wrong_image",
        ),
        Mistake(
            FILES + 'dk.tag("nginx", "shop-menu:1.0"); '
            'dk.run("shop-menu:1.0", name="shop-menu", publish="18681:80", detach=True); '
            f'dk.cp("site/index.html", "shop-menu:{PAGES}/")',
            "only_here",
        ),
        Mistake(
            FILES + 'dk.tag("nginx", "shop-menu:1.0"); dk.run("shop-menu:1.0", name="shop-menu", '
            f'volume="./site:{PAGES}", publish="18681:80", detach=True)',
            "mounted_instead",
        ),
        Mistake(
            FILES + 'Path("site/Dockerfile").write_text("FROM nginx\\nCOPY index.html /\\n"); '
            'dk.build("site", tag="shop-menu:1.0"); '
            'dk.run("shop-menu:1.0", name="shop-menu", publish="18681:80", detach=True)',
            "page_text",
        ),
    ],
}

ROUTES = {
    "hot-fix": [
        f'dk.exec("shop-notice", ["sh", "-c", "echo 배송이 하루 늦어집니다 > {PAGES}/index.html"])',
    ],
    "rescue-log": [
        FILES + 'sh("docker cp shop-settle:/settle.log - | tar -x -C site")',
    ],
    "bake-menu": [
        FILES
        + f"""
sh("docker run -d --name draft nginx && docker cp site/index.html draft:{PAGES}/")
sh("docker commit draft shop-menu:1.0")
sh("docker run -d --name shop-menu -p 18681:80 shop-menu:1.0")
""",
        FILES
        + """
recipe = 'FROM busybox\\nCOPY index.html /www/\\nCMD ["httpd", "-f", "-p", "8000", "-h", "/www"]\\n'
Path("site/Dockerfile").write_text(recipe)
dk.build("site", tag="shop-menu:1.0")
dk.run("shop-menu:1.0", name="shop-menu", publish="18681:8000", detach=True)
""",
    ],
}

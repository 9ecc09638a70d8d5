"""Mistakes in the exercises of 02-image-and-container."""

from tests.data.mistakes.mistake import Mistake

WRITE = "echo 공사 중 > /usr/share/nginx/html/index.html"
BOTH = 'for name in ("shop-front", "shop-back"): dk.run("nginx", name=name, detach=True)\n'

MISTAKES = {
    "order-note": [
        Mistake('dk.run("busybox", ["sh", "-c", "echo 커피 두 잔"], name="shop-order")', "no_file"),
        Mistake(
            'dk.run("busybox", ["sh", "-c", "echo 커피 두 잔 > /tmp/order"], name="shop-order")',
            "no_file",
        ),
        Mistake(
            'dk.run("busybox", ["sh", "-c", "echo 커피 > /shop/order"], name="shop-order")',
            "wrong_code",
        ),
        Mistake('dk.run("busybox", "mkdir /order", name="shop-order")', "is_folder"),
        Mistake(
            'dk.run("busybox", ["sh", "-c", "> /order; '
            'sleep 600"], name="shop-order", detach=True)',
            "not_ended",
        ),
    ],
    "two-pages": [
        Mistake(BOTH, "page_same"),
        Mistake('dk.run("nginx", name="shop-front", detach=True)', "no_container"),
        Mistake(f'{BOTH}dk.exec("shop-back", ["sh", "-c", "{WRITE}"])', "other_changed"),
        Mistake(
            f'{BOTH}for name in ("shop-front", "shop-back"): dk.exec(name, ["sh", "-c", '
            f'"{WRITE}"])',
            "both_changed",
        ),
        Mistake(
            f'{BOTH}dk.exec("shop-front", ["sh", "-c", '
            '"echo 휴업 > /usr/share/nginx/html/index.html"])',
            "page_differs",
        ),
    ],
    "clear-sale": [
        Mistake('dk.rm("shop-sale", force=True)', "containers_left"),
        Mistake('dk.stop("shop-sale", time=0)', "containers_left"),
        Mistake('dk.rmi("shop-sale", force=True)', "containers_left"),
        Mistake('dk.rm(["shop-sale", "shop-sale-old"], force=True)', "image_left"),
        Mistake(
            'dk.rm(dk.ps(all=True, filters={"name": "shop-"}), force=True); dk.rmi("shop-sale")',
            "other_gone",
        ),
        Mistake('dk.kill("shop-open")', "other_stopped"),
    ],
}

ROUTES = {
    "order-note": [
        'sh("docker run --name shop-order busybox:1.37 touch /order")',
    ],
    "two-pages": [
        """
sh("docker run -d --name shop-front nginx && docker run -d --name shop-back nginx:latest")
sh("echo '<h1>공사 중</h1>' > page.html")
sh("docker cp page.html shop-front:/usr/share/nginx/html/index.html")
""",
    ],
    "clear-sale": [
        """
sh("docker rm --force $(docker ps --all --quiet --filter ancestor=shop-sale)")
sh("docker rmi shop-sale")
""",
    ],
}

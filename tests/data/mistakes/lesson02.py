"""Mistakes in the exercises of 02-image-and-container."""

WRITE = "echo 공사 중 > /usr/share/nginx/html/index.html"
BOTH = 'for name in ("shop-front", "shop-back"): dk.run("nginx", name=name, detach=True)\n'

MISTAKES = {
    "order-note": [
        ('dk.run("busybox", ["sh", "-c", "echo 커피 두 잔"], name="shop-order")', "no_file"),
        (
            'dk.run("busybox", ["sh", "-c", "echo 커피 두 잔 > /tmp/order"], name="shop-order")',
            "no_file",
        ),
        (
            'dk.run("busybox", ["sh", "-c", "echo 커피 > /shop/order"], name="shop-order")',
            "wrong_code",
        ),
        ('dk.run("busybox", "mkdir /order", name="shop-order")', "is_folder"),
        (
            'dk.run("busybox", ["sh", "-c", "> /order; sleep 600"], name="shop-order", detach=True)',
            "not_ended",
        ),
    ],
    "two-pages": [
        (BOTH, "page_same"),
        ('dk.run("nginx", name="shop-front", detach=True)', "no_container"),
        (f'{BOTH}dk.exec("shop-back", ["sh", "-c", "{WRITE}"])', "other_changed"),
        (
            f'{BOTH}for name in ("shop-front", "shop-back"): dk.exec(name, ["sh", "-c", "{WRITE}"])',
            "both_changed",
        ),
        (
            f'{BOTH}dk.exec("shop-front", ["sh", "-c", "echo 휴업 > /usr/share/nginx/html/index.html"])',
            "page_differs",
        ),
    ],
    "clear-sale": [
        ('dk.rm("shop-sale", force=True)', "containers_left"),
        ('dk.stop("shop-sale", time=0)', "containers_left"),
        ('dk.rmi("shop-sale", force=True)', "containers_left"),
        ('dk.rm(["shop-sale", "shop-sale-old"], force=True)', "image_left"),
        (
            'dk.rm(dk.ps(all=True, filters={"name": "shop-"}), force=True); dk.rmi("shop-sale")',
            "other_gone",
        ),
        ('dk.kill("shop-open")', "other_stopped"),
    ],
}

ROUTES = {
    "order-note": 'sh("docker run --name shop-order busybox:1.37 touch /order")',
    "two-pages": """
sh("docker run -d --name shop-front nginx && docker run -d --name shop-back nginx:latest")
sh("echo '<h1>공사 중</h1>' > page.html && docker cp page.html shop-front:/usr/share/nginx/html/index.html")
""",
    "clear-sale": """
sh("docker rm --force $(docker ps --all --quiet --filter ancestor=shop-sale) && docker rmi shop-sale")
""",
}

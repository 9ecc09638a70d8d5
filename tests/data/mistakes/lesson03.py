"""Mistakes in the exercises of 03-search-and-pull."""

AGAIN = 'dk.run(f"{dk.engine.registry()}/shop/menu:1.0", name="shop-menu-2", detach=True)'
YESTERDAY = 'image = dk.inspect("shop-menu", "Image")["VALUE"][0]\n'

MISTAKES = {
    "team-page": [
        ('dk.run("nginx", name="shop-page", detach=True)', "wrong_image"),
        ('dk.create("academy/nginx-hello", name="shop-page")', "created"),
        ('dk.run("academy/nginx-hello", "nginx -v", name="shop-page")', "exited"),
    ],
    "pinned": [
        ('dk.run("nginx:1.22", name="shop-pinned", detach=True)', "by_tag"),
        (
            'digest = dk.pull("nginx").attrs["digest"]\ndk.run(f"nginx@{digest}", name="shop-pinned", detach=True)',
            "other_digest",
        ),
        (
            'dk.pull("nginx:1.22")\n'
            'dk.run(dk.inspect("nginx:1.22", "Id")["VALUE"][0], name="shop-pinned", detach=True)',
            "by_id",
        ),
    ],
    "same-again": [
        (AGAIN, "todays"),
        (f'dk.pull(f"{{dk.engine.registry()}}/shop/menu:1.0")\n{AGAIN}', "todays"),
        ('dk.run("busybox", "sleep 3600", name="shop-menu-2", detach=True)', "another_image"),
        (
            f'{YESTERDAY}dk.run(image, "true", name="shop-menu-2", detach=True); dk.wait("shop-menu-2")',
            "exited",
        ),
        (
            f'{YESTERDAY}dk.run(image, name="shop-menu-2", detach=True); dk.stop("shop-menu", time=0)',
            "first_gone",
        ),
    ],
}

ROUTES = {
    "team-page": 'sh("docker run -d --name shop-page academy/nginx-hello:1.0")',
    "pinned": """
digest = dk.manifest("nginx:1.22").attrs["digest"]
sh(f"docker run -d --name shop-pinned nginx:1.22@{digest}")
""",
    "same-again": """
sh("docker run -d --name shop-menu-2 $(docker inspect --format '{{.Image}}' shop-menu)")
""",
}

"""Mistakes in the exercises of 03-search-and-pull."""

from tests.data.mistakes.mistake import Mistake

AGAIN = 'dk.run(f"{dk.engine.registry()}/shop/menu:1.0", name="shop-menu-2", detach=True)'
YESTERDAY = 'image = dk.inspect("shop-menu", "Image")["VALUE"][0]\n'

MISTAKES = {
    "team-page": [
        Mistake('dk.run("nginx", name="shop-page", detach=True)', "wrong_image"),
        Mistake('dk.create("academy/nginx-hello", name="shop-page")', "never_started"),
        Mistake('dk.run("academy/nginx-hello", "nginx -v", name="shop-page")', "exited"),
    ],
    "pinned": [
        Mistake('dk.run("nginx:1.22", name="shop-pinned", detach=True)', "by_tag"),
        Mistake(
            'digest = dk.pull("nginx").attrs["digest"]\ndk.run(f"nginx@{digest}", '
            'name="shop-pinned", detach=True)',
            "other_digest",
        ),
        Mistake(
            'dk.pull("nginx:1.22")\n'
            'dk.run(dk.inspect("nginx:1.22", "Id")["VALUE"][0], name="shop-pinned", detach=True)',
            "by_id",
        ),
    ],
    "same-again": [
        Mistake(AGAIN, "todays"),
        Mistake(f'dk.pull(f"{{dk.engine.registry()}}/shop/menu:1.0")\n{AGAIN}', "todays"),
        Mistake(
            'dk.run("busybox", "sleep 3600", name="shop-menu-2", detach=True)', "another_image"
        ),
        Mistake(
            f'{YESTERDAY}dk.run(image, "true", name="shop-menu-2", detach=True); '
            'dk.wait("shop-menu-2")',
            "exited",
        ),
        Mistake(
            f'{YESTERDAY}dk.run(image, name="shop-menu-2", detach=True); '
            'dk.stop("shop-menu", time=0)',
            "first_gone",
        ),
    ],
}

ROUTES = {
    "team-page": [
        'sh("docker run -d --name shop-page academy/nginx-hello:1.0")',
    ],
    "pinned": [
        """
digest = dk.manifest("nginx:1.22").attrs["digest"]
sh(f"docker run -d --name shop-pinned nginx:1.22@{digest}")
""",
    ],
    "same-again": [
        """
sh("docker run -d --name shop-menu-2 $(docker inspect --format '{{.Image}}' shop-menu)")
""",
    ],
}

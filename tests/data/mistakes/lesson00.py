"""Mistakes in the exercises of 00-start."""

from tests.data.mistakes.mistake import Mistake

MISTAKES = {
    "greet": [
        Mistake('dk.run("busybox", ["echo", "안녕하세요"], name="shop-greet")', "wrong_output"),
        Mistake('dk.run("debian", ["echo", "어서 오세요"], name="shop-greet")', "wrong_image"),
        Mistake(
            'dk.run("busybox", "sh -c \'echo 어서 오세요; exit 1\'", name="shop-greet")',
            "wrong_code",
        ),
        Mistake(
            'dk.create("busybox", ["echo", "어서 오세요"], name="shop-greet")', "never_started"
        ),
        Mistake('sh("docker run --name shop-greet busybox 어서 오세요 || true")', "created"),
        Mistake('dk.run("busybox", "sleep 600", name="shop-greet", detach=True)', "not_ended"),
    ],
    "remove-failed": [
        Mistake('dk.rm("shop-mail")', "wrong_one"),
        Mistake('dk.rm(["shop-mail", "shop-bill"])', "both_gone"),
        Mistake('dk.rm(dk.ps(all=True, filters={"status": "exited"}))', "both_gone"),
    ],
    "stock-check": [
        Mistake(
            'dk.run("busybox", ["echo", "재고 부족"], name="shop-stock", label="shop.team=stock")',
            "wrong_code",
        ),
        Mistake(
            'dk.run("busybox", ["sh", "-c", "exit 3"], name="shop-stock", label="shop.team=stock")',
            "wrong_output",
        ),
        Mistake(
            'dk.run("busybox", ["sh", "-c", "echo 재고 부족; exit 3"], name="shop-stock")',
            "no_label",
        ),
        Mistake(
            'dk.run("busybox", ["sh", "-c", "echo 재고 부족; '
            'exit 3"], name="shop-stock", label="shop.team=shop")',
            "wrong_label",
        ),
    ],
}

ROUTES = {
    "greet": [
        'sh("docker run --name shop-greet busybox:1.37 echo 어서 오세요")',
    ],
    "remove-failed": [
        'sh("docker rm $(docker ps --all --quiet --filter exited=3 --filter name=shop-)")',
    ],
    "stock-check": [
        """
check = "sh -c 'echo 재고 부족 >&2; exit 3'"
dk.create("busybox", check, name="shop-stock", label={"shop.team": "stock"})
dk.start("shop-stock")
dk.wait("shop-stock")
""",
    ],
}

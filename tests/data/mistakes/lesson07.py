"""Mistakes in the exercises of 07-status."""

FRONT = 'dk.run("nginx:1.22", name="shop-front", publish="18670:80", detach=True)\n'
SESSION = 'dk.run("redis", name="shop-session", detach=True); dk.pause("shop-session")\n'
BATCH = 'dk.run("busybox", ["sh", "-c", "exit 7"], name="shop-batch")\n'
LATER = 'dk.create("busybox", "sleep 600", name="shop-later")\n'
OTHERS = 'for name in ("shop-front", "shop-session"): dk.create("busybox", name=name)\n'  # not looked at yet

MISTAKES = {
    "thaw": [
        ('dk.unpause("shop-stock"); dk.restart("shop-stock", time=0)', "started_anew"),
        (
            'dk.rm("shop-stock", force=True); dk.run("busybox", "sleep 3600", name="shop-stock", detach=True)',
            "not_the_same",
        ),
        ('dk.unpause("shop-stock"); dk.stop("shop-order", time=0)', "wrong_state"),
    ],
    "only-failed": [
        ('dk.rm(dk.ps(all=True, filters={"exited": 3}))', "too_many"),
        (
            'dk.rm(dk.ps(all=True, filters={"label": "batch=night", "status": "exited"}))',
            "too_many",
        ),
        ('dk.rm("shop-report")', "some_left"),
        (
            'dk.rm(dk.ps(all=True, filters={"label": "batch=night", "exited": 3})); dk.stop("shop-sync", time=0)',
            "wrong_state",
        ),
    ],
    "as-it-was": [
        (LATER, "rows_missing"),
        (
            OTHERS + BATCH + 'dk.run("busybox", "sleep 600", name="shop-later", detach=True)',
            "wrong_state",
        ),
        (OTHERS + BATCH + 'dk.create("busybox", "sleep 3600", name="shop-later")', "wrong_command"),
        (OTHERS + LATER + 'dk.run("busybox", "true", name="shop-batch")', "wrong_code"),
        (
            BATCH + LATER + FRONT + 'dk.run("redis", name="shop-session", detach=True)',
            "wrong_state",
        ),
        (SESSION + BATCH + LATER + FRONT.replace(":1.22", ""), "wrong_image"),
        (SESSION + BATCH + LATER + FRONT.replace("18670:80", "80:18670"), "wrong_port"),
    ],
}

ROUTES = {
    "thaw": 'sh("docker unpause $(docker ps --quiet --filter status=paused --filter name=shop-)")',
    "only-failed": 'dk.rm(["shop-report", "shop-resize"], force=True)',
    "as-it-was": """
sh("docker create --name shop-later busybox sleep 600")
sh("docker run -d --name shop-front -p 18670:80 nginx:1.22")
sh("docker run --name shop-batch busybox sh -c 'exit 7' || true")
sh("docker run -d --name shop-session redis; docker pause shop-session")
""",
}

"""Mistakes in the exercises of 07-status."""

from tests.data.mistakes.mistake import Mistake

FRONT = 'dk.run("nginx:1.22", name="shop-front", publish="18670:80", detach=True)\n'
SESSION = 'dk.run("redis", name="shop-session", detach=True); dk.pause("shop-session")\n'
BATCH = 'dk.run("busybox", ["sh", "-c", "exit 7"], name="shop-batch")\n'
LATER = 'dk.create("busybox", "sleep 600", name="shop-later")\n'
# These are there, and are not looked at yet.
OTHERS = 'for name in ("shop-front", "shop-session"): dk.create("busybox", name=name)\n'

MISTAKES = {
    "thaw": [
        Mistake('dk.unpause("shop-stock"); dk.restart("shop-stock", time=0)', "started_anew"),
        Mistake(
            'dk.rm("shop-stock", force=True); '
            'dk.run("busybox", "sleep 3600", name="shop-stock", detach=True)',
            "not_the_same",
        ),
        Mistake('dk.unpause("shop-stock"); dk.stop("shop-order", time=0)', "wrong_state"),
    ],
    "only-failed": [
        Mistake('dk.rm(dk.ps(all=True, filters={"exited": 3}))', "too_many"),
        Mistake(
            'dk.rm(dk.ps(all=True, filters={"label": "batch=night", "status": "exited"}))',
            "too_many",
        ),
        Mistake('dk.rm("shop-report")', "some_left"),
        Mistake(
            'dk.rm(dk.ps(all=True, filters={"label": "batch=night", "exited": 3})); '
            'dk.stop("shop-sync", time=0)',
            "wrong_state",
        ),
    ],
    "as-it-was": [
        Mistake(LATER, "rows_missing"),
        Mistake(
            OTHERS + BATCH + 'dk.run("busybox", "sleep 600", name="shop-later", detach=True)',
            "wrong_state",
        ),
        Mistake(
            OTHERS + BATCH + 'dk.create("busybox", "sleep 3600", name="shop-later")',
            "wrong_command",
        ),
        Mistake(OTHERS + LATER + 'dk.run("busybox", "true", name="shop-batch")', "wrong_code"),
        Mistake(
            BATCH + LATER + FRONT + 'dk.run("redis", name="shop-session", detach=True)',
            "wrong_state",
        ),
        Mistake(SESSION + BATCH + LATER + FRONT.replace(":1.22", ""), "wrong_image"),
        Mistake(SESSION + BATCH + LATER + FRONT.replace("18670:80", "80:18670"), "wrong_port"),
        Mistake(OTHERS + LATER + BATCH.replace("exit 7", "true; exit 7"), "wrong_command"),
        Mistake(OTHERS + BATCH + LATER.replace("busybox", "busybox:1.37"), "shown_image"),
        Mistake(
            BATCH + LATER + FRONT + SESSION.replace('"redis",', '"redis", "sleep 600",'),
            "wrong_command",
        ),
        Mistake(
            BATCH + LATER + FRONT + SESSION.replace("detach", 'publish="18671:6379", detach'),
            "port_too_many",
        ),
        Mistake(
            SESSION + BATCH + LATER + FRONT.replace('"18670:80"', '["18670:80", "18671:80"]'),
            "port_too_many",
        ),
    ],
}

ROUTES = {
    "thaw": [
        'sh("docker unpause $(docker ps --quiet --filter status=paused --filter name=shop-)")',
    ],
    "only-failed": [
        'dk.rm(["shop-report", "shop-resize"], force=True)',
    ],
    "as-it-was": [
        """
sh("docker create --name shop-later busybox sleep 600")
sh("docker run -d --name shop-front -p 18670:80 nginx:1.22")
sh("docker run --name shop-batch busybox sh -c 'exit 7' || true")
sh("docker run -d --name shop-session redis; docker pause shop-session")
""",
    ],
}

"""What learners typically do about an incident that does not repair it, and the diagnosis that
each must get.

REPAIRS: incident -> [(code, key of the diagnosis), ...], at least two. They are done in turn, each
from where the one before has left things.
"""

from tests.data.mistakes.mistake import Mistake

ORDERS = "while :; do echo order >> /data/orders || exit 1; sleep 0.2; done"

REPAIRS = {
    "front-down": [
        Mistake('dk.start("shop-front"); dk.wait("shop-front")', "exited"),
        Mistake(
            'dk.rm("shop-front"); dk.run("nginx", name="shop-front", detach=True)', "other_port"
        ),
        Mistake('dk.rm("shop-front", force=True)', "removed"),
        Mistake(
            'page = "mkdir /www; echo open > /www/index.html; exec httpd -f -p 80 -h /www"\n'
            'dk.run("busybox", ["sh", "-c", page], name="shop-front", publish="18710:80", '
            "detach=True)",
            "wrong_image",
        ),
    ],
    "menu-no-answer": [
        Mistake('dk.restart("shop-menu", time=0)', "no_page"),
        Mistake(
            'dk.rm("shop-menu", force=True); '
            'dk.run("nginx", name="shop-menu", publish="18719:80", detach=True)',
            "other_port",
        ),
        Mistake(
            'dk.rm("shop-menu", force=True); '
            'dk.run("nginx", name="shop-menu", publish="18711:18711", detach=True)',
            "no_page",
        ),
    ],
    "ledger-restarting": [
        Mistake(
            'dk.rm("shop-ledger", force=True); dk.run("mariadb", name="shop-ledger", detach=True)',
            "unset",
        ),
        Mistake(
            'dk.rm("shop-ledger", force=True); '
            'dk.run("mariadb", name="shop-ledger", env="MARIADB_DATABASE=ledger", '
            'restart="always", detach=True)',
            "unset",
        ),
        Mistake(
            'dk.rm("shop-ledger", force=True); '
            'dk.run("nginx", name="shop-ledger", env="MARIADB_ROOT_PASSWORD=x", restart="always", '
            "detach=True)",
            "wrong_image",
        ),
    ],
    "pay-not-started": [
        Mistake('dk.rm("shop-pay-old", force=True)', "created"),
        Mistake(
            'dk.rm("shop-pay"); dk.run("nginx", name="shop-pay", publish="18719:80", detach=True)',
            "other_port",
        ),
        Mistake('dk.rm("shop-pay", force=True)', "removed"),
    ],
    "event-not-there": [
        Mistake(
            'dk.run("nginx:1.22", name="shop-event", publish="18714:80", detach=True)',
            "wrong_image",
        ),
        Mistake(
            'dk.rm("shop-event", force=True); dk.tag("nginx:1.22", "nginx:1.26")\n'
            'dk.run("nginx:1.26", name="shop-event", publish="18714:80", detach=True)',
            "moved_tag",
        ),
        Mistake(
            'dk.rm("shop-event", force=True); dk.pull("nginx:1.26"); '
            'dk.run("nginx:1.26", name="shop-event", detach=True)',
            "other_port",
        ),
    ],
    "report-cut": [
        Mistake('dk.start("shop-report"); dk.wait("shop-report")', "wrong_code"),
        Mistake(
            'dk.rm("shop-report"); '
            'dk.run("busybox", "dd if=/dev/zero of=/dev/null bs=100M count=1", '
            'name="shop-report", memory="64m")',
            "wrong_code",
        ),
        Mistake(
            'dk.rm("shop-report"); dk.run("busybox", "true", name="shop-report", memory="32m")',
            "other_work",
        ),
        Mistake(
            'dk.rm("shop-report"); '
            'dk.run("debian", "dd if=/dev/zero of=/dev/null bs=100M count=1", '
            'name="shop-report", memory="256m")',
            "wrong_image",
        ),
    ],
    "batch-failed": [
        Mistake('dk.start("shop-batch"); dk.wait("shop-batch")', "wrong_code"),
        Mistake('dk.rm("shop-batch"); dk.run("busybox", "true", name="shop-batch")', "other_work"),
        Mistake(
            'dk.rm("shop-batch"); dk.run("nginx", "echo settled 12 orders", name="shop-batch")',
            "wrong_image",
        ),
    ],
    "order-not-saved": [
        Mistake('dk.start("shop-order"); dk.wait("shop-order")', "mount_read_only"),
        Mistake(
            'dk.rm("shop-order"); '
            f'dk.run("busybox", ["sh", "-c", {ORDERS!r}], name="shop-order", detach=True)',
            "no_mount",
        ),
        Mistake(
            'dk.rm("shop-order", force=True); dk.run("busybox", "sleep 60", name="shop-order", '
            'volume="shop-orders:/data", detach=True)',
            "not_written",
        ),
        Mistake(
            'dk.rm("shop-order", force=True)\n'
            'write_once = ["sh", "-c", "echo order > /data/orders; sleep 60"]\n'
            'dk.run("busybox", write_once, name="shop-order", volume="shop-orders:/data", '
            "detach=True)",
            "not_growing",
        ),
    ],
    "gallery-forbidden": [
        Mistake('dk.restart("shop-gallery", time=0)', "page_status"),
        Mistake(
            'dk.rm("shop-gallery", force=True); '
            'dk.run("nginx", name="shop-gallery", publish="18715:80", detach=True)',
            "page_text",
        ),
        Mistake(
            'dk.rm("shop-gallery", force=True); '
            'dk.run("nginx", name="shop-gallery", publish="18715:80", '
            'volume="./gallery-site:/usr/share/nginx/html/site", detach=True)',
            "page_text",
        ),
    ],
    "flyer-not-removed": [
        Mistake('dk.start("shop-flyer-job")', "still_used"),
        Mistake('dk.rm("shop-flyer-job", force=True)', "image_left"),
        Mistake(
            'dk.create("shop-flyer:2023", "true", name="shop-flyer-job"); '
            'dk.rmi("shop-flyer:2023", force=True)',
            ("list_only", "still_used"),
        ),
    ],
    "notice-no-answer": [
        Mistake('dk.restart("shop-notice", time=0)', "no_page"),
        Mistake(
            'dk.rm("shop-notice", force=True); '
            'dk.run("busybox", "httpd -f -p 8080", name="shop-notice", '
            'publish="18713:8080", detach=True)',
            "page_status",
        ),
    ],
    "cart-no-stock": [
        Mistake('dk.restart("shop-stock", time=0)', "not_reached"),
        Mistake(
            'dk.network_create("shop-new"); dk.network_connect("shop-new", "shop-cart")',
            "not_reached",
        ),
        Mistake(
            'dk.kill("shop-stock"); dk.wait("shop-stock"); '
            'dk.network_connect("shop-new", "shop-stock")',
            "exited",
        ),
    ],
    "point-no-rank": [
        Mistake('dk.restart("shop-rank", time=0)', "not_reached"),
        Mistake(
            'dk.network_create("shop-new"); dk.network_connect("shop-new", "shop-rank")',
            "not_reached",
        ),
    ],
    "coupon-old-page": [
        Mistake(
            'dk.rm("shop-coupon", force=True); '
            'dk.run("academy/nginx-hello", name="shop-coupon", publish="18716:80", detach=True)',
            "old_name",
        ),
        Mistake('dk.pull("academy/nginx-hello")', "old_container"),
        Mistake('dk.restart("shop-coupon", time=0)', "old_container"),
    ],
    "receipt-not-saved": [
        Mistake('dk.restart("shop-receipt", time=0)', "still_full"),
        Mistake(
            'dk.rm("shop-receipt", force=True); dk.run("busybox", "sleep 60", name="shop-receipt", '
            'volume="shop-receipts:/data", detach=True)',
            "not_written",
        ),
        Mistake(
            'dk.rm("shop-receipt", force=True)\n'
            'work = "while :; do echo receipt >> /data/receipts; sleep 0.2; done"\n'
            'dk.run("busybox", ["sh", "-c", work], name="shop-receipt", volume="shop-other:/data", '
            "detach=True)",
            "mount_source",
        ),
    ],
}

# Other right ways: through the terminal, or by another road to the same state.
ROUTES = {
    "front-down": [
        (
            'sh("docker rm shop-front; '
            "docker run -d --name shop-front -p 18710:80 nginx nginx -g 'daemon off;'\")"
        ),
    ],
    "gallery-forbidden": [
        (
            'from shutil import copy; copy("gallery-site/index.html", "gallery-sitte"); '
            'dk.exec("shop-gallery", "ls")'
        ),
    ],
    "point-no-rank": [
        (
            'sh("docker rm -f shop-point; '
            'docker run -d --name shop-point --link shop-rank redis sleep 60")'
        ),
    ],
}

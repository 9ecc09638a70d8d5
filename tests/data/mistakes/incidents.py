"""What learners typically do about an incident that does not repair it, and the diagnosis that
each must get.

REPAIRS: incident -> [(code, key of the diagnosis), ...], at least two. They are done in turn, each
from where the one before has left things.
"""

ORDERS = "while :; do echo order >> /data/orders || exit 1; sleep 0.2; done"

REPAIRS = {
    "front-down": [
        ('dk.start("shop-front"); dk.wait("shop-front")', "exited"),
        ('dk.rm("shop-front"); dk.run("nginx", name="shop-front", detach=True)', "other_port"),
        ('dk.rm("shop-front", force=True)', "removed"),
    ],
    "menu-no-answer": [
        ('dk.restart("shop-menu", time=0)', "no_page"),
        (
            'dk.rm("shop-menu", force=True); dk.run("nginx", name="shop-menu", publish="18719:80", detach=True)',
            "other_port",
        ),
        (
            'dk.rm("shop-menu", force=True); dk.run("nginx", name="shop-menu", publish="18711:18711", detach=True)',
            "no_page",
        ),
    ],
    "ledger-restarting": [
        (
            'dk.rm("shop-ledger", force=True); dk.run("mariadb", name="shop-ledger", detach=True)',
            "unset",
        ),
        (
            'dk.rm("shop-ledger", force=True); '
            'dk.run("mariadb", name="shop-ledger", env="MARIADB_DATABASE=ledger", restart="always", detach=True)',
            "unset",
        ),
        (
            'dk.rm("shop-ledger", force=True); '
            'dk.run("nginx", name="shop-ledger", env="MARIADB_ROOT_PASSWORD=x", restart="always", detach=True)',
            "wrong_image",
        ),
    ],
    "pay-not-started": [
        ('dk.rm("shop-pay-old", force=True)', "created"),
        (
            'dk.rm("shop-pay"); dk.run("nginx", name="shop-pay", publish="18719:80", detach=True)',
            "other_port",
        ),
        ('dk.rm("shop-pay", force=True)', "removed"),
    ],
    "event-not-there": [
        ('dk.run("nginx:1.22", name="shop-event", publish="18714:80", detach=True)', "wrong_image"),
        (
            'dk.rm("shop-event", force=True); dk.run("nginx:1.26", name="shop-event", detach=True)',
            "other_port",
        ),
    ],
    "report-cut": [
        ('dk.start("shop-report"); dk.wait("shop-report")', "wrong_code"),
        (
            'dk.rm("shop-report"); dk.run("busybox", "dd if=/dev/zero of=/dev/null bs=100M count=1", '
            'name="shop-report", memory="64m")',
            "wrong_code",
        ),
        (
            'dk.rm("shop-report"); dk.run("busybox", "true", name="shop-report", memory="32m")',
            "other_work",
        ),
    ],
    "batch-failed": [
        ('dk.start("shop-batch"); dk.wait("shop-batch")', "wrong_code"),
        ('dk.rm("shop-batch"); dk.run("busybox", "true", name="shop-batch")', "other_work"),
    ],
    "order-not-saved": [
        ('dk.start("shop-order"); dk.wait("shop-order")', "mount_read_only"),
        (
            f'dk.rm("shop-order"); dk.run("busybox", ["sh", "-c", {ORDERS!r}], name="shop-order", detach=True)',
            "no_mount",
        ),
        (
            'dk.rm("shop-order", force=True); dk.run("busybox", "sleep 60", name="shop-order", '
            'volume="shop-orders:/data", detach=True)',
            "not_written",
        ),
    ],
    "gallery-forbidden": [
        ('dk.restart("shop-gallery", time=0)', "page_status"),
        (
            'dk.rm("shop-gallery", force=True); dk.run("nginx", name="shop-gallery", publish="18715:80", detach=True)',
            "page_text",
        ),
        (
            'dk.rm("shop-gallery", force=True); dk.run("nginx", name="shop-gallery", publish="18715:80", '
            'volume="./gallery-site:/usr/share/nginx/html/site", detach=True)',
            "page_text",
        ),
    ],
    "flyer-not-removed": [
        ('dk.start("shop-flyer-job")', "still_used"),
        ('dk.rm("shop-flyer-job", force=True)', "image_left"),
        (
            'dk.create("shop-flyer:2023", "true", name="shop-flyer-job"); dk.rmi("shop-flyer:2023", force=True)',
            ("list_only", "still_used"),
        ),
    ],
    "notice-no-answer": [
        ('dk.restart("shop-notice", time=0)', "no_page"),
        (
            'dk.rm("shop-notice", force=True); dk.run("busybox", "httpd -f -p 8080", name="shop-notice", '
            'publish="18713:8080", detach=True)',
            "page_status",
        ),
    ],
    "cart-no-stock": [
        ('dk.restart("shop-stock", time=0)', "not_reached"),
        (
            'dk.network_create("shop-new"); dk.network_connect("shop-new", "shop-cart")',
            "not_reached",
        ),
        (
            'dk.kill("shop-stock"); dk.wait("shop-stock"); dk.network_connect("shop-new", "shop-stock")',
            "exited",
        ),
    ],
    "point-no-rank": [
        ('dk.restart("shop-rank", time=0)', "not_reached"),
        (
            'dk.network_create("shop-new"); dk.network_connect("shop-new", "shop-rank")',
            "not_reached",
        ),
    ],
    "coupon-old-page": [
        (
            'dk.rm("shop-coupon", force=True); '
            'dk.run("academy/nginx-hello", name="shop-coupon", publish="18716:80", detach=True)',
            "old_name",
        ),
        ('dk.pull("academy/nginx-hello")', "old_container"),
        ('dk.restart("shop-coupon", time=0)', "old_container"),
    ],
    "receipt-not-saved": [
        ('dk.restart("shop-receipt", time=0)', "still_full"),
        (
            'dk.rm("shop-receipt", force=True); dk.run("busybox", "sleep 60", name="shop-receipt", '
            'volume="shop-receipts:/data", detach=True)',
            "not_written",
        ),
    ],
}

# another right way: through the terminal, or by another road to the same state
ROUTES = {
    "front-down": (
        "sh(\"docker rm shop-front; docker run -d --name shop-front -p 18710:80 nginx nginx -g 'daemon off;'\")"
    ),
    "gallery-forbidden": (
        'from shutil import copy; copy("gallery-site/index.html", "gallery-sitte"); dk.exec("shop-gallery", "ls")'
    ),
    "point-no-rank": (
        'sh("docker rm -f shop-point; docker run -d --name shop-point --link shop-rank redis sleep 60")'
    ),
}

"""Faults of reaching a program that runs: wrong port, wrong address, wrong network, no name."""

from ...containers.run import run
from ...networks import network_create
from .. import probes
from ..asserts import running, there, up
from ..verdict import Verdict, not_yet, passed
from .fault import Fault, serving, speaks, until

# A loop that says each second whether it reaches its store. A lookup is cut after a second: without a name server
# that answers it would take many.
ASKS = (
    "while :; do if timeout 1 getent ahostsv4 {0} >/dev/null; then echo sales: $(redis-cli -h {0} incr sales); "
    "else echo 'error: the host {0} is not found'; fi; sleep 0.5; done"
)
PAGES = (
    "mkdir -p /www; echo open at nine > /www/index.html; exec httpd -f -p 127.0.0.1:8080 -h /www"
)


def menu(label: str, given: dict) -> None:
    """Publish a port on which nothing in the container waits."""
    run("nginx", name="shop-menu", publish="18711:8080", label=label, detach=True)


def menu_repaired(given: dict) -> Verdict:
    """The page is there."""
    return serving("shop-menu", 18711) or running("shop-menu") or passed()


def notice(label: str, given: dict) -> None:
    """Let a server wait on the container's own loopback only."""
    run(
        "busybox",
        ["sh", "-c", PAGES],
        name="shop-notice",
        publish="18713:8080",
        label=label,
        detach=True,
    )
    until(lambda: "httpd" in probes.inside("shop-notice", "ps")[1], "shop-notice serves nothing")


def notice_repaired(given: dict) -> Verdict:
    """The page is there, from outside the container."""
    return serving("shop-notice", 18713, "open at nine") or running("shop-notice") or passed()


def cart(label: str, given: dict) -> None:
    """Put a program and its store on two networks."""
    network_create("shop-hall", label=label)
    network_create("shop-kitchen", label=label)
    run("redis", name="shop-stock", network="shop-kitchen", label=label, detach=True)
    work = ["sh", "-c", ASKS.format("shop-stock")]
    run("redis", work, name="shop-cart", network="shop-hall", label=label, detach=True)
    speaks("shop-cart")


def point(label: str, given: dict) -> None:
    """Put a program and its store on the default bridge, where containers have no names."""
    run("redis", name="shop-rank", label=label, detach=True)
    run(
        "redis", ["sh", "-c", ASKS.format("shop-rank")], name="shop-point", label=label, detach=True
    )
    speaks("shop-point")


def reaches(name: str, peer: str) -> Verdict:
    """See that a program reaches its store by name: asked from inside, as the program asks."""
    missing = there(name) or there(peer) or up(name) or up(peer)
    if missing:
        return missing
    ask = f"timeout 1 getent ahostsv4 {peer} >/dev/null && timeout 1 redis-cli -h {peer} ping"
    _, told = probes.inside(name, "sh", "-c", ask)
    if "PONG" in told:
        return running(name) or passed()
    on = {
        one: ", ".join(probes.container(one)["NetworkSettings"]["Networks"]) or "-"
        for one in (name, peer)
    }
    return not_yet("not_reached", name=name, peer=peer, on=on[name], peer_on=on[peer])


def cart_repaired(given: dict) -> Verdict:
    """The cart reaches its stock."""
    return reaches("shop-cart", "shop-stock")


def point_repaired(given: dict) -> Verdict:
    """The points reach their ranking."""
    return reaches("shop-point", "shop-rank")


FAULTS = [
    Fault(
        2,
        "menu-no-answer",
        "wrong-port",
        ("shop-menu",),
        ("nginx",),
        menu,
        menu_repaired,
        """
dk.ps(filters={"name": "shop-menu"})
dk.port("shop-menu")
dk.exec("shop-menu", "cat /proc/net/tcp")
dk.inspect("nginx", "Config.ExposedPorts")
""",
        """
dk.rm("shop-menu", force=True)
dk.run("nginx", name="shop-menu", publish="18711:80", detach=True)
""",
    ),
    Fault(
        11,
        "notice-no-answer",
        "loopback-only",
        ("shop-notice",),
        ("busybox",),
        notice,
        notice_repaired,
        """
dk.port("shop-notice")
dk.inspect("shop-notice", "Path", "Args")
dk.exec("shop-notice", "netstat -ltn")
dk.exec("shop-notice", "wget -q -O - http://127.0.0.1:8080")
""",
        """
dk.rm("shop-notice", force=True)
work = "mkdir -p /www; echo open at nine > /www/index.html; exec httpd -f -p 8080 -h /www"
dk.run("busybox", ["sh", "-c", work], name="shop-notice", publish="18713:8080", detach=True)
""",
    ),
    Fault(
        12,
        "cart-no-stock",
        "other-network",
        ("shop-cart", "shop-stock"),
        ("redis",),
        cart,
        cart_repaired,
        """
dk.logs("shop-cart", tail=1)
dk.inspect("shop-cart", "NetworkSettings.Networks")
dk.inspect("shop-stock", "NetworkSettings.Networks")
""",
        """
dk.network_connect("shop-kitchen", "shop-cart")
""",
        peer="shop-stock",
    ),
    Fault(
        13,
        "point-no-rank",
        "no-names",
        ("shop-point", "shop-rank"),
        ("redis",),
        point,
        point_repaired,
        """
dk.logs("shop-point", tail=1)
dk.inspect("shop-point", "NetworkSettings.Networks")
dk.inspect("shop-rank", "NetworkSettings.Networks")
dk.exec("shop-point", "cat /etc/resolv.conf")
""",
        """
dk.network_create("shop-plaza")
dk.network_connect("shop-plaza", "shop-point")
dk.network_connect("shop-plaza", "shop-rank")
""",
        peer="shop-rank",
    ),
]

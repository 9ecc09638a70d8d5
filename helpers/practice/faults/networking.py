"""Faults of reaching a program that runs: wrong port, wrong address, wrong network, no name."""

from dataclasses import dataclass

from ...containers.run import run
from ...networks import network_create
from .. import probes
from ..conditions import Condition, ContainerKeepsRunning, ContainerRuns, MadeOfImage, ServesPage
from ..given import Given
from ..verdict import Diagnosis, unmet
from .fault import Fault, Injection, wait_for_output, wait_until_shown

# A loop that says each second whether it reaches its store. A lookup is cut after a second:
# without a name server that answers it would take many.
ASK_STORE = (
    "while :; do if timeout 1 getent ahostsv4 {0} >/dev/null; "
    "then echo sales: $(redis-cli -h {0} incr sales); "
    "else echo 'error: the host {0} is not found'; fi; sleep 0.5; done"
)


@dataclass(frozen=True)
class ReachesByName:
    """A program reaches its store by name: asked from inside, as the program asks."""

    name: str
    peer: str

    def __call__(self, given: Given) -> Diagnosis | None:
        """Name the networks on which the two are."""
        look_up = f"timeout 1 getent ahostsv4 {self.peer} >/dev/null"
        ping = f"timeout 1 redis-cli -h {self.peer} ping"
        answer = probes.run_inside(self.name, "sh", "-c", f"{look_up} && {ping}")
        if "PONG" in answer.output:
            return None
        return unmet(
            "not_reached",
            name=self.name,
            peer=self.peer,
            on=_networks_of(self.name),
            peer_on=_networks_of(self.peer),
        )


def _networks_of(name: str) -> str:
    container = probes.container(name)
    networks = container.networks if container else []
    return ", ".join(networks) or "-"


def reaching(name: str, peer: str) -> tuple[Condition, ...]:
    """List what is asked of a program that has to reach its store."""
    return (
        ContainerRuns(name),
        ContainerRuns(peer),
        ReachesByName(name, peer),
        ContainerKeepsRunning(name),
    )


# menu-no-answer ------------------------------------------------------------------------------

MENU = "shop-menu"


def inject_menu_no_answer(injection: Injection) -> None:
    """Publish a port on which nothing in the container waits."""
    run("nginx", name=MENU, publish="18711:8080", label=injection.label, detach=True)


MENU_NO_ANSWER = Fault(
    number=2,
    key="menu-no-answer",
    cause="wrong-port",
    containers=(MENU,),
    images=("nginx",),
    inject=inject_menu_no_answer,
    conditions=(ServesPage(MENU, 18711), ContainerKeepsRunning(MENU)),
    find="""
dk.ps(filters={"name": "shop-menu"})
dk.port("shop-menu")
dk.exec("shop-menu", "cat /proc/net/tcp")
dk.inspect("nginx", "Config.ExposedPorts")
""",
    repair="""
dk.rm("shop-menu", force=True)
dk.run("nginx", name="shop-menu", publish="18711:80", detach=True)
""",
)

# notice-no-answer ----------------------------------------------------------------------------

NOTICE = "shop-notice"
NOTICE_TEXT = "open at nine"
NOTICE_SCRIPT = (
    f"mkdir -p /www; echo {NOTICE_TEXT} > /www/index.html; exec httpd -f -p 127.0.0.1:8080 -h /www"
)


def inject_notice_no_answer(injection: Injection) -> None:
    """Let a server wait on the container's own loopback only."""
    run(
        "busybox",
        ["sh", "-c", NOTICE_SCRIPT],
        name=NOTICE,
        publish="18713:8080",
        label=injection.label,
        detach=True,
    )

    def server_runs() -> bool:
        return "httpd" in probes.run_inside(NOTICE, "ps").output

    wait_until_shown(server_runs, f"{NOTICE} serves nothing")


NOTICE_NO_ANSWER = Fault(
    number=11,
    key="notice-no-answer",
    cause="loopback-only",
    containers=(NOTICE,),
    images=("busybox",),
    inject=inject_notice_no_answer,
    conditions=(
        ServesPage(NOTICE, 18713, NOTICE_TEXT),
        MadeOfImage(NOTICE, "busybox"),
        ContainerKeepsRunning(NOTICE),
    ),
    find="""
dk.port("shop-notice")
dk.inspect("shop-notice", "Path", "Args")
dk.exec("shop-notice", "netstat -ltn")
dk.exec("shop-notice", "wget -q -O - http://127.0.0.1:8080")
""",
    repair="""
dk.rm("shop-notice", force=True)
work = "mkdir -p /www; echo open at nine > /www/index.html; exec httpd -f -p 8080 -h /www"
dk.run("busybox", ["sh", "-c", work], name="shop-notice", publish="18713:8080", detach=True)
""",
)

# cart-no-stock -------------------------------------------------------------------------------

CART = "shop-cart"
STOCK = "shop-stock"


def inject_cart_no_stock(injection: Injection) -> None:
    """Put a program and its store on two networks."""
    label = injection.label
    network_create("shop-hall", label=label)
    network_create("shop-kitchen", label=label)
    run("redis", name=STOCK, network="shop-kitchen", label=label, detach=True)
    work = ["sh", "-c", ASK_STORE.format(STOCK)]
    run("redis", work, name=CART, network="shop-hall", label=label, detach=True)
    wait_for_output(CART)


CART_NO_STOCK = Fault(
    number=12,
    key="cart-no-stock",
    cause="other-network",
    containers=(CART, STOCK),
    peer=STOCK,
    images=("redis",),
    inject=inject_cart_no_stock,
    conditions=reaching(CART, STOCK),
    find="""
dk.logs("shop-cart", tail=1)
dk.inspect("shop-cart", "NetworkSettings.Networks")
dk.inspect("shop-stock", "NetworkSettings.Networks")
""",
    repair="""
dk.network_connect("shop-kitchen", "shop-cart")
""",
)

# point-no-rank -------------------------------------------------------------------------------

POINT = "shop-point"
RANK = "shop-rank"


def inject_point_no_rank(injection: Injection) -> None:
    """Put a program and its store on the default bridge, where containers have no names."""
    run("redis", name=RANK, label=injection.label, detach=True)
    work = ["sh", "-c", ASK_STORE.format(RANK)]
    run("redis", work, name=POINT, label=injection.label, detach=True)
    wait_for_output(POINT)


POINT_NO_RANK = Fault(
    number=13,
    key="point-no-rank",
    cause="no-names",
    containers=(POINT, RANK),
    peer=RANK,
    images=("redis",),
    inject=inject_point_no_rank,
    conditions=reaching(POINT, RANK),
    find="""
dk.logs("shop-point", tail=1)
dk.inspect("shop-point", "NetworkSettings.Networks")
dk.inspect("shop-rank", "NetworkSettings.Networks")
dk.exec("shop-point", "cat /etc/resolv.conf")
""",
    repair="""
dk.network_create("shop-plaza")
dk.network_connect("shop-plaza", "shop-point")
dk.network_connect("shop-plaza", "shop-rank")
""",
)

FAULTS = [MENU_NO_ANSWER, NOTICE_NO_ANSWER, CART_NO_STOCK, POINT_NO_RANK]

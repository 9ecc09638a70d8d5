"""Exercises of 10-clean-up: retire-old, sweep-fair, free-promo."""

from .. import fixtures, probes
from ..conditions import Changed, Kept, KeptRunning, NeverStopped, Removed
from ..conditions.brought import brought_container
from ..given import Given
from ..verdict import Diagnosis, unmet
from .exercise import Exercise

LESSON = "10-clean-up"

# 1 --------------------------------------------------------------------------------------------

OLD = "shop-old"
NEW = "shop-new"


def bring_two_servers(given: Given) -> None:
    """Bring two web servers, the old one and the new one."""
    for name in (OLD, NEW):
        fixtures.container(given, name, "nginx")


RETIRE_OLD = Exercise(
    key="retire-old",
    lesson=LESSON,
    prepare=bring_two_servers,
    begun=Changed((OLD, NEW), key="at_work"),
    conditions=(
        Kept((NEW,), key="too_much"),
        KeptRunning(NEW, key="stopped_too_much"),
        NeverStopped(NEW, key="restarted_too"),
        Removed((OLD,), key="still_there"),
    ),
    solution="""
dk.stop("shop-old")
dk.rm("shop-old")
""",
)

# 2 --------------------------------------------------------------------------------------------

FAIR_WEB = "shop-fair-web"
MAIN_JOB = "shop-main-job"
DUE = ("shop-fair-job1", "shop-fair-job2", "shop-fair-plan")
FAIR = ["app=shop-fair"]
MAIN = ["app=shop-main"]


def bring_fair(given: Given) -> None:
    """Bring what is left of a fair, and a job of the main shop.

    Of the fair a server is at work, two jobs have ended, and one was never started.
    """
    fixtures.container(given, FAIR_WEB, "nginx", labels=FAIR)
    fixtures.ended_container(given, "shop-fair-job1", "busybox", "true", labels=FAIR)
    fixtures.ended_container(given, "shop-fair-job2", "busybox", "false", labels=FAIR)
    fixtures.container(given, "shop-fair-plan", "busybox", "true", labels=FAIR, start=False)
    fixtures.ended_container(given, MAIN_JOB, "busybox", "true", labels=MAIN)


def fair_is_changed(given: Given) -> Diagnosis | None:
    """One of the five is gone, or the server does not run any more."""
    all_are_there = all(brought_container(given, name) for name in given.containers)
    server = brought_container(given, FAIR_WEB)
    if all_are_there and server and server.is_running:
        return unmet("nothing_removed")
    return None


SWEEP_FAIR = Exercise(
    key="sweep-fair",
    lesson=LESSON,
    prepare=bring_fair,
    begun=fair_is_changed,
    conditions=(
        Kept((FAIR_WEB, MAIN_JOB), key="too_much"),
        KeptRunning(FAIR_WEB, key="stopped_too_much"),
        Removed(DUE, key="left_over"),
    ),
    solution="""
ended = dk.ps(all=True, filters={"label": "app=shop-fair", "status": ["created", "exited"]})
print(ended[["NAMES", "STATUS"]])  # 지우기 전에 봅니다
dk.rm(ended)
""",
)

# 3 --------------------------------------------------------------------------------------------

OLD_PROMO = "shop-promo:1.0"
SPARE_NAME = "shop-promo:event"
NEW_PROMO = "shop-promo:2.0"
TEST = "shop-promo-test"


def bring_promo(given: Given) -> None:
    """Bring two images; the older has two names, and a container of it has ended."""
    build_promo(given, OLD_PROMO, more_names=[SPARE_NAME])
    build_promo(given, NEW_PROMO)
    fixtures.ended_container(given, TEST, OLD_PROMO)


def build_promo(given: Given, name: str, more_names: list[str] | None = None) -> None:
    """Build an image that says its name."""
    dockerfile = f'FROM busybox\nCOPY page.html /\nCMD ["echo", "{name}"]\n'
    page = f"<h1>{name}</h1>\n" * 1000
    fixtures.built_image(
        given, name, dockerfile, files={"page.html": page}, more_names=more_names or []
    )


def names_of_old_promo(given: Given) -> list[str] | None:
    """Name the old image by what is left of its names; None where the image is gone."""
    old = probes.image(given.images[OLD_PROMO])
    return None if old is None else probes.lesson_names(old)


def promo_is_changed(given: Given) -> Diagnosis | None:
    """The new image, or the old one with its names and its container, is not as it was."""
    has_both_names = names_of_old_promo(given) == [OLD_PROMO, SPARE_NAME]
    container = brought_container(given, TEST)
    if new_promo_is_kept(given) is None and has_both_names and container:
        return unmet("nothing_removed")
    return None


def new_promo_is_kept(given: Given) -> Diagnosis | None:
    """The name of the new image stands for the same image as before."""
    image = probes.image(NEW_PROMO)
    if image is not None and image.id == given.images[NEW_PROMO]:
        return None
    return unmet("too_much", names=NEW_PROMO)


def old_promo_is_off_the_disk(given: Given) -> Diagnosis | None:
    """The old image is gone, under whatever name."""
    names = names_of_old_promo(given)
    if names is None:
        return None
    container = TEST if brought_container(given, TEST) else "-"
    if names:
        return unmet("names_left", names=", ".join(names), container=container)
    return unmet("nameless", container=container)


FREE_PROMO = Exercise(
    key="free-promo",
    lesson=LESSON,
    prepare=bring_promo,
    begun=promo_is_changed,
    conditions=(
        new_promo_is_kept,
        old_promo_is_off_the_disk,
        Removed((TEST,), key="container_left"),
    ),
    solution="""
dk.rm("shop-promo-test")
dk.rmi(["shop-promo:1.0", "shop-promo:event"])
""",
)

EXERCISES = [RETIRE_OLD, SWEEP_FAIR, FREE_PROMO]

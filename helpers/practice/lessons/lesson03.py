"""Exercises of 03-search-and-pull: team-page, pinned, same-again."""

from ... import engine, references
from ...images.pushing import push
from .. import fixtures, probes
from ..conditions import ContainerExists, ContainerKeepsRunning, KeptRunning, MadeOfImage
from ..conditions.containers import ContainerCondition
from ..given import Given
from ..inspected import Container
from ..verdict import Diagnosis, unmet
from .exercise import Exercise

LESSON = "03-search-and-pull"

# 1 --------------------------------------------------------------------------------------------

TEAM_PAGE = Exercise(
    key="team-page",
    lesson=LESSON,
    begun=ContainerExists("shop-page"),
    conditions=(
        ContainerKeepsRunning("shop-page"),
        MadeOfImage("shop-page", "academy/nginx-hello"),
    ),
    solution="""
dk.search("nginx")
dk.pull("academy/nginx-hello")
dk.run("academy/nginx-hello", name="shop-page", detach=True)
""",
)

# 2 --------------------------------------------------------------------------------------------


class IsNamedByDigest(ContainerCondition):
    """The container's image was named by a digest: a tag may move, an ID no registry knows."""

    def diagnose(self, container: Container) -> Diagnosis | None:
        """Say by what it was named instead."""
        reference = references.parse(container.image_reference)
        if reference.is_id:
            return unmet("by_id")
        if not reference.digest:
            return unmet("by_tag", image=probes.image_name(container))
        return None


class HasTheDigestOfTheTag(ContainerCondition):
    """The digest is the one that `nginx:1.22` has in the registry."""

    def diagnose(self, container: Container) -> Diagnosis | None:
        """Say that it is another."""
        digest = references.parse(container.image_reference).digest
        if digest == probes.registry_digest("nginx:1.22"):
            return None
        return unmet("other_digest")


PINNED = Exercise(
    key="pinned",
    lesson=LESSON,
    begun=ContainerExists("shop-pinned"),
    conditions=(
        ContainerKeepsRunning("shop-pinned"),
        IsNamedByDigest("shop-pinned"),
        HasTheDigestOfTheTag("shop-pinned"),
    ),
    solution="""
digest = dk.pull("nginx:1.22").attrs["digest"]
dk.run(f"nginx@{digest}", name="shop-pinned", detach=True)
""",
)

# 3 --------------------------------------------------------------------------------------------

MENU = "shop-menu"
SECOND_MENU = "shop-menu-2"


def menu_dockerfile(day: str) -> str:
    """Write the recipe of a menu that says of which day it is."""
    return f'FROM busybox\nCMD ["sh", "-c", "echo {day}의 메뉴; exec sleep 3600"]\n'


def bring_moved_tag(given: Given) -> None:
    """Bring a menu that runs, and to the registry another one under the same name and tag."""
    name = f"{engine.registry()}/shop/menu:1.0"
    yesterday = fixtures.built_image(given, name, menu_dockerfile("어제"))
    push(name)
    fixtures.container(given, MENU, name)
    today = fixtures.built_image(given, name, menu_dockerfile("오늘"))
    push(name)
    given.images = {"yesterday": yesterday.id, "today": today.id}


def second_is_of_yesterdays_image(given: Given) -> Diagnosis | None:
    """The second menu is of the very image of the first."""
    second = probes.container(SECOND_MENU)
    if second is None:
        return unmet("no_container", name=SECOND_MENU)
    if second.image_id == given.images["today"]:
        return unmet("todays")
    if second.image_id != given.images["yesterday"]:
        return unmet("another_image", image=probes.image_name(second))
    return None


SAME_AGAIN = Exercise(
    key="same-again",
    lesson=LESSON,
    prepare=bring_moved_tag,
    begun=ContainerExists(SECOND_MENU),
    conditions=(
        ContainerKeepsRunning(SECOND_MENU),
        second_is_of_yesterdays_image,
        KeptRunning(MENU, key="first_gone"),
    ),
    solution="""
image = dk.inspect("shop-menu", "Image")["VALUE"][0]
dk.run(image, name="shop-menu-2", detach=True)
dk.logs("shop-menu-2")
""",
)

EXERCISES = [TEAM_PAGE, PINNED, SAME_AGAIN]

"""Exercises of 04-tags: give-tag, roll-out, both-platforms."""

from .. import fixtures, probes
from ..conditions import (
    AnyOf,
    ContainerExists,
    ContainerKeepsRunning,
    ContainerListens,
    ImageExists,
    NamesSameImage,
)
from ..conditions.brought import is_as_brought
from ..given import Given
from ..verdict import Diagnosis, unmet
from .exercise import Exercise

LESSON = "04-tags"

# 1 --------------------------------------------------------------------------------------------

GIVE_TAG = Exercise(
    key="give-tag",
    lesson=LESSON,
    begun=AnyOf((ImageExists("shop-web:1.0"), ImageExists("shop-web:latest"))),
    conditions=(
        ImageExists("shop-web:1.0", key="no_version"),
        NamesSameImage("shop-web:1.0", "nginx:1.26"),
    ),
    solution="""
dk.pull("nginx:1.26")
dk.tag("nginx:1.26", "shop-web:1.0")
""",
)

# 2 --------------------------------------------------------------------------------------------

FRONT = "shop-front"
FRONT_IMAGE = "shop-front:prod"


def bring_old_front(given: Given) -> None:
    """Bring a name that stands for the older version, and a container of it."""
    fixtures.image("nginx:1.26")
    fixtures.named_image(given, "nginx:1.22", FRONT_IMAGE)
    fixtures.container(given, FRONT, FRONT_IMAGE)


def name_still_stands_for_the_old_image(given: Given) -> bool:
    """Tell whether the name was left where it was."""
    image = probes.image(FRONT_IMAGE)
    return image is not None and image.id == given.images[FRONT_IMAGE]


def something_is_rolled_out(given: Given) -> Diagnosis | None:
    """The name or the container is not as it was brought."""
    if name_still_stands_for_the_old_image(given) and is_as_brought(given, FRONT):
        return unmet("as_before")
    return None


def name_is_moved(given: Given) -> Diagnosis | None:
    """The name stands for another image than before."""
    return unmet("name_old") if name_still_stands_for_the_old_image(given) else None


def container_is_of_the_new_image(given: Given) -> Diagnosis | None:
    """The container is of the image for which the name stands now."""
    container = probes.container(FRONT)
    image = probes.image(FRONT_IMAGE)
    if container and image and container.image_id == image.id:
        return None
    return unmet("container_old")


ROLL_OUT = Exercise(
    key="roll-out",
    lesson=LESSON,
    prepare=bring_old_front,
    begun=something_is_rolled_out,
    conditions=(
        ImageExists(FRONT_IMAGE, key="name_gone"),
        name_is_moved,
        NamesSameImage(FRONT_IMAGE, "nginx:1.26"),
        ContainerExists(FRONT, key="container_gone"),
        container_is_of_the_new_image,
        ContainerKeepsRunning(FRONT),
        ContainerListens(FRONT),
    ),
    solution="""
dk.tag("nginx:1.26", "shop-front:prod")
dk.rm("shop-front", force=True)
dk.run("shop-front:prod", name="shop-front", detach=True)
""",
)

# 3 --------------------------------------------------------------------------------------------

TOOL_FOR_CPU = {"shop-tool:amd64": "amd64", "shop-tool:arm64": "arm64"}
TITLE = "org.opencontainers.image.title"


def those_there_are_busybox(given: Given) -> Diagnosis | None:
    """What has one of the two names is busybox."""
    for name in TOOL_FOR_CPU:
        image = probes.image(name)
        if image and image.labels.get(TITLE) != "busybox":
            return unmet("not_busybox", name=name)
    return None


def those_there_are_for_their_cpu(given: Given) -> Diagnosis | None:
    """What has one of the two names is for the CPU in the name."""
    for name, cpu in TOOL_FOR_CPU.items():
        image = probes.image(name)
        if image and cpu not in probes.architectures(name):
            return unmet("wrong_platform", name=name, has=image.architecture, wanted=cpu)
    return None


BOTH_PLATFORMS = Exercise(
    key="both-platforms",
    lesson=LESSON,
    begun=AnyOf(tuple(ImageExists(name) for name in TOOL_FOR_CPU), key="neither"),
    conditions=(
        those_there_are_busybox,
        those_there_are_for_their_cpu,
        ImageExists("shop-tool:amd64", key="one_missing"),
        ImageExists("shop-tool:arm64", key="one_missing"),
    ),
    solution="""
for cpu in ("arm64", "amd64"):
    dk.pull("busybox", platform=f"linux/{cpu}")
    dk.tag("busybox", f"shop-tool:{cpu}")
""",
)

EXERCISES = [GIVE_TAG, ROLL_OUT, BOTH_PLATFORMS]

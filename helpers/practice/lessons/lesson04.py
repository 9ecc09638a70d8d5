"""Exercises of 04-tags."""

from .. import fixtures, probes
from ..asserts import running, same_image
from ..exercises import Exercise
from ..verdict import Verdict, not_yet, passed, untouched

CPUS = ("amd64", "arm64")


def give_tag(given: dict) -> Verdict:
    """One more name on an image that is here."""
    if probes.image("shop-web:1.0") is None:
        if probes.image("shop-web:latest"):
            return not_yet("no_version")
        return untouched("no_image", name="shop-web:1.0")
    return same_image("shop-web:1.0", "nginx:1.26") or passed()


def old_front(label: str) -> dict:
    """A name that stands for the older version, and a container of it."""
    fixtures.image("nginx:1.26")
    image = fixtures.named("nginx:1.22", "shop-front:prod")
    return {
        "image": image,
        "container": fixtures.container(label, "shop-front", "shop-front:prod"),
    }


def roll_out(given: dict) -> Verdict:
    """The name moved to the newer version, and the container made anew."""
    image, box = probes.image("shop-front:prod"), probes.container("shop-front")
    moved = image is not None and image["Id"] != given["image"]
    kept = (
        box is not None and box["Id"] == given["container"] and box["State"]["Status"] == "running"
    )
    if image and kept and not moved:
        return untouched("as_before")
    if not moved:
        return not_yet("name_old" if image else "name_gone")
    if other := same_image("shop-front:prod", "nginx:1.26"):
        return other
    if box is None:
        return not_yet("no_box")
    return not_yet("box_old") if box["Image"] != image["Id"] else running("shop-front") or passed()


def both_platforms(given: dict) -> Verdict:
    """One program for two kinds of CPU, each under a name of its own."""
    images = {cpu: probes.image(f"shop-tool:{cpu}") for cpu in CPUS}
    missing = [f"shop-tool:{cpu}" for cpu, image in images.items() if image is None]
    if len(missing) == len(CPUS):
        return untouched("neither")
    for cpu, image in images.items():
        if image is None:
            continue
        if (image["Config"].get("Labels") or {}).get("org.opencontainers.image.title") != "busybox":
            return not_yet("not_busybox", name=f"shop-tool:{cpu}")
        if cpu not in probes.cpus(f"shop-tool:{cpu}"):
            return not_yet(
                "wrong_platform", name=f"shop-tool:{cpu}", has=image["Architecture"], wanted=cpu
            )
    return not_yet("one_missing", name=missing[0]) if missing else passed()


EXERCISES = [
    Exercise(
        "give-tag",
        "04-tags",
        give_tag,
        """
dk.pull("nginx:1.26")
dk.tag("nginx:1.26", "shop-web:1.0")
""",
    ),
    Exercise(
        "roll-out",
        "04-tags",
        roll_out,
        """
dk.tag("nginx:1.26", "shop-front:prod")
dk.rm("shop-front", force=True)
dk.run("shop-front:prod", name="shop-front", detach=True)
""",
        prepare=old_front,
    ),
    Exercise(
        "both-platforms",
        "04-tags",
        both_platforms,
        """
for cpu in ("arm64", "amd64"):
    dk.pull("busybox", platform=f"linux/{cpu}")
    dk.tag("busybox", f"shop-tool:{cpu}")
""",
    ),
]

"""Exercises of 03-search-and-pull."""

from pathlib import Path
from tempfile import TemporaryDirectory

from ... import engine, references
from ...images.building import build
from ...images.pushing import push
from .. import fixtures, probes
from ..asserts import of_image, running
from ..exercises import Exercise
from ..verdict import Verdict, not_yet, passed


def team_page(given: dict) -> Verdict:
    """A container of an image that is not an official one, found by a search."""
    return running("shop-page") or of_image("shop-page", "academy/nginx-hello") or passed()


def pinned(given: dict) -> Verdict:
    """A container whose image is named by its digest, not by a tag that may move."""
    amiss = running("shop-pinned")
    if amiss:
        return amiss
    name = probes.container("shop-pinned")["Config"]["Image"]
    if references.is_id(name):
        return not_yet("by_id")
    digest = references.parse(name).digest
    if not digest:
        return not_yet("by_tag", image=probes.image_name(probes.container("shop-pinned")))
    return passed() if digest == probes.digest("nginx:1.22") else not_yet("other_digest")


def moved_tag(label: str) -> dict:
    """Bring a menu that runs, and to the registry another one under the same name and tag."""
    name, made = f"{engine.registry()}/shop/menu:1.0", {}
    for day in ("어제", "오늘"):
        with TemporaryDirectory() as folder:
            Path(folder, "Dockerfile").write_text(
                f'FROM busybox\nCMD ["sh", "-c", "echo {day}의 메뉴; exec sleep 3600"]\n'
            )
            made[day] = probes.image(build(folder, tag=name).attrs["image"])["Id"]
        push(name)
        if day == "어제":
            menu = fixtures.container(label, "shop-menu", name)
    return {"yesterday": made["어제"], "today": made["오늘"], "menu": menu}


def same_again(given: dict) -> Verdict:
    """A second container of the very image of the first, though the tag means another by now."""
    amiss = running("shop-menu-2")
    if amiss:
        return amiss
    first, second = probes.container(given["menu"]), probes.container("shop-menu-2")
    if second["Image"] == given["today"]:
        return not_yet("todays")
    if second["Image"] != given["yesterday"]:
        return not_yet("another_image", image=probes.image_name(second))
    return passed() if first and first["State"]["Status"] == "running" else not_yet("first_gone")


EXERCISES = [
    Exercise(
        "team-page",
        "03-search-and-pull",
        team_page,
        """
dk.search("nginx")
dk.pull("academy/nginx-hello")
dk.run("academy/nginx-hello", name="shop-page", detach=True)
""",
    ),
    Exercise(
        "pinned",
        "03-search-and-pull",
        pinned,
        """
digest = dk.pull("nginx:1.22").attrs["digest"]
dk.run(f"nginx@{digest}", name="shop-pinned", detach=True)
""",
    ),
    Exercise(
        "same-again",
        "03-search-and-pull",
        same_again,
        """
image = dk.inspect("shop-menu", "Image")["VALUE"][0]
dk.run(image, name="shop-menu-2", detach=True)
dk.logs("shop-menu-2")
""",
        moved_tag,
    ),
]

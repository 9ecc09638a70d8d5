"""Exercises of 10-clean-up."""

from pathlib import Path
from tempfile import TemporaryDirectory

from ... import engine, references
from ...images.building import build
from .. import fixtures, probes
from ..exercises import Exercise
from ..verdict import Verdict, not_yet, passed, untouched

FAIR, MAIN = "app=shop-fair", "app=shop-main"
OLD, SPARE, NEW = "shop-promo:1.0", "shop-promo:event", "shop-promo:2.0"


def bring_pair(label: str) -> dict:
    """Two web servers, the old one and the new one."""
    return {name: fixtures.container(label, name, "nginx") for name in ("shop-old", "shop-new")}


def retire_old(given: dict) -> Verdict:
    """One running container less, and only that one."""
    old, new = (probes.container(given[name]) for name in ("shop-old", "shop-new"))
    if new is None:
        return not_yet("too_much", names="shop-new")
    if new["State"]["Status"] != "running":
        return not_yet("stopped_too_much", names="shop-new", status=new["State"]["Status"])
    if old is None:
        return passed()
    status = old["State"]["Status"]
    return (
        untouched("at_work")
        if status == "running"
        else not_yet("still_there", name="shop-old", status=status)
    )


def bring_fair(label: str) -> dict:
    """What is left of a fair: a server at work, jobs that have ended, one never started; and a job of the main shop."""
    mine = [label, FAIR]
    return {
        "shop-fair-web": fixtures.container(mine, "shop-fair-web", "nginx"),
        "shop-fair-job1": fixtures.ended(mine, "shop-fair-job1", "busybox", "true"),
        "shop-fair-job2": fixtures.ended(mine, "shop-fair-job2", "busybox", "false"),
        "shop-fair-plan": fixtures.container(
            mine, "shop-fair-plan", "busybox", "true", start=False
        ),
        "shop-main-job": fixtures.ended([label, MAIN], "shop-main-job", "busybox", "true"),
    }


def sweep_fair(given: dict) -> Verdict:
    """What does not run of one label is gone; what runs, and what has another label, is as it was."""
    boxes = {name: probes.container(box) for name, box in given.items()}
    keep = ["shop-fair-web", "shop-main-job"]
    lost = [name for name in keep if boxes[name] is None]
    if lost:
        return not_yet("too_much", names=", ".join(lost))
    status = boxes["shop-fair-web"]["State"]["Status"]
    if status != "running":
        return not_yet("stopped_too_much", names="shop-fair-web", status=status)
    left = [name for name in given if name not in keep and boxes[name]]
    if not left:
        return passed()
    if len(left) == len(given) - len(keep):
        return untouched("nothing_removed")
    return not_yet(
        "left_over", names=", ".join(f"{name}({boxes[name]['State']['Status']})" for name in left)
    )


def bring_promo(label: str) -> dict:
    """Two images; the older has two names, and a container that has ended was made of it."""
    made = {}
    for image, names in ((OLD, [OLD, SPARE]), (NEW, [NEW])):
        with TemporaryDirectory() as folder:
            Path(folder, "Dockerfile").write_text(
                f'FROM busybox\nCOPY page.html /\nCMD ["echo", "{image}"]\n'
            )
            Path(folder, "page.html").write_text(f"<h1>{image}</h1>\n" * 1000)
            made[image] = build(folder, tag=names).attrs["image"]
    made["shop-promo-test"] = fixtures.ended(label, "shop-promo-test", OLD, None)
    return made


def free_promo(given: dict) -> Verdict:
    """An image is off the disk with all its names and what was made of it; its newer brother is as it was."""
    kept, old = probes.image(NEW), probes.image(given[OLD])
    if kept is None or kept["Id"] != given[NEW]:
        return not_yet("too_much", names=NEW)
    box = probes.container(given["shop-promo-test"])
    names = sorted(
        references.without(name, engine.prefix()) for name in (old or {}).get("RepoTags") or []
    )
    if old is None:
        return not_yet("box_left") if box else passed()
    if box and names == [OLD, SPARE]:
        return untouched("nothing_removed")
    if names:
        return not_yet("names_left", names=", ".join(names), box="shop-promo-test" if box else "-")
    return not_yet("nameless", box="shop-promo-test" if box else "-")


EXERCISES = [
    Exercise(
        "retire-old",
        "10-clean-up",
        retire_old,
        """
dk.stop("shop-old")
dk.rm("shop-old")
""",
        bring_pair,
    ),
    Exercise(
        "sweep-fair",
        "10-clean-up",
        sweep_fair,
        """
ended = dk.ps(all=True, filters={"label": "app=shop-fair", "status": ["created", "exited"]})
print(ended[["NAMES", "STATUS"]])  # 지우기 전에 봅니다
dk.rm(ended)
""",
        bring_fair,
    ),
    Exercise(
        "free-promo",
        "10-clean-up",
        free_promo,
        """
dk.rm("shop-promo-test")
dk.rmi(["shop-promo:1.0", "shop-promo:event"])
""",
        bring_promo,
    ),
]

"""Exercises of 05-layers."""

import secrets
from pathlib import Path
from tempfile import TemporaryDirectory

from ...images.building import build
from .. import fixtures, probes
from ..asserts import file_there
from ..exercises import Exercise
from ..verdict import Verdict, not_yet, passed, untouched

BUILT_OF = {"shop-page": "nginx", "shop-queue": "redis", "shop-probe": "busybox"}
RECIPE = """
FROM busybox
COPY token /etc/shop/token
RUN rm /etc/shop/token
CMD ["sleep", "3600"]
"""


def to_a_file(given: dict) -> Verdict:
    """An image taken out of the engine, with its name, to be brought to another machine."""
    path = Path("shop-tool.tar")
    if missing := file_there(path):
        return missing
    held = probes.archive(path)
    if isinstance(held, str):
        return not_yet(held, file=path.name)
    image = probes.image("busybox")
    fitting = [names for names, layers in held if image and layers == image["RootFS"]["Layers"]]
    if not fitting:
        return not_yet(
            "other_image",
            file=path.name,
            names=", ".join(name for names, _ in held for name in names) or "-",
        )
    return (
        passed()
        if any(name.startswith("busybox:") for names in fitting for name in names)
        else not_yet("no_name")
    )


def three_services(label: str) -> dict:
    """Three images under names of the team; two of them stand on debian."""
    fixtures.image("debian")
    base = probes.image("debian")["RootFS"]["Layers"]
    ids = {name: fixtures.named(source, f"{name}:1.0") for name, source in BUILT_OF.items()}
    return {
        "ids": ids,
        "affected": [
            name for name, one in ids.items() if base[0] in probes.image(one)["RootFS"]["Layers"]
        ],
    }


def mark_affected(given: dict) -> Verdict:
    """Those images that have the base's layer carry one more tag, and no other."""
    marked = {name: probes.image(f"{name}:rebuild") for name in BUILT_OF}
    marked = {name: image for name, image in marked.items() if image}
    if not marked:
        return untouched("no_marks")
    for name, image in marked.items():
        if image["Id"] != given["ids"][name]:
            return not_yet("not_same_image", name=f"{name}:rebuild", wanted=f"{name}:1.0")
        if name not in given["affected"]:
            return not_yet("not_built_on_it", name=name)
    left = len(given["affected"]) - len(marked)
    return not_yet("more_marks", count=left) if left else passed()


def leak(label: str) -> dict:
    """Build an image that had a secret in one layer, and deleted it in the next."""
    token, (key, _, value) = secrets.token_hex(8), label.partition("=")
    fixtures.image("busybox")
    with TemporaryDirectory() as folder:
        Path(folder, "token").write_text(token + "\n")
        Path(folder, "Dockerfile").write_text(RECIPE)
        build(folder, tag="shop-leak:1.0", label={key: value})
    return {"token": token}


def still_inside(given: dict) -> Verdict:
    """What a layer deleted, found in the layer below."""
    path = Path("shop-token.txt")
    if missing := file_there(path):
        return missing
    found = path.read_bytes().decode(errors="replace").strip()
    if not found:
        return not_yet("empty")
    return passed() if found == given["token"] else not_yet("not_the_token")


EXERCISES = [
    Exercise(
        "to-a-file",
        "05-layers",
        to_a_file,
        """
dk.pull("busybox")
dk.save("busybox", "shop-tool.tar")
""",
    ),
    Exercise(
        "mark-affected",
        "05-layers",
        mark_affected,
        """
base = dk.layers("debian")["LAYER"][0]
for name in ("shop-page", "shop-queue", "shop-probe"):
    if base in list(dk.layers(f"{name}:1.0")["LAYER"]):
        dk.tag(f"{name}:1.0", f"{name}:rebuild")
""",
        prepare=three_services,
    ),
    Exercise(
        "still-inside",
        "05-layers",
        still_inside,
        """
import json, tarfile
from pathlib import Path

dk.save("shop-leak:1.0", "shop-leak.tar")
with tarfile.open("shop-leak.tar") as archive:
    for layer in json.load(archive.extractfile("manifest.json"))[0]["Layers"]:
        with tarfile.open(fileobj=archive.extractfile(layer)) as inner:
            if "etc/shop/token" in inner.getnames():
                Path("shop-token.txt").write_bytes(inner.extractfile("etc/shop/token").read())
""",
        prepare=leak,
    ),
]

"""Exercises of 05-layers: to-a-file, mark-affected, still-inside."""

import secrets
from pathlib import Path

from .. import fixtures, image_archive, probes
from ..conditions import FileExists
from ..given import Given
from ..image_archive import SavedImage
from ..inspected import Image
from ..verdict import Diagnosis, unmet
from .exercise import Exercise

LESSON = "05-layers"

# 1 --------------------------------------------------------------------------------------------

ARCHIVE = "shop-tool.tar"


def file_is_an_archive_of_images(given: Given) -> Diagnosis | None:
    """The file was written by `docker save`."""
    try:
        image_archive.read(Path(ARCHIVE))
    except image_archive.NotAnArchive:
        return unmet("no_archive", file=ARCHIVE)
    except image_archive.NoManifest:
        return unmet("no_manifest", file=ARCHIVE)
    return None


def archive_holds_busybox(given: Given) -> Diagnosis | None:
    """One of the archive's images is busybox."""
    saved = image_archive.read(Path(ARCHIVE))
    if those_of_busybox(saved):
        return None
    names = []
    for image in saved:
        names += image.names
    return unmet("other_image", file=ARCHIVE, names=", ".join(names) or "-")


def archive_keeps_the_name(given: Given) -> Diagnosis | None:
    """Loaded elsewhere, the image is called busybox."""
    for image in those_of_busybox(image_archive.read(Path(ARCHIVE))):
        if "busybox:latest" in image.names:
            return None
    return unmet("no_name")


def those_of_busybox(saved: list[SavedImage]) -> list[SavedImage]:
    """Choose the images of an archive that are busybox, whether the engine still has it or not."""
    busybox = probes.registry_image_ids("busybox")
    return [image for image in saved if image.id in busybox]


TO_A_FILE = Exercise(
    key="to-a-file",
    lesson=LESSON,
    begun=FileExists(ARCHIVE),
    conditions=(
        file_is_an_archive_of_images,
        archive_holds_busybox,
        archive_keeps_the_name,
    ),
    solution="""
dk.pull("busybox")
dk.save("busybox", "shop-tool.tar")
""",
)

# 2 --------------------------------------------------------------------------------------------

BUILT_OF = {"shop-page": "nginx", "shop-queue": "redis", "shop-probe": "busybox"}


def bring_three_services(given: Given) -> None:
    """Bring three images under names of the team; two of them stand on debian."""
    base = fixtures.image("debian").layers[0]
    affected = []
    for name, source in BUILT_OF.items():
        image = fixtures.named_image(given, source, f"{name}:1.0")
        if base in image.layers:
            affected.append(name)
    given.facts["affected"] = affected


def marked_images() -> dict[str, Image]:
    """Find the images of the team that carry the mark, by the team's names."""
    marked = {}
    for name in BUILT_OF:
        image = probes.image(f"{name}:rebuild")
        if image is not None:
            marked[name] = image
    return marked


def something_is_marked(given: Given) -> Diagnosis | None:
    """At least one image of the team carries the mark."""
    return None if marked_images() else unmet("no_marks")


def marks_are_on_the_teams_images(given: Given) -> Diagnosis | None:
    """Each mark is on the very image that has the team's name."""
    for name, image in marked_images().items():
        if image.id != given.images[f"{name}:1.0"]:
            return unmet("not_same_image", name=f"{name}:rebuild", wanted=f"{name}:1.0")
    return None


def only_affected_ones_are_marked(given: Given) -> Diagnosis | None:
    """No mark is on an image without the base's layer."""
    for name in marked_images():
        if name not in given.facts["affected"]:
            return unmet("not_built_on_it", name=name)
    return None


def teams_names_are_kept(given: Given) -> Diagnosis | None:
    """The mark is one more name: the team's own names are still there."""
    for name in BUILT_OF:
        if probes.image(f"{name}:1.0") is None:
            return unmet("first_name_gone", name=f"{name}:1.0")
    return None


def all_affected_ones_are_marked(given: Given) -> Diagnosis | None:
    """Each image with the base's layer carries the mark."""
    missing = len(given.facts["affected"]) - len(marked_images())
    return unmet("more_marks", count=missing) if missing else None


MARK_AFFECTED = Exercise(
    key="mark-affected",
    lesson=LESSON,
    prepare=bring_three_services,
    begun=something_is_marked,
    conditions=(
        marks_are_on_the_teams_images,
        only_affected_ones_are_marked,
        teams_names_are_kept,
        all_affected_ones_are_marked,
    ),
    solution="""
base = dk.layers("debian")["LAYER"][0]
for name in ("shop-page", "shop-queue", "shop-probe"):
    if base in list(dk.layers(f"{name}:1.0")["LAYER"]):
        dk.tag(f"{name}:1.0", f"{name}:rebuild")
""",
)

# 3 --------------------------------------------------------------------------------------------

TOKEN_FILE = "shop-token.txt"  # noqa: S105 - a file's name
LEAK_DOCKERFILE = """
FROM busybox
COPY token /etc/shop/token
RUN rm /etc/shop/token
CMD ["sleep", "3600"]
"""


def bring_leak(given: Given) -> None:
    """Build an image that had a secret in one layer, and deleted it in the next."""
    token = secrets.token_hex(8)
    fixtures.image("busybox")
    fixtures.built_image(
        given, "shop-leak:1.0", LEAK_DOCKERFILE, files={"token": token + "\n"}, labelled=True
    )
    given.facts["token"] = token


def text_of_token_file() -> str:
    """Read what the learner wrote down."""
    return Path(TOKEN_FILE).read_bytes().decode(errors="replace").strip()


def file_is_not_empty(given: Given) -> Diagnosis | None:
    """Something is written down."""
    return None if text_of_token_file() else unmet("empty")


def file_has_the_token(given: Given) -> Diagnosis | None:
    """What is written down is the secret that was deleted."""
    return None if text_of_token_file() == given.facts["token"] else unmet("not_the_token")


STILL_INSIDE = Exercise(
    key="still-inside",
    lesson=LESSON,
    prepare=bring_leak,
    begun=FileExists(TOKEN_FILE),
    conditions=(file_is_not_empty, file_has_the_token),
    solution="""
import json, tarfile
from pathlib import Path

dk.save("shop-leak:1.0", "shop-leak.tar")
with tarfile.open("shop-leak.tar") as archive:
    for layer in json.load(archive.extractfile("manifest.json"))[0]["Layers"]:
        with tarfile.open(fileobj=archive.extractfile(layer)) as inner:
            if "etc/shop/token" in inner.getnames():
                Path("shop-token.txt").write_bytes(inner.extractfile("etc/shop/token").read())
""",
)

EXERCISES = [TO_A_FILE, MARK_AFFECTED, STILL_INSIDE]

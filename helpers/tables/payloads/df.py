"""Disk use: `GET /system/df` as the four rows of `docker system df`."""

from dataclasses import dataclass
from typing import NamedTuple

from .answers import Rows, read_objects, whole_number

REQUEST = "GET /system/df"
COLUMNS = ["TYPE", "TOTAL", "ACTIVE", "SIZE", "RECLAIMABLE"]
RUNNING_STATES = ("running", "paused", "restarting")
UNKNOWN = -1  # by this number the engine says that it has not counted

# The keys that are read of the answer, at whatever depth.
DF_FIELDS = [
    "Id", "LayersSize", "Images", "Containers", "Volumes", "BuildCache", "Size", "SharedSize",
    "State", "SizeRw", "UsageData", "RefCount", "InUse", "Shared",
]  # fmt: skip


class UsageRow(NamedTuple):
    """One row of `docker system df`: what one kind of objects takes."""

    type: str
    total: int
    active: int
    size: int
    reclaimable: int


@dataclass(frozen=True)
class Answer:
    """The parts of the answer."""

    layers_size: int
    images: list[dict]
    containers: list[dict]
    volumes: list[dict]
    build_cache: list[dict]


class Image(NamedTuple):
    """An image: `size` with the layers that it shares, `own_size` without them."""

    image_id: str
    used: bool
    size: int
    own_size: int


def read_df(answer: dict) -> Rows:
    """Read `GET /system/df`: what each kind of objects takes, and how much of it is reclaimable."""
    (parts,) = read_objects(REQUEST, [answer], _read_answer)
    rows = [
        _sum_images(parts.images, parts.layers_size),
        _sum_containers(parts.containers),
        _sum_volumes(parts.volumes),
        _sum_build_cache(parts.build_cache),
    ]
    return Rows(COLUMNS, rows)


def _read_answer(answer: dict) -> Answer:
    return Answer(
        layers_size=whole_number(answer.get("LayersSize") or 0),
        images=answer.get("Images") or [],
        containers=answer.get("Containers") or [],
        volumes=answer.get("Volumes") or [],
        build_cache=answer.get("BuildCache") or [],
    )


def _sum_images(answer: list[dict], layers_size: int) -> UsageRow:
    listed = read_objects(REQUEST, answer, _read_image)
    # Podman 4 lists an image once for each of its names.
    images = list({image.image_id: image for image in listed}.values())
    used = [image for image in images if image.used]
    if layers_size:
        size = layers_size
        taken = sum(image.own_size for image in used)
    else:  # Podman 4 adds up no layers: each image is taken whole
        size = sum(image.size for image in images)
        taken = sum(image.size for image in used)
    return UsageRow("Images", len(images), len(used), size, size - taken)


def _read_image(image: dict) -> Image:
    used = bool(image.get("Containers"))
    size = whole_number(image["Size"])
    own_size = 0
    if used and image["SharedSize"] != UNKNOWN:
        own_size = whole_number(image["Size"] - image["SharedSize"])
    return Image(str(image["Id"]), used, size, own_size)


def _sum_containers(answer: list[dict]) -> UsageRow:
    used: list[int] = []
    unused: list[int] = []

    def read(container: dict) -> None:
        size = whole_number(container.get("SizeRw", 0))
        sizes = used if container["State"] in RUNNING_STATES else unused
        sizes.append(size)

    read_objects(REQUEST, answer, read)
    return _sum_up("Containers", used, unused)


def _sum_volumes(answer: list[dict]) -> UsageRow:
    used: list[int] = []
    unused: list[int] = []
    unknown: list[int] = []  # no engine has counted the containers of these: not reclaimable

    def read(volume: dict) -> None:
        usage = volume.get("UsageData") or {"Size": 0, "RefCount": UNKNOWN}
        containers = whole_number(usage["RefCount"])
        size = max(whole_number(usage["Size"]), 0)
        if containers > 0:
            used.append(size)
        elif containers == 0:
            unused.append(size)
        else:
            unknown.append(size)

    read_objects(REQUEST, answer, read)
    row = _sum_up("Local Volumes", used, unused)
    return row._replace(total=row.total + len(unknown), size=row.size + sum(unknown))


def _sum_build_cache(answer: list[dict]) -> UsageRow:
    used: list[int] = []
    unused: list[int] = []

    def read(part: dict) -> None:
        in_use = bool(part["InUse"])
        # A part that an image shares is counted with the image.
        size = 0 if part.get("Shared") else whole_number(part["Size"])
        sizes = used if in_use else unused
        sizes.append(size)

    read_objects(REQUEST, answer, read)
    return _sum_up("Build Cache", used, unused)


def _sum_up(kind: str, used: list[int], unused: list[int]) -> UsageRow:
    """Sum up one kind by the sizes of its objects: what is not in use is reclaimable."""
    reclaimable = sum(unused)
    return UsageRow(kind, len(used) + len(unused), len(used), sum(used) + reclaimable, reclaimable)

"""From what the Engine API answers to the columns and rows of a `Table`. Pure: saved answers test it with no engine."""

import json
import re
from collections.abc import Callable, Iterable

from ..errors import CourseError
from ..references import without
from .frame import Table, cut, table

__all__ = [
    "Table",
    "df",
    "history",
    "images",
    "networks",
    "ports",
    "ps",
    "search",
    "table",
    "volumes",
]

PS = ["CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "STATUS", "PORTS", "NAMES"]
IMAGES = ["REPOSITORY", "TAG", "IMAGE ID", "CREATED", "SIZE"]
HISTORY = ["IMAGE", "CREATED", "CREATED BY", "SIZE", "COMMENT"]
OF_SEARCH = ("name", "description", "star_count", "is_official")
SEARCH = ["NAME", "DESCRIPTION", "STARS", "OFFICIAL"]
VOLUMES = ["DRIVER", "VOLUME NAME"]
NETWORKS = ["NETWORK ID", "NAME", "DRIVER", "SCOPE"]
_NUMBER = re.compile("[0-9]+")
DF = ["TYPE", "TOTAL", "ACTIVE", "SIZE", "RECLAIMABLE"]
_ODD = (
    KeyError,
    TypeError,
    AttributeError,
    ValueError,
    IndexError,
)  # what reading an object of another shape ends in
_MOST = 1 << 50  # more bytes, or seconds, than there are; such numbers can still be added up


def natural(text: str) -> str:
    """Order names as docker does: `web2` before `web10`, a number before any other sign, fewer leading zeros first."""
    return _NUMBER.sub(_numbered, text)


def _numbered(found: re.Match) -> str:
    whole = found[0]
    digits = whole if whole[0] != "0" else whole.lstrip("0")
    return f"\1{chr(len(digits) + 1)}{digits}{chr(len(whole) - len(digits) + 1)}"


def _read(request: str, answer: Iterable, read: Callable[[dict], list | None]) -> list:
    """Read each object of an answer; one that is not as the Engine API describes it is an error that shows it.

    Errors: CourseError.
    """
    rows, one = [], answer
    try:
        for one in answer:
            rows.append(read(one))
    except _ODD as error:
        why = f"there is no {error}" if isinstance(error, KeyError) else str(error)
        if isinstance(one, dict):
            one = {key: one[key] for key in ("Id", "Name", "name") if key in one} | one
        raise CourseError(
            "answer-of-another-shape",
            request=request,
            why=cut(why, 100),
            object=cut(json.dumps(one), 200),
        ) from error
    return rows


def _whole(value) -> int:
    """Take a whole number that a column can hold, and nothing else for one."""
    if type(value) is int and -_MOST < value < _MOST:
        return value
    raise ValueError(f"{value!r} is not such a number")


def ps(
    answer: Iterable[dict], sized: bool = False, registry: str | None = None
) -> tuple[list[str], list[list]]:
    """Read `GET /containers/json`."""

    def read(one: dict) -> list:
        names = ",".join(name[1:] for name in one["Names"] or [] if name.count("/") == 1)
        row = [
            one["Id"],
            without(one["Image"], registry),
            one["Command"],
            _whole(one["Created"]),
            one["Status"],
        ]
        row += [ports(one["Ports"] or []), names]
        return row + (
            [_whole(one.get("SizeRw", 0)), _whole(one.get("SizeRootFs", 0))] if sized else []
        )

    return PS + (["SIZE", "VIRTUAL SIZE"] if sized else []), _read(
        "GET /containers/json", answer, read
    )


def ports(answer: list[dict]) -> str:
    """Write a container's ports as `docker ps` does: published ones first by address, runs of ports as `80-82/tcp`."""
    groups: dict[tuple, list[tuple[int, int]]] = {}
    single = []
    for one in sorted(
        answer,
        key=lambda one: (
            one["PrivatePort"],
            one.get("IP", ""),
            one.get("PublicPort", 0),
            one["Type"],
        ),
    ):
        inside, outside, address = one["PrivatePort"], one.get("PublicPort", 0), one.get("IP", "")
        if outside and (
            outside != inside or not address
        ):  # Podman 4 tells no address where it is any
            single.append(
                f"{_address(address)}:{outside}->{inside}/{one['Type']}".removeprefix(":")
            )
            continue
        runs = groups.setdefault((address, one["Type"]), [])
        if runs and runs[-1][1] == inside - 1:
            runs[-1] = (runs[-1][0], inside)
        elif not runs or runs[-1][1] != inside:
            runs.append((inside, inside))
    grouped = []
    for (address, kind), runs in groups.items():
        for first, last in runs:
            span = f"{first}" if first == last else f"{first}-{last}"
            grouped.append(
                f"{_address(address)}:{span}->{span}/{kind}" if address else f"{span}/{kind}"
            )
    return ", ".join(single + grouped)


def _address(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def images(
    answer: Iterable[dict], digests: bool = False, registry: str | None = None
) -> tuple[list[str], list[list]]:
    """Read `GET /images/json`: one row for each name of each image, the newest image first."""
    rows = []

    def read(one: dict) -> None:
        tags = [
            name.rpartition(":")[::2]
            for name in one.get("RepoTags") or []
            if name != "<none>:<none>"
        ]
        known = [
            name.partition("@")[::2]
            for name in one.get("RepoDigests") or []
            if name != "<none>@<none>"
        ]
        tagged = {repository for repository, _ in tags}
        bare = [(repository, digest) for repository, digest in known if repository not in tagged]
        if not digests:
            named = [(repository, tag, "") for repository, tag in tags]
            named += [
                (repository, "<none>", "")
                for repository in dict.fromkeys(repository for repository, _ in bare)
            ]
        else:
            named = []
            for repository, tag in tags:
                own = [digest for r, digest in known if r == repository]
                named += [(repository, tag, digest) for digest in own or ["<none>"]]
            named += [(repository, "<none>", digest) for repository, digest in bare]
        about = [one["Id"], _whole(one["Created"]), _whole(one["Size"])]
        for repository, tag, digest in named or [("<none>", "<none>", "<none>")]:
            rows.append(
                [without(repository, registry), tag, *([digest] if digests else []), *about]
            )

    _read("GET /images/json", answer, read)
    rows.sort(key=lambda row: (-row[-2], row[0], row[1]))
    return IMAGES[:2] + (["DIGEST"] if digests else []) + IMAGES[2:], rows


def history(answer: Iterable[dict]) -> tuple[list[str], list[list]]:
    """Read `GET /images/NAME/history`."""

    def read(one: dict) -> list:
        return [
            one["Id"],
            _whole(one["Created"]),
            one["CreatedBy"],
            _whole(one["Size"]),
            one["Comment"],
        ]

    return HISTORY, _read("GET /images/NAME/history", answer, read)


def search(answer: list[dict], registry: str | None = None) -> tuple[list[str], list[list]]:
    """Read `GET /images/search`: most stars first. Podman 4 has other keys, and names the registry in each name."""

    def read(one: dict) -> list:
        keys = ("Name", "Description", "Stars", "Official") if "Name" in one else OF_SEARCH
        name, told, stars, official = (one[key] for key in keys)
        return [without(str(name), registry), told, _whole(stars), bool(official)]

    return SEARCH, sorted(
        _read("GET /images/search", answer, read), key=lambda row: (-row[2], row[0])
    )


def volumes(answer: Iterable[dict]) -> tuple[list[str], list[list]]:
    """Read the list in `GET /volumes`, by name."""
    rows = _read("GET /volumes", answer, lambda one: [one["Driver"], str(one["Name"])])
    return VOLUMES, sorted(rows, key=lambda row: natural(row[1]))


def networks(answer: list[dict]) -> tuple[list[str], list[list]]:
    """Read `GET /networks`, by name."""
    rows = _read(
        "GET /networks",
        answer,
        lambda one: [one["Id"], str(one["Name"]), one["Driver"], one["Scope"]],
    )
    return NETWORKS, sorted(rows, key=lambda row: natural(row[1]))


OF_DF = [
    "Id",
    "LayersSize",
    "Images",
    "Containers",
    "Volumes",
    "BuildCache",
    "Size",
    "SharedSize",
    "State",
    "SizeRw",
]
OF_DF += [
    "UsageData",
    "RefCount",
    "InUse",
    "Shared",
]  # what `df` reads of its answer, at whatever depth


def df(answer: dict) -> tuple[list[str], list[list]]:
    """Read `GET /system/df`: what each kind takes, and how much of it could be had back."""
    request, kinds = "GET /system/df", ("Images", "Containers", "Volumes", "BuildCache")
    ((total, *lists),) = _read(
        request,
        [answer],
        lambda all: [_whole(all.get("LayersSize") or 0), *(all.get(kind) or [] for kind in kinds)],
    )

    def image(
        one: dict,
    ) -> tuple:  # which one, is it used, what it is, and what it takes for itself alone if so
        used, size = bool(one.get("Containers")), _whole(one["Size"])
        own = _whole(one["Size"] - one["SharedSize"]) if used and one["SharedSize"] != -1 else 0
        return str(one["Id"]), used, size, own

    def box(one: dict) -> tuple:
        return one["State"] in ("running", "paused", "restarting"), _whole(one.get("SizeRw", 0))

    def store(one: dict) -> tuple:
        usage = one.get("UsageData") or {"Size": 0, "RefCount": -1}  # -1: not known
        return _whole(usage["RefCount"]), max(_whole(usage["Size"]), 0)

    def cache(one: dict) -> tuple:
        return bool(one["InUse"]), 0 if one.get("Shared") else _whole(one["Size"])

    images, boxes, stores, kept = (
        _read(request, some, read)
        for some, read in zip(lists, (image, box, store, cache), strict=True)
    )
    images = list(
        {one[0]: one for one in images}.values()
    )  # Podman 4 lists one for each of its names
    if total:
        taken = sum(own for *_, own in images)
    else:  # it adds up no layers: each image is taken whole
        total, taken = (
            sum(one[2] for one in images),
            sum(size for _, used, size, _ in images if used),
        )
    return DF, [
        ["Images", len(images), sum(one[1] for one in images), total, total - taken],
        _row("Containers", boxes),
        [
            "Local Volumes",
            len(stores),
            sum(refs > 0 for refs, _ in stores),
            sum(size for _, size in stores),
            sum(size for refs, size in stores if refs == 0),
        ],
        _row("Build Cache", kept),
    ]


def _row(kind: str, some: list[tuple[bool, int]]) -> list:
    """Sum up one kind: what is not in use could be had back."""
    sizes = [size for _, size in some]
    return [
        kind,
        len(some),
        sum(used for used, _ in some),
        sum(sizes),
        sum(size for used, size in some if not used),
    ]

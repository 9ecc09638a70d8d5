"""From what the Engine API answers to the columns and rows of a `Table`. Pure: saved answers test it with no engine."""

import re

from ._display import Table, table
from .references import without

__all__ = ["Table", "df", "history", "images", "networks", "ports", "ps", "search", "table", "volumes"]

PS = ["CONTAINER ID", "IMAGE", "COMMAND", "CREATED", "STATUS", "PORTS", "NAMES"]
IMAGES = ["REPOSITORY", "TAG", "IMAGE ID", "CREATED", "SIZE"]
HISTORY = ["IMAGE", "CREATED", "CREATED BY", "SIZE", "COMMENT"]
SEARCH = ["NAME", "DESCRIPTION", "STARS", "OFFICIAL"]
VOLUMES = ["DRIVER", "VOLUME NAME"]
NETWORKS = ["NETWORK ID", "NAME", "DRIVER", "SCOPE"]
_NUMBER = re.compile("[0-9]+")
DF = ["TYPE", "TOTAL", "ACTIVE", "SIZE", "RECLAIMABLE"]


def natural(text: str) -> str:
    """Order names as docker does: `web2` before `web10`, a number before any other sign, fewer leading zeros first."""
    return _NUMBER.sub(_numbered, text)


def _numbered(found: re.Match) -> str:
    digits = found[0].lstrip("0")
    return f"\1{chr(len(digits) + 1)}{digits}{chr(len(found[0]) - len(digits) + 1)}"


def ps(answer: list[dict], sized: bool = False, registry: str | None = None) -> tuple[list[str], list[list]]:
    """Read `GET /containers/json`."""
    rows = []
    for one in answer:
        names = ",".join(name[1:] for name in one["Names"] if name.count("/") == 1)
        row = [one["Id"], without(one["Image"], registry), one["Command"], one["Created"], one["Status"]]
        row += [ports(one["Ports"] or []), names]
        rows.append(row + ([one.get("SizeRw", 0), one.get("SizeRootFs", 0)] if sized else []))
    return PS + (["SIZE", "VIRTUAL SIZE"] if sized else []), rows


def ports(answer: list[dict]) -> str:
    """Write a container's ports as `docker ps` does: published ones first by address, runs of ports as `80-82/tcp`."""
    groups: dict[tuple, list[tuple[int, int]]] = {}
    single = []
    for one in sorted(
        answer, key=lambda one: (one["PrivatePort"], one.get("IP", ""), one.get("PublicPort", 0), one["Type"])
    ):
        inside, outside, address = one["PrivatePort"], one.get("PublicPort", 0), one.get("IP", "")
        if address and outside != inside:
            single.append(f"{_address(address)}:{outside}->{inside}/{one['Type']}")
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
            grouped.append(f"{_address(address)}:{span}->{span}/{kind}" if address else f"{span}/{kind}")
    return ", ".join(single + grouped)


def _address(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def images(answer: list[dict], digests: bool = False, registry: str | None = None) -> tuple[list[str], list[list]]:
    """Read `GET /images/json`: one row for each name of each image, the newest image first."""
    rows = []
    for one in answer:
        tags = [name.rpartition(":")[::2] for name in one.get("RepoTags") or [] if name != "<none>:<none>"]
        known = [name.partition("@")[::2] for name in one.get("RepoDigests") or [] if name != "<none>@<none>"]
        tagged = {repository for repository, _ in tags}
        bare = [(repository, digest) for repository, digest in known if repository not in tagged]
        if not digests:
            named = [(repository, tag, "") for repository, tag in tags]
            named += [(repository, "<none>", "") for repository in dict.fromkeys(repository for repository, _ in bare)]
        else:
            named = []
            for repository, tag in tags:
                own = [digest for r, digest in known if r == repository]
                named += [(repository, tag, digest) for digest in own or ["<none>"]]
            named += [(repository, "<none>", digest) for repository, digest in bare]
        for repository, tag, digest in named or [("<none>", "<none>", "<none>")]:
            row = [without(repository, registry), tag] + ([digest] if digests else [])
            rows.append([*row, one["Id"], one["Created"], one["Size"]])
    rows.sort(key=lambda row: (-row[-2], row[0], row[1]))
    return IMAGES[:2] + (["DIGEST"] if digests else []) + IMAGES[2:], rows


def history(answer: list[dict]) -> tuple[list[str], list[list]]:
    """Read `GET /images/NAME/history`."""
    keys = ("Id", "Created", "CreatedBy", "Size", "Comment")
    return HISTORY, [[one[key] for key in keys] for one in answer]


def search(answer: list[dict]) -> tuple[list[str], list[list]]:
    """Read `GET /images/search`: most stars first."""
    rows = [[one["name"], one["description"], one["star_count"], one["is_official"]] for one in answer]
    return SEARCH, sorted(rows, key=lambda row: (-row[2], row[0]))


def volumes(answer: dict) -> tuple[list[str], list[list]]:
    """Read `GET /volumes`, by name."""
    rows = [[one["Driver"], one["Name"]] for one in answer.get("Volumes") or []]
    return VOLUMES, sorted(rows, key=lambda row: natural(row[1]))


def networks(answer: list[dict]) -> tuple[list[str], list[list]]:
    """Read `GET /networks`, by name."""
    rows = [[one["Id"], one["Name"], one["Driver"], one["Scope"]] for one in answer]
    return NETWORKS, sorted(rows, key=lambda row: natural(row[1]))


def df(answer: dict) -> tuple[list[str], list[list]]:
    """Read `GET /system/df`: what each kind takes, and how much of it could be had back."""
    pictures, boxes = answer.get("Images") or [], answer.get("Containers") or []
    stores, cache = answer.get("Volumes") or [], answer.get("BuildCache") or []
    total, used_images = answer.get("LayersSize") or 0, [one for one in pictures if one.get("Containers")]
    used = sum(one["Size"] - one["SharedSize"] for one in used_images if one["SharedSize"] != -1)
    live = [one for one in boxes if one["State"] in ("running", "paused", "restarting")]
    written, needed = (sum(one.get("SizeRw", 0) for one in some) for some in (boxes, live))
    usage = [(one["UsageData"]["Size"], one["UsageData"]["RefCount"]) for one in stores if one.get("UsageData")]
    kept = [one for one in cache if not one.get("Shared")]
    cached = sum(one["Size"] for one in kept)
    return DF, [
        ["Images", len(pictures), len(used_images), total, total - used],
        ["Containers", len(boxes), len(live), written, written - needed],
        [
            "Local Volumes",
            len(stores),
            sum(refs > 0 for _, refs in usage),
            sum(bytes_ for bytes_, _ in usage if bytes_ > 0),
            sum(bytes_ for bytes_, refs in usage if bytes_ > 0 and refs == 0),
        ],
        [
            "Build Cache",
            len(cache),
            sum(bool(one["InUse"]) for one in cache),
            cached,
            cached - sum(one["Size"] for one in kept if one["InUse"]),
        ],
    ]

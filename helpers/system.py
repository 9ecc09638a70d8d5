"""The engine as a whole: what it is, what it holds, what happened on it, and putting it back as it was."""

import pandas as pd

from . import engine, references, tables
from .commands import filters as as_filters
from .commands import line, pairs, show
from .errors import CourseError
from .inside import moment
from .tables import Table, table
from .volumes import described


def version(*paths: str) -> Table:
    """Show the engine's version and those of its parts (`docker version`), or only the dotted `paths`.

    Columns: KEY (`Server.Version`), VALUE. https://docs.docker.com/reference/cli/docker/version/
    """
    told = engine.call("version")
    told = {"APIVersion" if key == "ApiVersion" else key: value for key, value in told.items()}  # as --format names it
    return _about("version", {"Server": told}, paths)


def info(*paths: str) -> Table:
    """Show all that the engine tells about itself (`docker info`), or only the dotted `paths`.

    Columns: KEY (`Driver`), VALUE. https://docs.docker.com/reference/cli/docker/system/info/
    """
    return _about("info", engine.call("info"), paths)


def _about(word: str, tree: dict, paths: tuple[str, ...]) -> Table:
    return described(word, None, tree, paths)


def df() -> Table:
    """Show what all images, containers, volumes and build cache take on the disk (`docker system df`).

    Columns: TYPE, TOTAL and ACTIVE (how many), SIZE and RECLAIMABLE (bytes).
    https://docs.docker.com/reference/cli/docker/system/df/
    """
    command = show(line("system df"))
    return table(*tables.df(engine.call("df")), command)


def events(
    *, since: str = "10m", until: str = "0s", filters: dict | None = None, everything: bool = False
) -> Table:  # fmt: skip
    """List what happened on the engine (`docker events`), from `since` to `until`: ages (`10m`; `0s` is now) or times.

    Columns: TIME (UTC), TYPE, ACTION, NAME, ATTRIBUTES (`exitCode=1, image=nginx`). On a borrowed engine the course's.
    https://docs.docker.com/reference/cli/docker/system/events/
    """
    chosen = engine.owned_filter(as_filters(filters), everything)
    command = show(line("events", since=since, until=until, filter=pairs(chosen)))
    span = {"since": f"{moment(since):.9f}", "until": f"{moment(until):.9f}"}
    rows = []
    for one in engine.stream("events", decode=True, filters=chosen, **span):
        attributes = one["Actor"].get("Attributes") or {}
        told = ", ".join(f"{key}={value}" for key, value in sorted(attributes.items()) if key != engine.LABEL)
        name = attributes.get("name", one["Actor"]["ID"])
        rows.append([pd.Timestamp(one["timeNano"], tz="UTC"), one["Type"], one["Action"], name, told])
    return table(["TIME", "TYPE", "ACTION", "NAME", "ATTRIBUTES"], rows, command)


def prune(*, all: bool = False, volumes: bool = False, filters: dict | None = None) -> Table:
    """Remove what is not in use (`docker system prune --force`): stopped containers, networks, images without a name.

    `all` also takes images that no container uses, `volumes` also unused volumes. On a borrowed engine only what has
    the course's label. Columns: TYPE, NAME; `attrs["reclaimed"]` bytes.
    https://docs.docker.com/reference/cli/docker/system/prune/
    """
    chosen = engine.owned_filter(as_filters(filters), False)
    command = show(line("system prune", force=True, all=all, volumes=volumes, filter=pairs(chosen)))
    rows, reclaimed = [], 0
    kinds = [("container", "ContainersDeleted"), ("network", "NetworksDeleted")]
    kinds += [("volume", "VolumesDeleted")] if volumes else []
    for kind, key in [*kinds, ("image", "ImagesDeleted")]:
        given = {**chosen, "dangling": not all} if kind == "image" else chosen
        answer = engine.call(f"prune_{kind}s", filters=given)
        reclaimed += answer.get("SpaceReclaimed", 0)
        for one in answer.get(key) or []:
            rows.append([kind, one if isinstance(one, str) else next(iter(one.values()))])
    if engine.kind() == "private" and not filters:
        reclaimed += engine.call("prune_builds").get("SpaceReclaimed", 0)
    return table(["TYPE", "NAME"], rows, command, reclaimed=reclaimed)


def doctor() -> Table:
    """Tell which engine this is and whether all that the course needs is there; no `docker` command does this.

    Columns: CHECK, ANSWER.
    """
    rows = [["engine", engine.host()], ["kind", engine.kind()], ["data folder", str(engine.data_folder())]]
    try:
        rows.append(["registry", engine.registry()])
    except CourseError as error:
        rows.append(["registry", str(error)])
    try:
        told = engine.call("info")
    except CourseError as error:
        rows.append(["answer", str(error)])
    else:
        cgroup = f"v{told.get('CgroupVersion', '1')} ({told.get('CgroupDriver')})"
        rows += [["version", told["ServerVersion"]], ["storage driver", told["Driver"]], ["cgroup", cgroup]]
        rows.append(["system", f"{told['OperatingSystem']}, {told['Architecture']}, {told['NCPU']} CPUs"])
    return table(["CHECK", "ANSWER"], rows, "")


def reset(*, images: bool = False) -> Table:
    """Remove what the course made - containers, volumes, networks, built images - and nothing else.

    On the course's own engine the pulled images stay, unless `images`; on a borrowed engine those of the course's
    registry go too. Columns: TYPE, NAME. Several `docker` commands do the same.
    """
    private, prefix, rows = engine.kind() == "private", engine.prefix(), []
    mine = {"label": [f"{engine.LABEL}=1"]}

    def remove(kind: str, name: str, shown: str, **options) -> None:
        engine.call(f"remove_{kind}", name, **options)
        rows.append([kind, shown])

    for one in engine.call("containers", all=True, filters=mine):
        remove("container", one["Id"], one["Names"][0].lstrip("/"), force=True, v=True)
    for one in engine.call("volumes", filters=mine)["Volumes"] or []:
        remove("volume", one["Name"], one["Name"], force=True)
    for one in engine.call("networks", filters=mine):
        remove("network", one["Id"], one["Name"])
    for name in _images(prefix, {} if private and images else mine):
        try:
            remove("image", name, references.without(name, prefix))
        except CourseError:  # gone with an earlier name, or a container that is not the course's uses it
            continue
    return table(["TYPE", "NAME"], rows, "")


def _images(prefix: str | None, filters: dict) -> list[str]:
    """Name the images to remove: those that `filters` finds, by each of their names, and all names in the registry.

    One image can have a name of the course's and one of the learner's: the learner's is not named here.
    """
    names = lambda one: [*(one["RepoTags"] or []), *(one["RepoDigests"] or [])]  # noqa: E731
    found = {name for one in engine.call("images", filters=filters) for name in names(one) or [one["Id"]]}
    if prefix:
        shared = engine.call("images", filters={"reference": [f"{prefix}/*/*"]})
        found |= {name for one in shared for name in names(one) if name.startswith(f"{prefix}/")}
    nameless = [one["Id"] for one in engine.call("images", filters={**filters, "dangling": ["true"]})]
    return sorted(found - {"<none>:<none>", "<none>@<none>"}) + nameless

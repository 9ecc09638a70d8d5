"""The engine as a whole: what it is, what it holds, what happened on it, and putting it back as it was."""

from . import _registry, engine, references, tables
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
        rows.append([one["timeNano"], one["Type"], one["Action"], name, told])
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

    Columns: CHECK, OK (bool), ANSWER.
    """
    rows = [["engine", True, f"{engine.host()}, {engine.kind()}"], ["data folder", True, str(engine.data_folder())]]
    try:
        told = engine.call("info")
        cgroup = f"v{told.get('CgroupVersion', '1')} ({told.get('CgroupDriver')})"
        system = f"{told['OperatingSystem']}, {told['Architecture']}, {told['NCPU']} CPUs"
        rows += [["engine answers", True, told["ServerVersion"]], ["storage driver", True, told["Driver"]]]
        rows += [["cgroup", True, cgroup], ["system", True, system]]
    except CourseError as error:
        rows.append(["engine answers", False, str(error)])
    try:
        rows.append(["registry answers", True, f"{engine.registry()}, {len(_registry.names())} images"])
    except CourseError as error:
        rows.append(["registry answers", False, str(error)])
    return table(["CHECK", "OK", "ANSWER"], rows, "")


def reset(*, images: bool = False) -> Table:
    """Remove what the course made - containers, volumes, networks, built images - and nothing else.

    With `images` also those that came from the course's registry; on a borrowed engine these go in any case, for there
    they have names of their own. Columns: TYPE, NAME. Several `docker` commands do the same.
    """
    prefix, rows = engine.prefix(), []
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
    for name in _images(prefix, images):
        try:
            remove("image", name, references.without(name, prefix))
        except CourseError:  # gone with an earlier name, or a container that is not the course's uses it
            continue
    return table(["TYPE", "NAME"], rows, "")


def _images(prefix: str | None, pulled: bool) -> list[str]:
    """Name the images to remove: those that `build` made, and the registry's, each by the course's names only."""
    found = []
    for one in engine.call("images", filters={"label": [engine.BUILT]}):
        if engine.built(one["Id"]):
            names = [*(one["RepoTags"] or []), *(one["RepoDigests"] or [])]
            found += [name for name in names if not name.startswith("<none>")] or [one["Id"]]
    if prefix:
        for one in engine.call("images", filters={"reference": [f"{prefix}/*/*"]}):
            names = [*(one["RepoTags"] or []), *(one["RepoDigests"] or [])]
            found += [name for name in names if name.startswith(f"{prefix}/")]
    elif pulled:
        there = _registry.names()
        repositories = {name.rpartition(":")[0] for name in there}
        for one in engine.call("images"):
            digests = [name for name in one["RepoDigests"] or [] if name.partition("@")[0] in repositories]
            # Of two platforms under one name an engine gives only the first the name's digest: then the ID tells.
            tags = [name for name in one["RepoTags"] or [] if name in there]
            found += [name for name in tags if digests or one["Id"] in _registry.ids(name)] + digests
    return list(dict.fromkeys(found))

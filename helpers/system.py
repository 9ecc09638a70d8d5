"""The engine as a whole: what it is, what it holds, what happened on it, and putting it back as it was."""

from . import _owner, _registry, _remains, engine, tables
from ._sweep import Sweep, course_images, nameless, orphans
from .commands import filters as as_filters
from .commands import line, pairs, show
from .errors import CourseError
from .inside import moments
from .tables import Table, table
from .volumes import described


def version(*paths: str) -> Table:
    """Show the engine's version and those of its parts (`docker version`), or only the dotted `paths`.

    Columns: KEY (`Server.Version`), VALUE. https://docs.docker.com/reference/cli/docker/version/
    """
    told = engine.call("version")
    told = {
        "APIVersion" if key == "ApiVersion" else key: value for key, value in told.items()
    }  # as --format names it
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
    return table(*tables.df(engine.only("/system/df", tables.OF_DF)), command)


def events(
    *, since: str = "10m", until: str = "0s", filters: dict | None = None, everything: bool = False
) -> Table:  # fmt: skip
    """List what happened on the engine (`docker events`), from `since` to `until`: ages (`10m`; `0s` is now) or times.

    Columns: TIME (UTC), TYPE, ACTION, NAME, ATTRIBUTES (`exitCode=1, image=nginx`). On a borrowed engine the course's.
    https://docs.docker.com/reference/cli/docker/system/events/
    """
    chosen = _owner.own_filter(as_filters(filters), everything)
    command = show(line("events", since=since, until=until, filter=pairs(chosen)))
    span = moments(since=since or "10m", until=until or "0s")
    rows = []
    for one in engine.happened(span["since"], span["until"], chosen):
        attributes = one["Actor"].get("Attributes") or {}
        told = ", ".join(
            f"{key}={value}" for key, value in sorted(attributes.items()) if key != engine.LABEL
        )
        name = attributes.get("name", one["Actor"]["ID"])
        rows.append([one["timeNano"], one["Type"], one["Action"], name, told])
    return table(["TIME", "TYPE", "ACTION", "NAME", "ATTRIBUTES"], rows, command)


def prune(*, all: bool = False, volumes: bool = False, filters: dict | None = None) -> Table:
    """Remove what is not in use (`docker system prune --force`): stopped containers, networks, images without a name.

    `all` also takes images that no container uses, `volumes` also unused volumes. On a borrowed engine only what is
    the course's, and no images where `filters` has more than labels. Columns: TYPE, NAME; `attrs["reclaimed"]` bytes.
    https://docs.docker.com/reference/cli/docker/system/prune/
    """
    chosen = _owner.own_filter(as_filters(filters), False)
    command = show(line("system prune", force=True, all=all, volumes=volumes, filter=pairs(chosen)))
    if engine.kind() == "borrowed":
        return _prune_own(chosen, all, volumes, command)
    rows, reclaimed = [], 0
    kinds = [("container", "ContainersDeleted"), ("network", "NetworksDeleted")]
    kinds += [("volume", "VolumesDeleted")] if volumes else []
    for kind, key in [*kinds, ("image", "ImagesDeleted")]:
        given = {**chosen, "dangling": not all} if kind == "image" else chosen
        answer = engine.call(f"prune_{kind}s", filters=given)
        reclaimed += answer.get("SpaceReclaimed", 0)
        for one in answer.get(key) or []:
            rows.append([kind, one if isinstance(one, str) else next(iter(one.values()))])
    if not filters:
        reclaimed += engine.call("prune_builds").get("SpaceReclaimed", 0)
    return table(["TYPE", "NAME"], rows, command, reclaimed=reclaimed)


def _prune_own(chosen: dict, all: bool, volumes: bool, command: str) -> Table:
    """Prune a borrowed engine one by one: of the label alone, which docker commit copies, an engine takes too much."""
    sweep = Sweep(chosen)
    sweep.quiet = True  # what is in use stays, and that is no news
    sweep.containers(ended=True)
    sweep.networks()
    if volumes:
        sweep.volumes()
    if chosen.keys() == {"label"}:  # an engine that is asked for images knows no `until`
        labels = tuple(
            one for one in chosen["label"] if one != engine.ours()
        )  # images have another label than this
        sweep.images(course_images(False, labels) if all else nameless(labels))
    return table(["TYPE", "NAME"], sweep.rows, command, reclaimed=sweep.reclaimed)


def doctor() -> Table:
    """Tell which engine this is and whether all that the course needs is there; no `docker` command does this.

    Columns: CHECK, OK (bool), ANSWER.
    """
    rows = [
        ["engine", True, f"{engine.host()}, {engine.kind()}"],
        ["data folder", True, str(engine.data_folder())],
    ]
    try:
        told = engine.call("info")
        cgroup = f"v{told.get('CgroupVersion', '1')} ({told.get('CgroupDriver')})"
        system = f"{told['OperatingSystem']}, {told['Architecture']}, {told['NCPU']} CPUs"
        rows += [
            ["engine answers", True, told["ServerVersion"]],
            ["storage driver", True, told["Driver"]],
        ]
        rows += [["cgroup", True, cgroup], ["system", True, system]]
        if text := _unmarked():
            rows.append(["not touched", True, text])
    except CourseError as error:
        rows.append(["engine answers", False, str(error)])
    try:
        rows.append(
            ["registry answers", True, f"{engine.registry()}, {len(_registry.names())} images"]
        )
    except CourseError as error:
        rows.append(["registry answers", False, str(error)])
    return table(["CHECK", "OK", "ANSWER"], rows, "")


def _unmarked() -> str:
    """Count what a borrowed engine has of a course without a mark: of an older version, or of its owner's own."""
    if engine.kind() == "private":
        return ""
    chosen = {"label": [f"{engine.LABEL}=1"]}
    found = {
        "containers": engine.call("containers", all=True, filters=chosen),
        "volumes": engine.call("volumes", filters=chosen)["Volumes"],
        "networks": engine.call("networks", filters=chosen),
    }
    told = ", ".join(f"{len(there)} {kind}" for kind, there in found.items() if there)
    return (
        told
        and f"{told} with the label {engine.LABEL}=1, which tells no learner: docker rm removes what is yours"
    )


def reset(*, images: bool = False) -> Table:
    """Remove what the course made - containers, volumes, networks, built images - and nothing else.

    With `images` also those that came from the course's registry; on a borrowed engine these go in any case, for there
    they have names of their own, and another learner's things stay. Columns: TYPE, NAME; `attrs` has `left`, such rows
    of what is the course's and could not go. Several `docker` commands do the same.
    """
    sweep = Sweep({"label": [engine.ours()]})
    sweep.rows += _remains.take_noted()
    sweep.containers(ended=False)
    sweep.volumes()
    sweep.networks()
    sweep.images(course_images(images))
    if engine.kind() == "private":
        sweep.images(orphans())
    return table(["TYPE", "NAME"], sweep.rows, "", left=sweep.left)

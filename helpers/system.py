"""The engine as a whole: version, info, disk, events, prune."""

from . import engine
from ._command_line import key_values, line, normalize_filters, show
from ._ownership import course_images, guard
from ._ownership.cleanup import Cleanup
from ._times import parse_times
from .tables import Table, make_table, payloads
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
    return make_table(*payloads.read_df(engine.only("/system/df", payloads.DF_FIELDS)), command)


def events(
    *, since: str = "10m", until: str = "0s", filters: dict | None = None, everything: bool = False
) -> Table:  # fmt: skip
    """List what happened on the engine (`docker events`), from `since` to `until`: ages (`10m`; `0s` is now) or times.

    Columns: TIME (UTC), TYPE, ACTION, NAME, ATTRIBUTES (`exitCode=1, image=nginx`). On a borrowed engine the course's.
    https://docs.docker.com/reference/cli/docker/system/events/
    """
    chosen = guard.course_filter(normalize_filters(filters), everything)
    command = show(line("events", since=since, until=until, filter=key_values(chosen)))
    span = parse_times(since=since or "10m", until=until or "0s")
    rows = []
    for one in engine.events_between(span["since"], span["until"], chosen):
        attributes = one["Actor"].get("Attributes") or {}
        told = ", ".join(
            f"{key}={value}" for key, value in sorted(attributes.items()) if key != engine.LABEL
        )
        name = attributes.get("name", one["Actor"]["ID"])
        rows.append([one["timeNano"], one["Type"], one["Action"], name, told])
    return make_table(["TIME", "TYPE", "ACTION", "NAME", "ATTRIBUTES"], rows, command)


def prune(*, all: bool = False, volumes: bool = False, filters: dict | None = None) -> Table:
    """Remove what is not in use (`docker system prune --force`): stopped containers, networks, images without a name.

    `all` also takes images that no container uses, `volumes` also unused volumes. On a borrowed engine only what is
    the course's, and no images where `filters` has more than labels. Columns: TYPE, NAME; `attrs["reclaimed"]` bytes.
    https://docs.docker.com/reference/cli/docker/system/prune/
    """
    chosen = guard.course_filter(normalize_filters(filters), False)
    command = show(
        line("system prune", force=True, all=all, volumes=volumes, filter=key_values(chosen))
    )
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
    return make_table(["TYPE", "NAME"], rows, command, reclaimed=reclaimed)


def _prune_own(chosen: dict, all: bool, volumes: bool, command: str) -> Table:
    """Prune a borrowed engine one by one: of the label alone, which docker commit copies, an engine takes too much."""
    cleanup = Cleanup(chosen, quiet=True)  # what is in use stays, and that is no news
    cleanup.remove_ended_containers()
    cleanup.remove_networks()
    if volumes:
        cleanup.remove_volumes()
    if chosen.keys() == {"label"}:  # an engine that is asked for images knows no `until`
        labels = tuple(
            one for one in chosen["label"] if one != engine.course_label()
        )  # images have another label than this
        if all:
            names = course_images.removable(pulled=False, labels=labels)
        else:
            names = course_images.nameless_builds(labels)
        cleanup.remove_images(names)
    return make_table(["TYPE", "NAME"], cleanup.rows, command, reclaimed=cleanup.reclaimed)

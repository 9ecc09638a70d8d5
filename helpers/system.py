"""The engine as a whole: `docker version`, `docker system`."""

from typing import Any

from . import engine
from ._command_line import key_values, line, normalize_filters, show
from ._ownership import course_images, guard
from ._ownership.cleanup import Cleanup
from ._times import parse_times
from .inspect import inspect_table
from .tables import Table, make_table, payloads

# What an engine prunes: the kind, and where its answer lists what went.
PRUNED = {"container": "ContainersDeleted", "network": "NetworksDeleted"}
PRUNED_VOLUMES = {"volume": "VolumesDeleted"}
PRUNED_IMAGES = {"image": "ImagesDeleted"}
COLUMNS_OF_EVENTS = ["TIME", "TYPE", "ACTION", "NAME", "ATTRIBUTES"]
COLUMNS_OF_PRUNE = ["TYPE", "NAME"]


def version(*paths: str) -> Table:
    """Show the engine's version and those of its parts (`docker version`).

    Parameters:
        paths (str): Only the values at these paths, such as `Server.Version` (`--format`).

    Returns:
        A table: KEY (text, the path of the value), VALUE (as the engine has it: text, a truth
        value, a list).

    Raises:
        NotFound: There is nothing at a path.

    https://docs.docker.com/reference/cli/docker/version/
    """
    answer = engine.call("version")
    server = {_name_in_templates(key): value for key, value in answer.items()}
    return inspect_table("version", None, {"Server": server}, paths)


def _name_in_templates(key: str) -> str:
    """Name a key of the engine's answer as the template of `--format` does."""
    return "APIVersion" if key == "ApiVersion" else key


def info(*paths: str) -> Table:
    """Show all that the engine tells about itself (`docker info`).

    Parameters:
        paths (str): Only the values at these paths, such as `Driver` (`--format`).

    Returns:
        A table: KEY (text, the path of the value), VALUE (as the engine has it: a number, a truth
        value, text, a list).

    Raises:
        NotFound: There is nothing at a path.

    https://docs.docker.com/reference/cli/docker/system/info/
    """
    return inspect_table("info", None, engine.call("info"), paths)


def df() -> Table:
    """Show what images, containers, volumes and build cache take on the disk (`docker system df`).

    Returns:
        A table of all that is on the engine: TYPE (text), TOTAL (int, how many), ACTIVE (int, how
        many are in use), SIZE (bytes), RECLAIMABLE (bytes).

    Raises:
        EngineUnavailable: The engine does not answer.

    https://docs.docker.com/reference/cli/docker/system/df/
    """
    command = show(line("system df"))
    answer = engine.only("/system/df", payloads.DF_FIELDS)
    return make_table(*payloads.read_df(answer), command)


def events(
    *,
    since: str = "10m",
    until: str = "0s",
    filters: dict[str, Any] | None = None,
    everything: bool = False,
) -> Table:
    """List what happened on the engine (`docker events`).

    Parameters:
        since (str): From when: an age such as `10m` or `1h30m`, a time such as
            `2026-01-31T10:00:00`, or seconds since 1970 (`--since`).
        until (str): Until when, alike; `0s` is now (`--until`).
        filters (dict[str, Any] | None): Only what matches all of them, such as
            `{"container": "web"}`, `{"event": ["start", "die"]}`, `{"type": "network"}`
            (`--filter`).
        everything (bool): On a borrowed engine also what is not the course's. Not docker's.

    Returns:
        A table, the oldest first: TIME (time, UTC), TYPE (text), ACTION (text), NAME (text),
        ATTRIBUTES (text: `exitCode=1, image=nginx`).

    Raises:
        CourseError: There is no such filter, or it is no time.

    https://docs.docker.com/reference/cli/docker/system/events/
    """
    chosen = guard.course_filter(normalize_filters(filters), everything)
    command = show(line("events", since=since, until=until, filter=key_values(chosen)))
    span = parse_times(since=since or "10m", until=until or "0s")
    rows = []
    for event in engine.events_between(span["since"], span["until"], chosen):
        rows.append(_event_row(event))
    return make_table(COLUMNS_OF_EVENTS, rows, command)


def _event_row(event: dict[str, Any]) -> list[Any]:
    actor = event["Actor"]
    attributes = actor.get("Attributes") or {}
    words = []
    for key, value in sorted(attributes.items()):
        if key != engine.LABEL:
            words.append(f"{key}={value}")
    name = attributes.get("name", actor["ID"])
    return [event["timeNano"], event["Type"], event["Action"], name, ", ".join(words)]


def prune(
    *, all: bool = False, volumes: bool = False, filters: dict[str, Any] | None = None
) -> Table:
    """Remove what is not in use (`docker system prune --force`).

    These are stopped containers, networks, images without a name and the build cache. On a borrowed
    engine only what is the course's goes, and no images if `filters` has more than labels.

    Parameters:
        all (bool): Also images with a name, if no container uses them (`--all`).
        volumes (bool): Also volumes (`--volumes`).
        filters (dict[str, Any] | None): Only what matches all of them: `{"until": "1h"}`,
            `{"label": "app=shop"}`, `{"label!": "keep"}` (`--filter`).

    Returns:
        A table of what went: TYPE (text), NAME (text). `attrs["reclaimed"]` (int) is the bytes that
        this gave back.

    Raises:
        CourseError: There is no such filter, or no such value of it.

    https://docs.docker.com/reference/cli/docker/system/prune/
    """
    chosen = guard.course_filter(normalize_filters(filters), everything=False)
    command = show(
        line("system prune", force=True, all=all, volumes=volumes, filter=key_values(chosen))
    )
    if engine.kind() == "borrowed":
        return _prune_course_objects(chosen, all, volumes, command)
    kinds = PRUNED | (PRUNED_VOLUMES if volumes else {}) | PRUNED_IMAGES
    rows = []
    reclaimed = 0
    for kind, key in kinds.items():
        given: dict[str, Any] = dict(chosen)
        if kind == "image":
            given["dangling"] = not all
        answer = engine.call(f"prune_{kind}s", filters=given)
        reclaimed += answer.get("SpaceReclaimed", 0)
        rows += [[kind, _name_of_pruned(entry)] for entry in answer.get(key) or []]
    if not filters:
        reclaimed += engine.call("prune_builds").get("SpaceReclaimed", 0)
    return make_table(COLUMNS_OF_PRUNE, rows, command, reclaimed=reclaimed)


def _name_of_pruned(entry: str | dict[str, str]) -> str:
    """Read the name of what went; of an image it stands behind `Untagged` or `Deleted`."""
    if isinstance(entry, str):
        return entry
    return next(iter(entry.values()))


def _prune_course_objects(filters: dict[str, Any], all: bool, volumes: bool, command: str) -> Table:
    """Prune a borrowed engine, object by object.

    `docker commit` copies the course's label onto what is not the course's: an engine that prunes
    by the label alone takes too much.
    """
    cleanup = Cleanup(filters, quiet=True)  # what is in use stays, and that is no news
    cleanup.remove_ended_containers()
    cleanup.remove_networks()
    if volumes:
        cleanup.remove_volumes()
    if filters.keys() == {"label"}:  # an engine that is asked for images knows no `until`
        cleanup.remove_images(_course_images_to_prune(filters["label"], all))
    return make_table(COLUMNS_OF_PRUNE, cleanup.rows, command, reclaimed=cleanup.reclaimed)


def _course_images_to_prune(labels: list[str], all: bool) -> list[str]:
    """List the images to prune: they lack the label of containers, and the others narrow them."""
    others = tuple(label for label in labels if label != engine.course_label())
    if all:
        return course_images.removable(pulled=False, labels=others)
    return course_images.nameless_builds(others)

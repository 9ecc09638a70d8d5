"""List containers: `docker ps`."""

from typing import Any

from .. import engine
from .._command_line import key_values, line, normalize_filters, show
from .._ownership import guard
from ..tables import Table, make_table, payloads

ALL_OF_THEM = -1  # the Engine API's limit


def ps(
    *,
    all: bool = False,
    filters: dict[str, Any] | None = None,
    last: int | None = None,
    latest: bool = False,
    size: bool = False,
    no_trunc: bool = False,
    everything: bool = False,
) -> Table:
    """List containers (`docker ps`): by default those that are running.

    Parameters:
        all (bool): Stopped containers too (`--all`).
        filters (dict[str, Any] | None): Only what matches all of them: `{"status": "exited"}`,
            `{"name": "web"}`, `{"label": ["app=shop", "tier=front"]}`, `{"exited": 0}`; keys are
            docker's, such as `ancestor`, `health`, `network`, `publish`, `volume` (`--filter`).
        last (int | None): That many that were made last, in any state (`--last`).
        latest (bool): The one that was made last, in any state (`--latest`).
        size (bool): Also what they take on the disk (`--size`).
        no_trunc (bool): Show IDs and commands whole (`--no-trunc`). The values always are.
        everything (bool): On a borrowed engine also what is not the course's. Not docker's.

    Returns:
        A table, the one that was made last first: CONTAINER ID (text, 64 digits), IMAGE (text),
        COMMAND (text), CREATED (time, UTC), STATUS (text), PORTS (text), NAMES (text); with `size`
        also SIZE (bytes that it wrote) and VIRTUAL SIZE (bytes, with its image's).

    Raises:
        CourseError: There is no such filter, or no such value of it.
        NotFound: There is no such image to filter by.

    https://docs.docker.com/reference/cli/docker/container/ls/
    """
    chosen = guard.course_filter(normalize_filters(filters), everything)
    ancestors = [engine.reference(image) for image in chosen.get("ancestor", [])]
    if ancestors:
        chosen["ancestor"] = [image.qualified for image in ancestors]
    command = show(
        line(
            "ps",
            all=all,
            last=last,
            latest=latest,
            no_trunc=no_trunc,
            size=size,
            filter=key_values(chosen),
        )
    )
    quiet = line("ps", all=all, quiet=True, last=last, latest=latest, filter=key_values(chosen))
    if ancestors:
        chosen["ancestor"] = [image.filter_value for image in ancestors]
    answer = engine.listing(
        "/containers/json",
        filters=chosen,
        all=int(all),
        limit=_limit(last, latest),
        size=int(size),
    )
    prefix = None if everything else engine.prefix()
    rows = payloads.read_containers(answer, size, prefix)
    return make_table(*rows, command, quiet=quiet, no_trunc=no_trunc)


def _limit(last: int | None, latest: bool) -> int:
    if latest:
        return 1
    return last or ALL_OF_THEM


def show_container(container_id: str, command: str, **attrs: Any) -> Table:
    """Show one container as `ps` does, whether it runs or not; no row if it is gone."""
    answer = engine.call("containers", all=True, filters={"id": [container_id]})
    rows = payloads.read_containers(answer, False, engine.prefix())
    return make_table(*rows, command, **attrs)

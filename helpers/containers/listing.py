"""List containers and their ports: `docker ps`, `docker port`."""

from .. import engine
from .._command_line import key_values, line, normalize_filters, show
from .._ownership import guard
from ..tables import Table, make_table, payloads


def row(box: str, command: str, **attrs) -> Table:
    """Show one container as `ps` does, whether it runs or not."""
    answer = engine.call("containers", all=True, filters={"id": [box]})
    return make_table(*payloads.read_containers(answer, False, engine.prefix()), command, **attrs)


def ps(
    *, all: bool = False, filters: dict | None = None, last: int | None = None, latest: bool = False,
    size: bool = False, no_trunc: bool = False, everything: bool = False,
) -> Table:  # fmt: skip
    """List containers (`docker ps`): the running ones, or `all`; on a borrowed engine the course's, or `everything`.

    Columns: CONTAINER ID, IMAGE, COMMAND, CREATED (UTC), STATUS, PORTS, NAMES; with `size` also SIZE (what it wrote)
    and VIRTUAL SIZE (with its image), bytes. Errors: CourseError (no such filter).
    https://docs.docker.com/reference/cli/docker/container/ls/
    """
    chosen = guard.course_filter(normalize_filters(filters), everything)
    ancestors = [engine.reference(image) for image in chosen.get("ancestor", [])]
    if ancestors:
        chosen["ancestor"] = [image.qualified for image in ancestors]
    options = {"last": last, "latest": latest}
    command = show(
        line("ps", all=all, **options, no_trunc=no_trunc, size=size, filter=key_values(chosen))
    )
    quiet = line("ps", all=all, quiet=True, **options, filter=key_values(chosen))
    if ancestors:
        chosen["ancestor"] = [image.filter_value for image in ancestors]
    most = 1 if latest else last or -1
    answer = engine.listing(
        "/containers/json", filters=chosen, all=int(all), limit=most, size=int(size)
    )
    prefix = None if everything else engine.prefix()
    return make_table(
        *payloads.read_containers(answer, size, prefix), command, quiet=quiet, no_trunc=no_trunc
    )


def port(container: str) -> Table:
    """List a container's published ports (`docker port`).

    Columns: CONTAINER PORT (`80/tcp`), HOST IP, HOST PORT (int). Errors: NotFound.
    https://docs.docker.com/reference/cli/docker/container/port/
    """
    command = show(line("port", container))
    found = engine.call("inspect_container", container)["NetworkSettings"]["Ports"] or {}
    rows = [
        [inside, one["HostIp"], int(one["HostPort"])]
        for inside in found
        for one in found[inside] or []
    ]
    rows.sort(key=lambda row: (int(row[0].partition("/")[0]), row))
    return make_table(["CONTAINER PORT", "HOST IP", "HOST PORT"], rows, command)

"""Networks: which containers can talk to each other, and by which names."""

from . import engine
from ._batch import for_each
from ._command_line import (
    as_list,
    key_values,
    line,
    normalize_filters,
    parse_key_values,
    show,
    targets,
)
from ._ownership import guard
from .tables import Table, make_table, payloads
from .volumes import described

BUILT_IN = ("bridge", "host", "none")


def network_create(
    name: str,
    *,
    driver: str | None = None,
    internal: bool = False,
    subnet: str | None = None,
    label=None,
) -> Table:
    """Make a network (`docker network create`).

    Columns: NETWORK ID, NAME, DRIVER, SCOPE. Errors: Conflict (name in use).
    https://docs.docker.com/reference/cli/docker/network/create/
    """
    labels = key_values(label)
    command = show(
        line("network create", name, driver=driver, internal=internal, label=labels, subnet=subnet)
    )
    ours = parse_key_values(labels) | engine.creation_labels()
    ipam = {"Driver": "default", "Config": [{"Subnet": subnet}]} if subnet else None
    options = {
        "driver": driver or "bridge",
        "internal": internal,
        "labels": ours,
        "ipam": ipam,
        "check_duplicate": True,
    }
    with guard.explain_name_conflict("network", name):
        made = engine.call("create_network", name, **options)
    return make_table(*payloads.read_networks(engine.call("networks", ids=[made["Id"]])), command)


def networks(
    *, filters: dict | None = None, no_trunc: bool = False, everything: bool = False
) -> Table:
    """List networks (`docker network ls`); on a borrowed engine the course's, unless `everything`.

    Columns: NETWORK ID, NAME, DRIVER, SCOPE. Errors: CourseError (no such filter).
    https://docs.docker.com/reference/cli/docker/network/ls/
    """
    chosen = guard.course_filter(normalize_filters(filters), everything)
    command = show(line("network ls", no_trunc=no_trunc, filter=key_values(chosen)))
    quiet = line("network ls", quiet=True, filter=key_values(chosen))
    answer = engine.call("networks", filters=chosen)
    return make_table(*payloads.read_networks(answer), command, quiet=quiet, no_trunc=no_trunc)


def network_inspect(name: str, *paths: str) -> Table:
    """Show all that the engine knows of a network (`docker network inspect`), or only the dotted `paths`.

    Columns: KEY, VALUE. Errors: NotFound (no such network, or nothing at that path).
    https://docs.docker.com/reference/cli/docker/network/inspect/
    """
    return described("network inspect", name, engine.call("inspect_network", name), paths)


def network_connect(network: str, container: str, *, alias=None, ip: str | None = None) -> Table:
    """Put a container on one more network (`docker network connect`).

    Columns: NETWORK, CONTAINER, RESULT. Errors: NotFound, Conflict (it is on it already), Refused.
    https://docs.docker.com/reference/cli/docker/network/connect/
    """
    command = show(line("network connect", network, container, alias=alias, ip=ip))
    _check(network, container, "connected")
    options = {"aliases": as_list(alias) or None, "ipv4_address": ip}
    engine.call("connect_container_to_network", container, network, **options, subject=network)
    return make_table(
        ["NETWORK", "CONTAINER", "RESULT"], [[network, container, "connected"]], command
    )


def network_disconnect(network: str, container: str, *, force: bool = False) -> Table:
    """Take a container off a network (`docker network disconnect`).

    Columns: NETWORK, CONTAINER, RESULT. Errors: NotFound, Conflict (it is not on it), Refused.
    https://docs.docker.com/reference/cli/docker/network/disconnect/
    """
    command = show(line("network disconnect", network, container, force=force))
    _check(network, container, "disconnected")
    engine.call(
        "disconnect_container_from_network", container, network, force=force, subject=network
    )
    return make_table(
        ["NETWORK", "CONTAINER", "RESULT"], [[network, container, "disconnected"]], command
    )


def _check(network: str, container: str, done: str) -> None:
    guard.check("container", container, done)
    if network not in BUILT_IN:
        guard.check("network", network, done)


def network_rm(networks) -> Table:
    """Remove networks (`docker network rm`): names or a table.

    Columns: NAME, RESULT. Errors: NotFound, Conflict (containers are on it), Refused.
    https://docs.docker.com/reference/cli/docker/network/rm/
    """
    names, shown = targets(networks, "NAME", "NETWORK ID")
    command = show(line("network rm", *shown))

    def remove(name: str) -> str:
        guard.check("network", name, "removed")
        guard.check_network_unused(name, "removed")
        engine.call("remove_network", name)
        return "removed"

    return make_table(["NAME", "RESULT"], for_each(names, remove), command)

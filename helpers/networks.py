"""Networks, which containers can talk to each other and by which names: `docker network`."""

from typing import Any

from pandas import DataFrame

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
from .inspect import inspect_table
from .tables import Table, make_table, payloads

BUILT_IN = ("bridge", "host", "none")
DEFAULT_DRIVER = "bridge"


def network_create(
    name: str,
    *,
    driver: str | None = None,
    internal: bool = False,
    subnet: str | None = None,
    label: dict[str, Any] | list[str] | str | None = None,
) -> Table:
    """Make a network (`docker network create`).

    Parameters:
        name (str): Its name.
        driver (str | None): Who connects the containers; `bridge` by default (`--driver`).
        internal (bool): Without a way out, to the host's networks or the Internet (`--internal`).
        subnet (str | None): Its range of addresses, such as `172.30.0.0/16`; by default the engine
            chooses one (`--subnet`).
        label (dict[str, Any] | list[str] | str | None): Labels: `{"key": "value"}` or `key=value`.
            The course adds its own (`--label`).

    Returns:
        A table with the network's row: NETWORK ID (text, 64 digits), NAME (text), DRIVER (text),
        SCOPE (text).

    Raises:
        Conflict: The name is in use.
        CourseError: The driver is unknown, or the subnet is none or in use.

    https://docs.docker.com/reference/cli/docker/network/create/
    """
    labels = key_values(label)
    command = show(
        line("network create", name, driver=driver, internal=internal, label=labels, subnet=subnet)
    )
    with guard.explain_name_conflict("network", name):
        created = engine.call(
            "create_network",
            name,
            driver=driver or DEFAULT_DRIVER,
            internal=internal,
            labels=parse_key_values(labels) | engine.creation_labels(),
            ipam=_address_management(subnet),
            check_duplicate=True,
        )
    answer = engine.call("networks", ids=[created["Id"]])
    return make_table(*payloads.read_networks(answer), command)


def _address_management(subnet: str | None) -> dict[str, Any] | None:
    """Write how the engine gives addresses; None lets it choose."""
    if not subnet:
        return None
    return {"Driver": "default", "Config": [{"Subnet": subnet}]}


def networks(
    *, filters: dict[str, Any] | None = None, no_trunc: bool = False, everything: bool = False
) -> Table:
    """List networks (`docker network ls`).

    Parameters:
        filters (dict[str, Any] | None): Only what matches all of them, such as
            `{"driver": "bridge"}`, `{"name": "shop"}`, `{"label": "app=shop"}` (`--filter`).
        no_trunc (bool): Show IDs whole (`--no-trunc`). The values always are.
        everything (bool): On a borrowed engine also what is not the course's. Not docker's.

    Returns:
        A table, by name: NETWORK ID (text, 64 digits), NAME (text), DRIVER (text), SCOPE (text).

    Raises:
        CourseError: There is no such filter, or no such value of it.

    https://docs.docker.com/reference/cli/docker/network/ls/
    """
    chosen = guard.course_filter(normalize_filters(filters), everything)
    command = show(line("network ls", no_trunc=no_trunc, filter=key_values(chosen)))
    quiet = line("network ls", quiet=True, filter=key_values(chosen))
    answer = engine.call("networks", filters=chosen)
    return make_table(*payloads.read_networks(answer), command, quiet=quiet, no_trunc=no_trunc)


def network_inspect(name: str, *paths: str) -> Table:
    """Show all that the engine knows of a network (`docker network inspect`).

    Parameters:
        name (str): The network: its name or ID.
        paths (str): Only the values at these paths, such as `IPAM.Config` (`--format`).

    Returns:
        A table: KEY (text, the path of the value), VALUE (as the engine has it: a truth value,
        text, a list).

    Raises:
        NotFound: There is no such network, or nothing at a path.

    https://docs.docker.com/reference/cli/docker/network/inspect/
    """
    return inspect_table("network inspect", name, engine.call("inspect_network", name), paths)


def network_connect(
    network: str, container: str, *, alias: str | list[str] | None = None, ip: str | None = None
) -> Table:
    """Put a container on one more network (`docker network connect`).

    Parameters:
        network (str): The network.
        container (str): The container.
        alias (str | list[str] | None): More names under which the others there find it
            (`--alias`).
        ip (str | None): Its address there, on a network with a subnet of its own (`--ip`).

    Returns:
        A table: NETWORK (text), CONTAINER (text), RESULT (text).

    Raises:
        NotFound: There is no such network, or no such container.
        Conflict: The container is on it already.
        Refused: One of the two is not the course's.

    https://docs.docker.com/reference/cli/docker/network/connect/
    """
    command = show(line("network connect", network, container, alias=alias, ip=ip))
    _check(network, container, "connected")
    engine.call(
        "connect_container_to_network",
        container,
        network,
        aliases=as_list(alias) or None,
        ipv4_address=ip,
        subject=network,
    )
    return _connection_table(network, container, "connected", command)


def network_disconnect(network: str, container: str, *, force: bool = False) -> Table:
    """Take a container off a network (`docker network disconnect`).

    Parameters:
        network (str): The network.
        container (str): The container.
        force (bool): Also one that is on it and gone (`--force`).

    Returns:
        A table: NETWORK (text), CONTAINER (text), RESULT (text).

    Raises:
        NotFound: There is no such network, or no such container.
        Conflict: The container is not on it.
        Refused: One of the two is not the course's.

    https://docs.docker.com/reference/cli/docker/network/disconnect/
    """
    command = show(line("network disconnect", network, container, force=force))
    _check(network, container, "disconnected")
    engine.call(
        "disconnect_container_from_network", container, network, force=force, subject=network
    )
    return _connection_table(network, container, "disconnected", command)


def _check(network: str, container: str, action: str) -> None:
    """Refuse to touch what is not the course's; the engine's own networks are everybody's."""
    guard.check("container", container, action)
    if network not in BUILT_IN:
        guard.check("network", network, action)


def _connection_table(network: str, container: str, result: str, command: str) -> Table:
    return make_table(["NETWORK", "CONTAINER", "RESULT"], [[network, container, result]], command)


def network_rm(networks: str | list[str] | DataFrame) -> Table:
    """Remove networks (`docker network rm`).

    Parameters:
        networks (str | list[str] | DataFrame): Names, IDs, or a table such as that of `networks`.

    Returns:
        A table: NAME (text), RESULT (text).

    Raises:
        NotFound: There is no such network.
        Conflict: Containers are on it.
        Refused: It is not the course's, or a container on it is not.

    https://docs.docker.com/reference/cli/docker/network/rm/
    """
    named = targets(networks, "NAME", "NETWORK ID")
    command = show(line("network rm", *named.words))

    def remove(name: str) -> str:
        guard.check("network", name, "removed")
        guard.check_network_unused(name, "removed")
        engine.call("remove_network", name)
        return "removed"

    return make_table(["NAME", "RESULT"], for_each(named.names, remove), command)

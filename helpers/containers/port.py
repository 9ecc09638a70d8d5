"""Where a container's ports are reached: `docker port`."""

from .. import engine
from .._command_line import line, show
from ..tables import Table, make_table


def port(container: str) -> Table:
    """List where the published ports of a container are reached (`docker port`).

    Parameters:
        container (str): The container, by its name or ID.

    Returns:
        A table: CONTAINER PORT (text, `80/tcp`), HOST IP (text), HOST PORT (int); by the
        container's port. No row where nothing is published, or the container is stopped.

    Raises:
        NotFound: There is no such container.

    https://docs.docker.com/reference/cli/docker/container/port/
    """
    command = show(line("port", container))
    inspected = engine.call("inspect_container", container)
    ports = inspected["NetworkSettings"]["Ports"] or {}
    rows = []
    for container_port, bindings in ports.items():
        for binding in bindings or []:
            rows.append([container_port, binding["HostIp"], int(binding["HostPort"])])
    rows.sort(key=_by_number)
    return make_table(["CONTAINER PORT", "HOST IP", "HOST PORT"], rows, command)


def _by_number(row: list) -> tuple[int, list]:
    """Order by the container's port as a number: 80 before 443."""
    number = row[0].partition("/")[0]
    return int(number), row

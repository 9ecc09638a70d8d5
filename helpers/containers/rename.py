"""Give containers other names: `docker rename`."""

from .. import engine
from .._command_line import line, show
from .._ownership import guard
from ..tables import Table
from .ps import show_container


def rename(container: str, name: str) -> Table:
    """Give a container another name (`docker rename`).

    Parameters:
        container (str): The container, by its name or ID.
        name (str): Its new name.

    Returns:
        A table with the container's row, its columns those of `ps`.

    Raises:
        NotFound: There is no such container.
        Conflict: The name is in use.
        Refused: The container is not the course's.

    https://docs.docker.com/reference/cli/docker/container/rename/
    """
    command = show(line("rename", container, name))
    guard.check("container", container, "renamed")
    container_id = engine.call("inspect_container", container)["Id"]
    with guard.explain_name_conflict("container", name):
        engine.call("rename", container, name)
    return show_container(container_id, command)

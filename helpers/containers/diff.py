"""What a container changed in its files: `docker diff`."""

from .. import engine
from .._command_line import line, show
from ..tables import Table, make_table

LETTERS = {0: "C", 1: "A", 2: "D"}  # the Engine API's numbers of kinds of change


def diff(container: str) -> Table:
    """List what a container changed in its files since it was made (`docker diff`).

    Parameters:
        container (str): The container, by its name or ID.

    Returns:
        A table: KIND (text: `A` added, `C` changed, `D` deleted), PATH (text).

    Raises:
        NotFound: There is no such container.

    https://docs.docker.com/reference/cli/docker/container/diff/
    """
    command = show(line("diff", container))
    changes = engine.call("diff", container) or []
    rows = [[LETTERS[change["Kind"]], change["Path"]] for change in changes]
    return make_table(["KIND", "PATH"], rows, command)

"""All that the engine knows of an object: `docker inspect`."""

from . import engine
from ._command_line import line, show
from ._tree import select
from .errors import NotFound
from .tables import Table, make_table


def inspect(name: str, *paths: str, type: str | None = None) -> Table:
    """Show all that the engine knows of a container or an image (`docker inspect`), or only the dotted `paths`.

    Columns: KEY (the way to the value, `State.ExitCode`), VALUE (as it is: a number, a truth value, text, a list).
    Errors: NotFound (no such object, or nothing at that path).
    https://docs.docker.com/reference/cli/docker/inspect/
    """
    command, tree = look(name, type)
    try:
        columns, rows, form = select(tree, paths)
    except KeyError as error:
        raise NotFound("no-value-at", name=name, path=error.args[0]) from error
    command = show(line("inspect", command, type=type, format=form or None))
    return make_table(columns, rows, command)


def look(name: str, type: str | None = None) -> tuple[str, dict]:
    """Find a container, or else an image, of this name: the name as the engine knows it, and what it knows."""
    if type != "image":
        try:
            return name, engine.call("inspect_container", name)
        except NotFound:
            if type == "container":
                raise
    try:
        return engine.qualify(name), engine.call("inspect_image", engine.qualify(name))
    except NotFound as error:
        if type == "image":
            raise
        raise NotFound("no-container-or-image", kind="object", name=name) from error

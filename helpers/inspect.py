"""All that the engine knows of an object: `docker inspect`."""

from dataclasses import dataclass
from typing import Any

from . import engine
from ._command_line import line, show
from ._tree import Selection, select
from .errors import NotFound
from .tables import Table, make_table


@dataclass(frozen=True)
class Inspected:
    """An object as the engine knows it: the name that it has there, and all that is known of it."""

    name: str
    tree: dict[str, Any]


def inspect(name: str, *paths: str, type: str | None = None) -> Table:
    """Show all that the engine knows of a container or an image (`docker inspect`).

    Parameters:
        name (str): A container, or else an image: its name or ID.
        paths (str): Only the values at these paths: the keys with dots between, such as
            `State.ExitCode` or `Config.Labels` (`--format`).
        type (str | None): Only a `container`, or only an `image`, where both have this name
            (`--type`).

    Returns:
        A table: KEY (text, the path of the value), VALUE (as the engine has it: a number, a truth
        value, text, a list).

    Raises:
        NotFound: There is no such object, or nothing at a path.

    https://docs.docker.com/reference/cli/docker/inspect/
    """
    found = look(name, type)
    selection = _select("no-value-at", name, found.tree, paths)
    command = line("inspect", found.name, type=type, format=selection.format or None)
    return make_table(selection.columns, selection.rows, show(command))


def look(name: str, type: str | None = None) -> Inspected:
    """Find a container, or else an image, of this name.

    Raises:
        NotFound: There is none, or none of the `type` that was asked for.
    """
    if type != "image":
        try:
            return Inspected(name, engine.call("inspect_container", name))
        except NotFound:
            if type == "container":
                raise
    image = engine.reference(name)
    try:
        return Inspected(image.qualified, engine.call("inspect_image", image.qualified))
    except NotFound as error:
        if type == "image":
            raise
        raise NotFound("no-container-or-image", kind="object", name=name) from error


def inspect_table(
    command: str, name: str | None, tree: dict[str, Any], paths: tuple[str, ...]
) -> Table:
    """Print the command line of an inspecting word, and make its table.

    Parameters:
        command: The command, such as `volume inspect`.
        name: The object's name; None if the command is about no object.
        tree: All that the engine knows.
        paths: What of it is asked for.

    Raises:
        NotFound: There is nothing at a path.
    """
    selection = _select("no-value-there", name or command, tree, paths)
    shown = show(line(command, name, format=selection.format or None))
    return make_table(selection.columns, selection.rows, shown)


def _select(code: str, name: str, tree: dict[str, Any], paths: tuple[str, ...]) -> Selection:
    """Select what is at the paths; `code` is the sentence if there is nothing at one."""
    try:
        return select(tree, paths)
    except KeyError as error:
        raise NotFound(code, name=name, path=error.args[0]) from error

"""Volumes, files that the engine keeps beside the containers: `docker volume`."""

from typing import Any

from pandas import DataFrame

from . import engine
from ._batch import for_each
from ._command_line import key_values, line, normalize_filters, parse_key_values, show, targets
from ._ownership import guard
from .errors import NotFound
from .inspect import inspect_table
from .tables import Table, make_table, payloads


def volume_create(
    name: str | None = None,
    *,
    driver: str | None = None,
    opt: dict[str, Any] | list[str] | str | None = None,
    label: dict[str, Any] | list[str] | str | None = None,
) -> Table:
    """Make a volume (`docker volume create`); one of this name that is there stays as it is.

    Parameters:
        name (str | None): Its name; without one the engine makes one up.
        driver (str | None): Who keeps it; `local` by default (`--driver`).
        opt (dict[str, Any] | list[str] | str | None): The driver's options, such as
            `{"type": "tmpfs", "device": "tmpfs"}` or `type=tmpfs` (`--opt`).
        label (dict[str, Any] | list[str] | str | None): Labels: `{"key": "value"}` or `key=value`.
            The course adds its own (`--label`).

    Returns:
        A table with the volume's row: DRIVER (text), VOLUME NAME (text).

    Raises:
        Refused: A volume of this name is there that is not the course's.
        CourseError: The driver, or an option of it, is unknown.

    https://docs.docker.com/reference/cli/docker/volume/create/
    """
    options = key_values(opt)
    labels = key_values(label)
    command = show(line("volume create", name, driver=driver, opt=options, label=labels))
    volume = engine.call(
        "create_volume",
        name,
        driver=driver,
        driver_opts=parse_key_values(options),
        labels=parse_key_values(labels) | engine.creation_labels(),
    )
    guard.check("volume", volume["Name"], "given")
    return make_table(*payloads.read_volumes([volume]), command)


def volumes(*, filters: dict[str, Any] | None = None, everything: bool = False) -> Table:
    """List volumes (`docker volume ls`).

    Parameters:
        filters (dict[str, Any] | None): Only what matches all of them, such as
            `{"dangling": True}`, `{"name": "shop"}`, `{"label": "app=shop"}` (`--filter`).
        everything (bool): On a borrowed engine also what is not the course's. Not docker's.

    Returns:
        A table, by name: DRIVER (text), VOLUME NAME (text).

    Raises:
        CourseError: There is no such filter, or no such value of it.

    https://docs.docker.com/reference/cli/docker/volume/ls/
    """
    chosen = guard.course_filter(normalize_filters(filters), everything)
    command = show(line("volume ls", filter=key_values(chosen)))
    quiet = line("volume ls", quiet=True, filter=key_values(chosen))
    answer = engine.listing("/volumes", filters=chosen, inside="Volumes")
    return make_table(*payloads.read_volumes(answer), command, quiet=quiet)


def volume_inspect(name: str, *paths: str) -> Table:
    """Show all that the engine knows of a volume (`docker volume inspect`).

    Parameters:
        name (str): The volume.
        paths (str): Only the values at these paths, such as `Mountpoint` (`--format`).

    Returns:
        A table: KEY (text, the path of the value), VALUE (as the engine has it: text, a number).

    Raises:
        NotFound: There is no such volume, or nothing at a path.

    https://docs.docker.com/reference/cli/docker/volume/inspect/
    """
    return inspect_table("volume inspect", name, engine.call("inspect_volume", name), paths)


def volume_rm(volumes: str | list[str] | DataFrame, *, force: bool = False) -> Table:
    """Remove volumes, and what is in them (`docker volume rm`).

    Parameters:
        volumes (str | list[str] | DataFrame): Names, or a table such as that of `volumes`.
        force (bool): A volume that is not there counts as removed (`--force`).

    Returns:
        A table: VOLUME NAME (text), RESULT (text).

    Raises:
        NotFound: There is no such volume.
        Conflict: A container uses it, be it a stopped one.
        Refused: It is not the course's.

    https://docs.docker.com/reference/cli/docker/volume/rm/
    """
    named = targets(volumes, "VOLUME NAME")
    command = show(line("volume rm", *named.words, force=force))

    def remove(name: str) -> str:
        try:
            guard.check("volume", name, "removed")
            engine.call("remove_volume", name)
        except NotFound:
            if not force:  # which the SDK does not hand on
                raise
        return "removed"

    return make_table(["VOLUME NAME", "RESULT"], for_each(named.names, remove), command)

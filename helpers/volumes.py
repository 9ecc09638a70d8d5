"""Volumes: files that the engine keeps beside the containers."""

from . import engine
from ._batch import for_each
from ._command_line import key_values, line, normalize_filters, parse_key_values, show, targets
from ._ownership import guard
from ._tree import select
from .errors import NotFound
from .tables import Table, make_table, payloads


def volume_create(
    name: str | None = None, *, driver: str | None = None, opt=None, label=None
) -> Table:
    """Make a volume (`docker volume create`); one of this name that is there already is simply given.

    Columns: DRIVER, VOLUME NAME. Errors: Refused (the learner's own has this name).
    https://docs.docker.com/reference/cli/docker/volume/create/
    """
    opts, labels = key_values(opt), key_values(label)
    command = show(line("volume create", name, driver=driver, opt=opts, label=labels))
    ours = parse_key_values(labels) | engine.creation_labels()
    made = engine.call(
        "create_volume", name, driver=driver, driver_opts=parse_key_values(opts), labels=ours
    )
    guard.check("volume", made["Name"], "given")
    return make_table(*payloads.read_volumes([made]), command)


def volumes(*, filters: dict | None = None, everything: bool = False) -> Table:
    """List volumes (`docker volume ls`); on a borrowed engine the course's, unless `everything`.

    Columns: DRIVER, VOLUME NAME. Errors: CourseError (no such filter).
    https://docs.docker.com/reference/cli/docker/volume/ls/
    """
    chosen = guard.course_filter(normalize_filters(filters), everything)
    command = show(line("volume ls", filter=key_values(chosen)))
    quiet = line("volume ls", quiet=True, filter=key_values(chosen))
    return make_table(
        *payloads.read_volumes(engine.listing("/volumes", filters=chosen, inside="Volumes")),
        command,
        quiet=quiet,
    )


def volume_inspect(name: str, *paths: str) -> Table:
    """Show all that the engine knows of a volume (`docker volume inspect`), or only the dotted `paths`.

    Columns: KEY, VALUE. Errors: NotFound (no such volume, or nothing at that path).
    https://docs.docker.com/reference/cli/docker/volume/inspect/
    """
    return described("volume inspect", name, engine.call("inspect_volume", name), paths)


def described(word: str, name: str, tree: dict, paths: tuple[str, ...]) -> Table:
    """Print the command line and make the table of an inspected object."""
    try:
        columns, rows, form = select(tree, paths)
    except KeyError as error:
        raise NotFound("no-value-there", name=name or word, path=error.args[0]) from error
    return make_table(columns, rows, show(line(word, name, format=form or None)))


def volume_rm(volumes, *, force: bool = False) -> Table:
    """Remove volumes and what is in them (`docker volume rm`): names or a table.

    With `force` one that is not there counts as removed. Columns: VOLUME NAME, RESULT. Errors: NotFound, Conflict (in
    use), Refused.
    https://docs.docker.com/reference/cli/docker/volume/rm/
    """
    names, shown = targets(volumes, "VOLUME NAME")
    command = show(line("volume rm", *shown, force=force))

    def remove(name: str) -> str:
        try:
            guard.check("volume", name, "removed")
            engine.call("remove_volume", name)
        except NotFound:
            if not force:  # which the SDK does not hand on
                raise
        return "removed"

    return make_table(["VOLUME NAME", "RESULT"], for_each(names, remove), command)

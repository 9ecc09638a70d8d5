"""Copy files into or out of a container: `docker cp`."""

from pathlib import Path

from .._command_line import line, show
from ..errors import CourseError
from ..tables import Table, make_table
from .copy_in import copy_in
from .copy_out import copy_out
from .copy_places import ContainerPath, LocalPath, parse_place


def cp(source: str | Path, target: str | Path) -> Table:
    """Copy files into or out of a container (`docker cp`): one of the two is CONTAINER:PATH.

    A link as source is copied as a link, unless `/` stands behind it; a link as target is
    followed. Out of a container nothing is written outside the target: links that lead there,
    devices and pipes are left out, and a line says so.

    Parameters:
        source (str | pathlib.Path): What to copy, a file or a folder: `web:/etc/nginx`, or a path
            here. With `/.` behind a folder, only what is in it.
        target (str | pathlib.Path): Where to: into a folder that is there, else the copy's name.
            With `/` at the end it has to be a folder.

    Returns:
        A table of the files that were copied: NAME (text, where it went), SIZE (bytes).

    Raises:
        NotFound: There is no such container, file or folder.
        Refused: The container to copy into is not the course's.
        Conflict: In the container, a file is where a folder would be written, or the reverse.
        CourseError: Neither or both are in a container; a folder would take a file's place here;
            the disk is too full; what came of the container would be written outside the target.

    https://docs.docker.com/reference/cli/docker/container/cp/
    """
    source_text = str(source)
    target_text = str(target)
    command = show(line("cp", source_text, target_text))
    match parse_place(source_text), parse_place(target_text):
        case ContainerPath() as inside, LocalPath() as here:
            files = copy_out(inside, here)
        case LocalPath() as here, ContainerPath() as inside:
            files = copy_in(here, inside)
        case _:
            raise CourseError("copy-needs-a-container")
    rows = [[str(file.path), file.size] for file in files]
    return make_table(["NAME", "SIZE"], rows, command)

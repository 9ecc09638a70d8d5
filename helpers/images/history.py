"""How an image was made: `docker history`, and the layers that came of it."""

from dataclasses import dataclass

from .. import engine
from .._command_line import line, show
from ..tables import Table, make_table, payloads

HISTORY = "/images/{0}/history"


def history(image: str, *, no_trunc: bool = False) -> Table:
    """List the steps that made an image, the last first (`docker history`).

    Parameters:
        image (str): Its name or ID.
        no_trunc (bool): Print IDs and commands whole; in the table they are in any case
            (`--no-trunc`).

    Returns:
        A table: IMAGE (text, an ID, `<missing>` where the step was made elsewhere), CREATED (time,
        UTC), CREATED BY (text), SIZE (bytes that the step added), COMMENT (text).

    Raises:
        NotFound: There is no such image.

    https://docs.docker.com/reference/cli/docker/image/history/
    """
    name = engine.reference(image).qualified
    command = show(line("history", name, no_trunc=no_trunc))
    rows = payloads.read_history(engine.listing(HISTORY, name))
    return make_table(*rows, command, no_trunc=no_trunc)


@dataclass(frozen=True)
class _Step:
    """A step of an image's history: how many bytes it added, and what it did."""

    size: int
    created_by: str


def layers(image: str) -> Table:
    """List an image's layers, the lowest first (`docker inspect --format`), each with its step.

    Two images that show one digest share that layer.

    Parameters:
        image (str): Its name or ID.

    Returns:
        A table: LAYER (text, the digest of its content), SIZE (bytes), CREATED BY (text, the step
        that made it).

    Raises:
        NotFound: There is no such image.

    https://docs.docker.com/reference/cli/docker/image/inspect/
    """
    name = engine.reference(image).qualified
    command = show(line("inspect", name, format="{{json .RootFS.Layers}}"))
    found = engine.only("/images/{0}/json", ("RootFS", "Layers"), name)
    digests = found["RootFS"]["Layers"]
    history = [_Step(step["Size"], step["CreatedBy"]) for step in engine.listing(HISTORY, name)]
    rows = []
    for digest, step in zip(digests, _steps_with_layer(history, len(digests)), strict=False):
        rows.append([digest, step.size, step.created_by])
    return make_table(["LAYER", "SIZE", "CREATED BY"], rows, command)


def _steps_with_layer(history: list[_Step], layer_count: int) -> list[_Step]:
    """Choose the steps that made a layer, the lowest first; the history begins with the last.

    The history does not say which steps made none: those of size 0 that are not needed to give
    each layer its step.
    """
    surplus = len(history) - layer_count
    steps = []
    for step in history:
        if surplus > 0 and not step.size:
            surplus -= 1
        else:
            steps.append(step)
    steps.reverse()
    return steps

"""Remove images, or names of images: `docker rmi`."""

import pandas as pd

from .. import engine
from .._batch import for_each
from .._command_line import line, show, targets
from .._ownership import image_guard
from ..references import Reference, display_name, parse
from ..tables import Table, make_table


def rmi(
    images: str | list[str] | pd.DataFrame, *, force: bool = False, no_prune: bool = False
) -> Table:
    """Remove images, or names of images (`docker rmi`).

    Of an image with several names only the name goes; the image goes with its last name.

    Parameters:
        images (str | list[str] | pd.DataFrame): Names, IDs, or a table from `images`.
        force (bool): Also an ID that has several names, or that a stopped container uses
            (`--force`).
        no_prune (bool): Keep the nameless images below (`--no-prune`).

    Returns:
        A table: RESULT (text, `Untagged` or `Deleted`), IMAGE (text, a name or an ID).

    Raises:
        NotFound: There is no such image.
        Conflict: A container uses it, or the ID has several names.
        Refused: The image is not the course's.

    https://docs.docker.com/reference/cli/docker/image/rm/
    """
    chosen, printed = _removal_targets(images, force)
    command = show(line("rmi", *printed, force=force, no_prune=no_prune))
    by_name = {image.qualified: image for image in chosen}
    rows = []

    def remove(name: str) -> str:
        image = by_name[name]
        image_guard.check(image, "removed")
        # By force the image would go from under a stopped container of the learner's.
        by_force = force and not image_guard.has_containers(image)
        results = engine.call(
            "remove_image", name, force=by_force, noprune=no_prune, subject=image.displayed
        )
        for result in results:
            for action, what in result.items():
                rows.append([action, display_name(what, engine.prefix())])
        return "removed"

    for_each([image.qualified for image in chosen], remove)
    return make_table(["RESULT", "IMAGE"], rows, command)


def _removal_targets(
    images: str | list[str] | pd.DataFrame, force: bool
) -> tuple[list[Reference], list[str]]:
    """Tell which images are meant, and how the command line names them."""
    if isinstance(images, pd.DataFrame):
        return _removal_targets_of_table(images, force)
    names, _ = targets(images)
    chosen = [engine.reference(name) for name in names]
    return chosen, [image.qualified for image in chosen]


def _removal_targets_of_table(
    images: pd.DataFrame, force: bool
) -> tuple[list[Reference], list[str]]:
    if {"REPOSITORY", "TAG", "IMAGE ID"} <= set(images):
        images = _with_names(images)
    names, printed = targets(images, "IMAGE", "IMAGE ID")
    if names and printed != names:
        # Command substitution gives IDs, one ID as often as it has names.
        ids = [str(image_id) for image_id in images["IMAGE ID"]]
        if force:  # the first removal takes all the names of an ID
            ids = list(dict.fromkeys(ids))
        return [engine.reference(image_id) for image_id in ids], printed
    if images.attrs.get("everything"):
        chosen = [parse(name) for name in names]  # whole names: here `nginx` is the learner's
    else:
        chosen = [engine.reference(name) for name in names]
    return chosen, [image.qualified for image in chosen]


def _with_names(images: pd.DataFrame) -> pd.DataFrame:
    """Add the column IMAGE to a table from `images`: the name, or the ID where there is none."""
    names = images["REPOSITORY"] + ":" + images["TAG"]
    return images.assign(IMAGE=names.where(images["TAG"] != "<none>", images["IMAGE ID"]))

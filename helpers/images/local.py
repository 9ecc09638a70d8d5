"""Images on the engine: list them, look into them, name and remove them."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from .. import engine
from .._batch import for_each
from .._command_line import key_values, line, normalize_filters, show, targets
from .._ownership import image_guard
from ..references import Reference, display_name, parse
from ..tables import Table, make_table, payloads

HISTORY = "/images/{0}/history"
FILTERS_OF_NAMES = ("before", "since", "reference")


def images(
    name: str | None = None,
    *,
    all: bool = False,
    digests: bool = False,
    filters: dict[str, Any] | None = None,
    no_trunc: bool = False,
    everything: bool = False,
) -> Table:
    """List the images on this engine (`docker images`); on a borrowed engine the course's, unless `everything`.

    Columns: REPOSITORY, TAG, IMAGE ID, CREATED (UTC), SIZE (bytes), and DIGEST with `digests`.
    https://docs.docker.com/reference/cli/docker/image/ls/
    """
    prefix = None if everything else engine.prefix()
    chosen = _qualified_filters(filters)
    if prefix:
        _choose_the_courses(chosen, prefix, name)
    if name and not everything:
        name = engine.reference(name).qualified
    options = {"digests": digests, "no_trunc": no_trunc, "filter": key_values(chosen)}
    command = show(line("images", name, all=all, **options))
    quiet = line("images", name, all=all, quiet=True, filter=key_values(chosen))
    if name:
        chosen["reference"] = [name]
    answer = engine.listing("/images/json", filters=chosen, all=int(all))
    rows = payloads.read_images(answer, digests, prefix)
    return make_table(*rows, command, quiet=quiet, no_trunc=no_trunc, everything=everything)


def _qualified_filters(filters: dict[str, Any] | None) -> dict[str, list[str]]:
    chosen = normalize_filters(filters)
    for key in FILTERS_OF_NAMES:
        if key in chosen:
            chosen[key] = [engine.reference(name).qualified for name in chosen[key]]
    return chosen


def _choose_the_courses(filters: dict[str, list[str]], prefix: str, name: str | None) -> None:
    """Narrow filters down to the course's images on a borrowed engine.

    Those without a name are the ones that `build` made; the others have a name in its registry.
    """
    if filters.get("dangling") in (["true"], ["1"]):
        filters["label"] = [*filters.get("label", []), f"{engine.build_label()}=1"]
    elif not name and "reference" not in filters:
        filters["reference"] = [f"{prefix}/*/*"]


def history(image: str, *, no_trunc: bool = False) -> Table:
    """List the steps that made an image, the last first (`docker history`).

    Columns: IMAGE (an id or `<missing>`), CREATED (UTC), CREATED BY, SIZE (bytes), COMMENT.
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
    """List an image's layers, the lowest first, each with the step that made it.

    Columns: LAYER (the digest of its content), SIZE (bytes), CREATED BY. Two images that show one digest share it.
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
    """Choose the steps that made a layer, the lowest first, from a history that begins with the last.

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


def tag(source: str, target: str) -> Table:
    """Give an image one more name (`docker tag`); the row of that name.

    Columns: as `images`. Errors: NotFound.
    https://docs.docker.com/reference/cli/docker/image/tag/
    """
    image = engine.reference(source)
    new_name = engine.reference(target)
    command = show(line("tag", image.qualified, new_name.qualified))
    image_guard.check_name(new_name)
    image_guard.check(image, "tagged")
    give_name(image.qualified, new_name, subject=image.displayed)
    answer = engine.call("images", name=new_name.qualified_with_tag)
    return make_table(*payloads.read_images(answer, False, engine.prefix()), command)


def give_name(image: str, new_name: Reference, subject: str = "") -> None:
    """Give an image, known by its ID or qualified name, one more name; `subject` is its name in errors."""
    repository = new_name.qualified_repository
    if new_name.digest:
        repository = new_name.qualified  # nothing can be tagged with a digest, says the engine
    engine.call("tag", image, repository, new_name.tag_or_latest, subject=subject)


def rmi(
    images: str | list[str] | pd.DataFrame, *, force: bool = False, no_prune: bool = False
) -> Table:
    """Remove images, or names of images (`docker rmi`): names, ids or a table from `images`.

    Columns: RESULT (`Untagged` or `Deleted`), IMAGE.
    Errors: NotFound, Conflict (in use, or one id under several names), Refused (the learner's own image).
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
    is_table = isinstance(images, pd.DataFrame)
    if is_table and {"REPOSITORY", "TAG", "IMAGE ID"} <= set(images):
        images = _with_names(images)
    names, printed = targets(images, "IMAGE", "IMAGE ID")
    if is_table and names and printed != names:
        # Command substitution gives IDs, one ID as often as it has names.
        names = [str(image_id) for image_id in images["IMAGE ID"]]
        if force:  # the first removal takes all the names of an ID
            names = list(dict.fromkeys(names))
        return [engine.reference(name) for name in names], printed
    if is_table and images.attrs.get("everything"):
        chosen = [parse(name) for name in names]  # whole names: here `nginx` is the learner's
    else:
        chosen = [engine.reference(name) for name in names]
    return chosen, [image.qualified for image in chosen]


def _with_names(images: pd.DataFrame) -> pd.DataFrame:
    """Add the column IMAGE to a table from `images`: the name, or the ID where there is none."""
    names = images["REPOSITORY"] + ":" + images["TAG"]
    return images.assign(IMAGE=names.where(images["TAG"] != "<none>", images["IMAGE ID"]))

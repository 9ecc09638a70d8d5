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
    """List the images on this engine (`docker images`).

    Parameters:
        name (str | None): Only this name: a repository (`nginx`) or one of its tags
            (`nginx:1.26`). Not given, all names.
        all (bool): Also the steps of builds, which have no name (`--all`).
        digests (bool): Also the digest of each name, in the column DIGEST (`--digests`).
        filters (dict[str, str | bool | list[str]] | None): Only what matches, such as
            `{"dangling": True}` or `{"reference": "nginx:1.*"}` (`--filter`).
        no_trunc (bool): Print IDs whole; in the table they are in any case (`--no-trunc`).
        everything (bool): On a borrowed engine also what is not the course's. Not docker's.

    Returns:
        A table, the newest image first, a row for each name of an image: REPOSITORY (text), TAG
        (text, `<none>` without one), DIGEST (text, with `digests`), IMAGE ID (text, `sha256:` and
        64 digits), CREATED (time, UTC), SIZE (bytes).

    Raises:
        CourseError: There is no such filter.

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


def tag(source: str, target: str) -> Table:
    """Give an image one more name (`docker tag`).

    Parameters:
        source (str): The image's name or ID.
        target (str): The new name; without a tag, `latest`. It moves here from another image.

    Returns:
        A table with the row of that name, and columns as `images`.

    Raises:
        NotFound: There is no such image.
        Refused: The image, or the one that has the name now, is not the course's.

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


def give_name(image: str, new_name: Reference, subject: str | None = None) -> None:
    """Give an image, known by ID or qualified name, one more name; errors call it `subject`."""
    repository = new_name.qualified_repository
    if new_name.digest:
        repository = new_name.qualified  # nothing can be tagged with a digest, says the engine
    engine.call("tag", image, repository, new_name.tag_or_latest, subject=subject)


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

"""Images on the engine: list, look into, name, remove."""

import pandas as pd

from .. import engine, references
from .._batch import for_each
from .._command_line import key_values, line, normalize_filters, show, targets
from .._ownership import guard
from ..tables import Table, make_table, payloads

HISTORY = "/images/{0}/history"


def images(
    name: str | None = None, *, all: bool = False, digests: bool = False, filters: dict | None = None,
    no_trunc: bool = False, everything: bool = False,
) -> Table:  # fmt: skip
    """List the images on this engine (`docker images`); on a borrowed engine the course's, unless `everything`.

    Columns: REPOSITORY, TAG, IMAGE ID, CREATED (UTC), SIZE (bytes), and DIGEST with `digests`.
    https://docs.docker.com/reference/cli/docker/image/ls/
    """
    chosen, prefix = normalize_filters(filters), None if everything else engine.prefix()
    for key in ("before", "since", "reference"):
        chosen.update({key: [engine.wire(one) for one in chosen[key]]} if key in chosen else {})
    if prefix and chosen.get("dangling") in (
        ["true"],
        ["1"],
    ):  # without a name, the course's are those that it built
        chosen["label"] = [*chosen.get("label", []), f"{engine.built()}=1"]
    elif prefix and not name and "reference" not in chosen:
        chosen["reference"] = [f"{prefix}/*/*"]
    asked = name if everything or not name else engine.wire(name)
    options = {"digests": digests, "no_trunc": no_trunc, "filter": key_values(chosen)}
    command = show(line("images", asked, all=all, **options))
    quiet = line("images", asked, all=all, quiet=True, filter=key_values(chosen))
    wanted = chosen | ({"reference": [asked]} if asked else {})
    answer = engine.listing("/images/json", filters=wanted, all=int(all))
    told = {"quiet": quiet, "no_trunc": no_trunc, "everything": everything}
    return make_table(*payloads.read_images(answer, digests, prefix), command, **told)


def history(image: str, *, no_trunc: bool = False) -> Table:
    """List the steps that made an image, the last first (`docker history`).

    Columns: IMAGE (an id or `<missing>`), CREATED (UTC), CREATED BY, SIZE (bytes), COMMENT.
    https://docs.docker.com/reference/cli/docker/image/history/
    """
    name = engine.wire(image)
    command = show(line("history", name, no_trunc=no_trunc))
    return make_table(
        *payloads.read_history(engine.listing(HISTORY, name)), command, no_trunc=no_trunc
    )


def layers(image: str) -> Table:
    """List an image's layers, the lowest first, each with the step that made it.

    Columns: LAYER (the digest of its content), SIZE (bytes), CREATED BY. Two images that show one digest share it.
    https://docs.docker.com/reference/cli/docker/image/inspect/
    """
    name = engine.wire(image)
    command = show(line("inspect", name, format="{{json .RootFS.Layers}}"))
    digests, steps = (
        engine.only("/images/{0}/json", ("RootFS", "Layers"), name)["RootFS"]["Layers"],
        [],
    )
    history = [(step["Size"], step["CreatedBy"]) for step in engine.listing(HISTORY, name)]
    # History does not say which steps made no layer: those of size 0 that are not needed to give each layer its step.
    empty = len(history) - len(digests)
    for size, by in history:  # the last first
        if empty > 0 and not size:
            empty -= 1
        else:
            steps.append((size, by))
    rows = [[digest, *step] for digest, step in zip(digests, reversed(steps), strict=False)]
    return make_table(["LAYER", "SIZE", "CREATED BY"], rows, command)


def tag(source: str, target: str) -> Table:
    """Give an image one more name (`docker tag`); the row of that name.

    Columns: as `images`. Errors: NotFound.
    https://docs.docker.com/reference/cli/docker/image/tag/
    """
    name, new = engine.wire(source), engine.wire(target)
    command = show(line("tag", name, new))
    guard.check_name(new)
    guard.check("image", name, "tagged")
    parts = references.parse(new)
    repository = new if not parts.tag else new.rpartition(":")[0]
    engine.call("tag", name, repository, parts.tag or "latest")
    answer = engine.call("images", name=f"{repository}:{parts.tag or 'latest'}")
    return make_table(*payloads.read_images(answer, False, engine.prefix()), command)


def rmi(images, *, force: bool = False, no_prune: bool = False) -> Table:
    """Remove images, or names of images (`docker rmi`): names, ids or a table from `images`.

    Columns: RESULT (`Untagged` or `Deleted`), IMAGE.
    Errors: NotFound, Conflict (in use, or one id under several names), Refused (the learner's own image).
    https://docs.docker.com/reference/cli/docker/image/rm/
    """
    if isinstance(images, pd.DataFrame) and {"REPOSITORY", "TAG", "IMAGE ID"} <= set(images):
        names = images["REPOSITORY"] + ":" + images["TAG"]
        images = images.assign(IMAGE=names.where(images["TAG"] != "<none>", images["IMAGE ID"]))
    names, printed = targets(images, "IMAGE", "IMAGE ID")
    if (
        names and printed != names
    ):  # command substitution gives ids, one id as often as it has names
        names = list(images["IMAGE ID"])
        names = (
            list(dict.fromkeys(names)) if force else names
        )  # the first removal takes all the names of an id
    else:
        # A table of `everything` has whole names: there `nginx` is the learner's.
        whole = isinstance(images, pd.DataFrame) and images.attrs.get("everything")
        names = printed = names if whole else [engine.wire(name) for name in names]
    command, prefix, removed = (
        show(line("rmi", *printed, force=force, no_prune=no_prune)),
        engine.prefix(),
        [],
    )

    def remove(name: str) -> str:
        guard.check("image", name, "removed")
        hard = force and not guard.used(
            name
        )  # by force it would go from under a stopped container of the learner's
        for one in engine.call("remove_image", name, force=hard, noprune=no_prune):
            removed.extend(
                [result, references.display_name(what, prefix)] for result, what in one.items()
            )
        return "removed"

    for_each(names, remove)
    return make_table(["RESULT", "IMAGE"], removed, command)

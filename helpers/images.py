"""Images on the engine: list, look into, name, keep in a file, remove."""

import json
import re
import tarfile
from pathlib import Path

import pandas as pd

from . import _owner, engine, references, tables
from ._disk import fits, store
from ._each import each
from ._tree import inspected
from .commands import filters as as_filters
from .commands import line, pairs, show, targets
from .errors import CourseError, NotFound, translate
from .tables import Table, table

HISTORY = "/images/{0}/history"
MANIFEST = 4 << 20  # bytes that are read of an archive's list of images


def images(
    name: str | None = None, *, all: bool = False, digests: bool = False, filters: dict | None = None,
    no_trunc: bool = False, everything: bool = False,
) -> Table:  # fmt: skip
    """List the images on this engine (`docker images`); on a borrowed engine the course's, unless `everything`.

    Columns: REPOSITORY, TAG, IMAGE ID, CREATED (UTC), SIZE (bytes), and DIGEST with `digests`.
    https://docs.docker.com/reference/cli/docker/image/ls/
    """
    chosen, prefix = as_filters(filters), None if everything else engine.prefix()
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
    options = {"digests": digests, "no_trunc": no_trunc, "filter": pairs(chosen)}
    command = show(line("images", asked, all=all, **options))
    quiet = line("images", asked, all=all, quiet=True, filter=pairs(chosen))
    wanted = chosen | ({"reference": [asked]} if asked else {})
    answer = engine.listing("/images/json", filters=wanted, all=int(all))
    told = {"quiet": quiet, "no_trunc": no_trunc, "everything": everything}
    return table(*tables.images(answer, digests, prefix), command, **told)


def history(image: str, *, no_trunc: bool = False) -> Table:
    """List the steps that made an image, the last first (`docker history`).

    Columns: IMAGE (an id or `<missing>`), CREATED (UTC), CREATED BY, SIZE (bytes), COMMENT.
    https://docs.docker.com/reference/cli/docker/image/history/
    """
    name = engine.wire(image)
    command = show(line("history", name, no_trunc=no_trunc))
    return table(*tables.history(engine.listing(HISTORY, name)), command, no_trunc=no_trunc)


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
    return table(["LAYER", "SIZE", "CREATED BY"], rows, command)


def tag(source: str, target: str) -> Table:
    """Give an image one more name (`docker tag`); the row of that name.

    Columns: as `images`. Errors: NotFound.
    https://docs.docker.com/reference/cli/docker/image/tag/
    """
    name, new = engine.wire(source), engine.wire(target)
    command = show(line("tag", name, new))
    _owner.check_name(new)
    _owner.check("image", name, "tagged")
    parts = references.parse(new)
    repository = new if not parts.tag else new.rpartition(":")[0]
    engine.call("tag", name, repository, parts.tag or "latest")
    answer = engine.call("images", name=f"{repository}:{parts.tag or 'latest'}")
    return table(*tables.images(answer, False, engine.prefix()), command)


def save(image: str, to: str | Path) -> Table:
    """Write an image to a tar archive (`docker save --output`) and list what is in it.

    Columns: NAME, SIZE (bytes), KIND (`file`, `directory` or `link`).
    https://docs.docker.com/reference/cli/docker/image/save/
    """
    name = engine.wire(image)
    command = show(line("save", name, output=to))
    fits(to)
    store(engine.pieces(engine.call("get_image", name, subject=image)), Path(to))
    with tarfile.open(to) as archive:
        rows = [[one.name, one.size, _kind(one)] for one in archive]
    return table(["NAME", "SIZE", "KIND"], rows, command)


def _kind(member: tarfile.TarInfo) -> str:
    return "directory" if member.isdir() else "file" if member.isfile() else "link"


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
        _owner.check("image", name, "removed")
        hard = force and not _owner.used(
            name
        )  # by force it would go from under a stopped container of the learner's
        for one in engine.call("remove_image", name, force=hard, noprune=no_prune):
            removed.extend(
                [result, references.without(what, prefix)] for result, what in one.items()
            )
        return "removed"

    each(names, remove)
    return table(["RESULT", "IMAGE"], removed, command)


def load(input: str | Path) -> Table:
    """Load the images that `save` wrote to a tar archive (`docker load --input`).

    Columns: IMAGE (its name, or its id where it has none).
    Errors: NotFound (no such file), CourseError (no archive of images), Refused (it has a name of the learner's).
    https://docs.docker.com/reference/cli/docker/image/load/
    """
    command, loaded = show(line("load", input=input)), []
    fits(input)
    if not Path(input).is_file():
        raise NotFound(f"There is no file {input} to load: dk.save writes one.")
    for name in _names(input):
        _owner.check_name(name)
    with Path(input).open("rb") as archive:
        for event in engine.stream("load_image", archive, subject=str(input)):
            if "error" in event:
                raise translate(event["error"], str(input))
            said = re.match(r"Loaded image(?: ID)?: (\S+)", event.get("stream", ""))
            loaded += [[said[1]]] if said else []
    return table(["IMAGE"], loaded, command)


def _names(input: str | Path) -> list[str]:
    """Read which names an archive gives to its images; it may come from anywhere, so nothing in it is trusted."""
    try:
        with tarfile.open(input) as archive:
            images = json.loads(archive.extractfile("manifest.json").read(MANIFEST))
        return [
            "".join([name]) for one in images for name in one.get("RepoTags") or []
        ]  # of texts only
    except (
        tarfile.TarError,
        EOFError,
        KeyError,
        ValueError,
        AttributeError,
        TypeError,
        RecursionError,
    ) as error:
        raise CourseError(f"{input} is no archive of images: dk.save writes one.") from error


def inspect(name: str, *paths: str, type: str | None = None) -> Table:
    """Show all that the engine knows of a container or an image (`docker inspect`), or only the dotted `paths`.

    Columns: KEY (the way to the value, `State.ExitCode`), VALUE (as it is: a number, a truth value, text, a list).
    Errors: NotFound (no such object, or nothing at that path).
    https://docs.docker.com/reference/cli/docker/inspect/
    """
    command, tree = look(name, type)
    try:
        columns, rows, form = inspected(tree, paths)
    except KeyError as error:
        raise NotFound(
            f'{name} has nothing at {error.args[0]}: dk.inspect("{name}") shows what it has.'
        ) from error
    command = show(line("inspect", command, type=type, format=form or None))
    return table(columns, rows, command)


def look(name: str, type: str | None = None) -> tuple[str, dict]:
    """Find a container, or else an image, of this name: the name as the engine knows it, and what it knows."""
    if type != "image":
        try:
            return name, engine.call("inspect_container", name)
        except NotFound:
            if type == "container":
                raise
    try:
        return engine.wire(name), engine.call("inspect_image", engine.wire(name))
    except NotFound as error:
        if type == "image":
            raise
        raise NotFound(
            f"There is no container and no image {name}: dk.ps(all=True) and dk.images() list them."
        ) from error

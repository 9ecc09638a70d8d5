"""List the images on the engine: `docker images`."""

from typing import Any

from .. import engine
from .._command_line import key_values, line, normalize_filters, show
from ..tables import Table, make_table, payloads

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

"""Look for images in a registry: `docker search`."""

from .. import engine
from .._command_line import line, show
from ..errors import PullError
from ..references import has_registry
from ..tables import Table, make_table, payloads


def search(term: str, *, limit: int | None = None) -> Table:
    """Search the course's registry for images (`docker search`).

    Parameters:
        term (str): What the name or the description has; `REGISTRY/term` searches another registry.
        limit (int | None): At most so many rows (`--limit`); not given, 25.

    Returns:
        A table, most stars first: NAME (text), DESCRIPTION (text), STARS (int), OFFICIAL (bool).

    Raises:
        PullError: The registry does not answer.

    https://docs.docker.com/reference/cli/docker/search/
    """
    qualified = term
    if not has_registry(term) and not has_registry(f"{term}/"):  # a registry alone may be searched
        qualified = f"{engine.registry()}/{term}"
    command = show(line("search", qualified, limit=limit))
    answer = engine.call("search", qualified, limit=limit, subject=term, default=PullError)
    return make_table(*payloads.read_search(answer, engine.prefix()), command)

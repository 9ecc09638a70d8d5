"""Which cell shows which view: a view ends when its cell runs again, or was deleted.

JupyterLab tells both with the next cell that runs. Where cells have no name, the new view of a kind
takes the place of the one before.
"""

from typing import Any, Protocol

from .._notebook import notebook_shell


class InCell(Protocol):
    """What is closed with its cell."""

    cell: str | None

    def close(self) -> None:
        """End."""


open_views: list[Any] = []  # the views whose cells are there


def current_cell() -> str | None:
    """Name the cell that runs, as JupyterLab does; from now on watch for cells that are gone."""
    shell = notebook_shell()
    if shell is None:
        return None
    if _close_views_of_gone_cells not in shell.events.callbacks["pre_run_cell"]:
        shell.events.register("pre_run_cell", _close_views_of_gone_cells)
    cell: str | None = _metadata(shell).get("cellId")
    return cell


def open_view(view: InCell) -> None:
    """Add a view to the open ones."""
    for other in list(open_views):
        if other.cell is None and view.cell is None and type(other) is type(view):
            other.close()
    open_views.append(view)


def _close_views_of_gone_cells(_: object) -> None:
    """Before a cell runs: end the views that it showed, and those whose cells were deleted."""
    shell = notebook_shell()
    if shell is None:
        return
    metadata = _metadata(shell)
    gone = {metadata.get("cellId"), *metadata.get("deletedCells", [])}
    for view in list(open_views):
        if view.cell is not None and view.cell in gone:
            view.close()


def _metadata(shell: Any) -> dict[str, Any]:
    """Return what JupyterLab sends along with a cell that runs."""
    metadata: dict[str, Any] = shell.get_parent().get("metadata", {})
    return metadata

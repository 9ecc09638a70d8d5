"""Merge a lesson that has changed in the clone into the learner's copy, with nbdime. Pure."""

from copy import deepcopy
from dataclasses import dataclass
from types import SimpleNamespace

from nbdime.merging.notebooks import merge_notebooks
from nbformat import NotebookNode

# nbdime's words for: where both sides add cells, keep both; where both change a text, keep the
# learner's.
STRATEGY = SimpleNamespace(
    log_level="WARNING",
    merge_strategy="union",
    input_strategy="use-local",
    output_strategy="use-local",
    ignore_transients=True,
)


@dataclass(frozen=True)
class Merged:
    """A lesson after its merge.

    Attributes:
        notebook: The learner's lesson, with what has changed in the clone.
        conflicts: The ids of cells that both sides changed: there the learner's stays.
    """

    notebook: NotebookNode
    conflicts: list[str]


class NotMerged(Exception):
    """The merge would lose a cell of the learner's."""


def without_outputs(lesson: NotebookNode) -> NotebookNode:
    """Copy a lesson without outputs and counts, as a learner first sees it."""
    copy = deepcopy(lesson)
    for cell in copy.cells:
        if cell.cell_type == "code":
            _clear(cell)
    return copy


def merge(base: NotebookNode, learners: NotebookNode, lesson: NotebookNode) -> Merged:
    """Bring what changed from `base` to `lesson` into the learner's copy of `base`.

    All three have ids for their cells; `base` and `lesson` have no outputs. The learner's own
    cells and the cells that the learner changed stay as they are, letter for letter.

    Raises:
        NotMerged: One of these cells would be lost.
    """
    merged, _ = merge_notebooks(without_outputs(base), without_outputs(learners), lesson, STRATEGY)
    before = _sources(base)
    after = _sources(lesson)
    written = {cell.id: cell for cell in learners.cells}
    touched = {name for name, cell in written.items() if cell.source != before.get(name)}
    _check_nothing_is_lost(merged, touched)
    for cell in merged.cells:
        own = written.get(cell.id)
        if cell.id in touched:
            cell.source = written[cell.id].source
        if own is not None and cell.cell_type == "code" == own.cell_type:
            _keep_outputs(cell, own)
    merged.metadata = deepcopy(learners.metadata)
    conflicts = []
    for name in sorted(touched & before.keys()):
        changed = after.get(name) != before[name]
        if changed and after.get(name) != written[name].source:
            conflicts.append(name)
    return Merged(merged, conflicts)


def _sources(notebook: NotebookNode) -> dict[str, str]:
    return {cell.id: cell.source for cell in notebook.cells}


def _clear(cell: NotebookNode) -> None:
    cell.outputs = []
    cell.execution_count = None


def _keep_outputs(cell: NotebookNode, own: NotebookNode) -> None:
    """Give a cell the learner's outputs, unless they are of another text than it has now."""
    if cell.source == own.source:
        cell.outputs = deepcopy(own.outputs)
        cell.execution_count = own.execution_count
    else:
        _clear(cell)


def _check_nothing_is_lost(merged: NotebookNode, touched: set[str]) -> None:
    names = [cell.id for cell in merged.cells]
    if not touched <= set(names):
        raise NotMerged("cells of yours would be lost")
    if len(set(names)) < len(names):
        raise NotMerged("a cell would be there twice")

"""Spoiling an answer of an engine: one of its values is another, gone, or there twice."""

import copy
from collections.abc import Iterator
from typing import Any

Way = tuple[Any, ...]  # keys and positions that lead to a value

NUMBERS = [0, -1, 2**53 - 1, 2**63, -(2**70), 10**30, 1.5, float("inf"), float("nan")]
TEXTS = ["", "x", "7", "<b>", "\ud800", "\x00\x1b[31m", "한글", "a" * 10_000, "a:b@c/d"]
LISTS = [[], [None], ["x", 1], [[]], [{}]]
OBJECTS = [{}, {"": None}, {"Id": 1}, {"Size": -1}]
ODD = [None, True, False, *NUMBERS, *TEXTS, *LISTS, *OBJECTS]


def first_objects(tree: Any) -> Any:
    """Keep the first object of an answer, or of each list in it."""
    if isinstance(tree, list):
        return tree[:1]
    kept = {}
    for key, part in tree.items():
        kept[key] = part[:1] if isinstance(part, list) else part
    return kept


def ways(tree: Any, way: Way = ()) -> Iterator[Way]:
    """List the way to each value in a tree of objects and lists, the whole one first."""
    yield way
    if isinstance(tree, dict):
        for key, part in tree.items():
            yield from ways(part, (*way, key))
    elif isinstance(tree, list):
        for number, part in enumerate(tree):
            yield from ways(part, (*way, number))


def holder_of(tree: Any, way: Way) -> Any:
    """Return the object or list that holds the value at the end of the way."""
    for key in way[:-1]:
        tree = tree[key]
    return tree


def spoilt(tree: Any, way: Way, how: str, odd: Any) -> Any:
    """Copy the tree; in the copy one value is another, gone, there twice, or has a neighbour."""
    if not way:
        return odd
    copied = copy.deepcopy(tree)
    holder = holder_of(copied, way)
    last = way[-1]
    if how == "gone":
        del holder[last]
    elif how == "new" and isinstance(holder, dict):
        holder["SomethingNew"] = odd
    elif how == "twice" and isinstance(holder, list):
        holder.append(holder[last])
    else:
        holder[last] = odd
    return copied


def each_spoilt_in_place(tree: Any, way: Way) -> Iterator[None]:
    """Take the value away, then put each odd thing there, one after the other; then mend it."""
    holder = holder_of(tree, way)
    last = way[-1]
    before = copy.copy(holder)
    del holder[last]
    yield
    _refill(holder, before)
    for odd in ODD:
        holder[last] = odd
        yield
    _refill(holder, before)


def _refill(holder: Any, content: Any) -> None:
    holder.clear()
    if isinstance(holder, list):
        holder.extend(content)
    else:
        holder.update(content)

"""An inspected object's tree as rows KEY, VALUE, and the Go template that asks for it. Pure."""

import json
import re
from typing import Any, NamedTuple

COLUMNS = ["KEY", "VALUE"]
GO_NAME = re.compile(r"[A-Za-z_]\w*")
Keys = tuple[str, ...]


class Leaf(NamedTuple):
    """A value in a tree, and the keys that lead to it."""

    keys: Keys
    value: Any


class Selection(NamedTuple):
    """What `inspect` shows of an object: a table's columns and rows, and docker's `--format`."""

    columns: list[str]
    rows: list[list[Any]]
    format: str


def select(tree: dict[str, Any], paths: tuple[str, ...]) -> Selection:
    """Make the rows of an inspected object: all of it, or only what is at the dotted `paths`.

    Raises:
        KeyError: There is nothing at a path.
    """
    if not paths:
        return Selection(COLUMNS, _rows(leaves(tree)), "")
    chosen: list[Leaf] = []
    templates: list[str] = []
    for path in paths:
        keys = resolve_path(tree, path)
        value = _value_at(tree, keys)
        chosen += leaves(value, keys)
        templates.append(go_template(keys, value))
    return Selection(COLUMNS, _rows(chosen), " ".join(templates))


def _rows(chosen: list[Leaf]) -> list[list[Any]]:
    return [[".".join(leaf.keys), leaf.value] for leaf in chosen]


def _value_at(tree: dict[str, Any], keys: Keys) -> Any:
    value: Any = tree
    for key in keys:
        value = value[key]
    return value


def leaves(tree: Any, keys: Keys = ()) -> list[Leaf]:
    """List the leaves of a tree of dictionaries; a list is one, and an empty dictionary."""
    if not isinstance(tree, dict) or not tree:
        return [Leaf(keys, tree)]
    found = []
    for key, value in tree.items():
        found += leaves(value, (*keys, key))
    return found


def resolve_path(tree: Any, path: str) -> Keys:
    """Find the keys that a dotted path means, also where a key has dots itself.

    In `Config.Labels.course.docker` the last key is `course.docker`.

    Raises:
        KeyError: There is nothing at this path.
    """
    if not path:
        return ()
    if not isinstance(tree, dict):
        raise KeyError(path)
    for key, value in tree.items():
        if path == key:
            return (key,)
        if path.startswith(f"{key}."):
            rest = path.removeprefix(f"{key}.")
            try:
                return (key, *resolve_path(value, rest))
            except KeyError:
                continue  # another key may begin alike
    raise KeyError(path)


def go_template(keys: Keys, value: Any) -> str:
    """Write the Go template that prints one value, as JSON if it is a tree: `{{.State.Status}}`."""
    expression = ""
    for key in keys:
        if GO_NAME.fullmatch(key):
            expression = f"{expression}.{key}"
        else:
            expression = f"(index {expression or '.'} {json.dumps(key)})"
    if isinstance(value, dict | list):
        return "{{json " + expression + "}}"
    if expression.startswith("(") and expression.endswith(")"):
        expression = expression[1:-1]
    return "{{" + expression + "}}"

"""An inspected object's tree as rows KEY, VALUE, and the Go template that asks for the same. Pure."""

import json
import re


def leaves(tree, path: tuple = ()) -> list[tuple[tuple, object]]:
    """List the leaves of a tree of dictionaries, each with the way to it; lists are leaves."""
    if not isinstance(tree, dict) or not tree:
        return [(path, tree)]
    return [leaf for key, value in tree.items() for leaf in leaves(value, (*path, key))]


def resolve_path(tree: dict, path: str) -> tuple:
    """Find the keys that a dotted path means, also where a key has dots itself (`Config.Labels.course.docker`)."""
    if not path:
        return ()
    for key, value in tree.items() if isinstance(tree, dict) else ():
        if path == key or path.startswith(f"{key}."):
            try:
                return (key, *resolve_path(value, path[len(key) + 1 :]))
            except KeyError:
                continue
    raise KeyError(path)


def go_template(keys: tuple, value) -> str:
    """Write the Go template that prints one value: `{{.State.ExitCode}}`, or as JSON where it is a tree."""
    way = ""
    for key in keys:
        plain = re.fullmatch(r"[A-Za-z_]\w*", key)
        way = f"{way}.{key}" if plain else f"(index {way or '.'} {json.dumps(key)})"
    whole = isinstance(value, dict | list)
    inner = way[1:-1] if way.startswith("(") and way.endswith(")") and not whole else way
    return "{{json " + way + "}}" if whole else "{{" + inner + "}}"


def select(tree: dict, paths: tuple[str, ...]) -> tuple[list[str], list[list], str]:
    """Make the rows KEY, VALUE of an inspected object, and the `--format` that asks for the same."""
    chosen, formats = [], []
    for path in paths:
        keys, value = resolve_path(tree, path), tree
        for key in keys:
            value = value[key]
        chosen += leaves(value, keys)
        formats.append(go_template(keys, value))
    rows = [[".".join(keys), value] for keys, value in (chosen if paths else leaves(tree))]
    return ["KEY", "VALUE"], rows, " ".join(formats)

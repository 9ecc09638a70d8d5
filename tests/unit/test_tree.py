"""An inspected object's tree, and paths into it. No engine."""

import pytest

from helpers._tree import go_template, leaves, resolve_path, select


@pytest.mark.parametrize(
    ("path", "keys", "form"),
    [
        ("State.ExitCode", ("State", "ExitCode"), "{{.State.ExitCode}}"),
        (
            "Config.Labels.course.docker",
            ("Config", "Labels", "course.docker"),
            '{{index .Config.Labels "course.docker"}}',
        ),
        ("Ports.80/tcp", ("Ports", "80/tcp"), '{{json (index .Ports "80/tcp")}}'),
        ("Config.Labels", ("Config", "Labels"), "{{json .Config.Labels}}"),
    ],
)
def test_a_path_finds_its_value_and_its_template(path, keys, form):
    """A dotted path finds a value also through keys with dots, and has a Go template of its own."""
    tree = {
        "State": {"ExitCode": 137},
        "Config": {"Labels": {"course.docker": "1"}},
        "Ports": {"80/tcp": [{"HostPort": "1"}]},
    }
    assert resolve_path(tree, path) == keys
    columns, rows, printed = select(tree, (path,))
    assert columns == ["KEY", "VALUE"]
    assert printed == form == go_template(keys, {} if "json" in form else 1)
    assert rows[0][0].startswith(path)


def test_a_path_that_leads_nowhere_is_an_error():
    """A path without a value is not quietly empty."""
    with pytest.raises(KeyError):
        resolve_path({"State": {}}, "State.Foo")


def test_a_tree_is_flat_to_its_leaves():
    """Lists and empty dictionaries are leaves; order is the engine's."""
    assert leaves({"b": {"x": 1}, "a": [1], "c": {}}) == [
        (("b", "x"), 1),
        (("a",), [1]),
        (("c",), {}),
    ]

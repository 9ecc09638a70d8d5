"""The twin command line of a call. No engine."""

import shlex

import pandas as pd
import pytest

from helpers import _command_line


@pytest.mark.parametrize(
    ("given", "options", "printed"),
    [
        (["ps"], {}, "docker ps"),
        (
            ["ps"],
            {"all": True, "filter": ["status=exited"]},
            "docker ps --all --filter status=exited",
        ),
        (["ps"], {"all": False, "last": None, "filter": []}, "docker ps"),
        (["ps"], {"last": 2, "no_trunc": True}, "docker ps --last 2 --no-trunc"),
        (["stop", "web"], {"time": 0}, "docker stop --time 0 web"),
        (["volume create", None], {}, "docker volume create"),
        (
            ["run", "nginx", "sh", "-c", "echo a; exit 1"],
            {"detach": True},
            "docker run --detach nginx sh -c 'echo a; exit 1'",
        ),
        (
            ["run", "x"],
            {"publish": ["1:2", "3:4"], "name": "a b"},
            "docker run --publish 1:2 --publish 3:4 --name 'a b' x",
        ),
        (["inspect", "x"], {"format": "{{.Id}}"}, "docker inspect --format '{{.Id}}' x"),
        (
            ["rm", _command_line.Unquoted("$(docker ps --quiet)")],
            {},
            "docker rm $(docker ps --quiet)",
        ),
    ],
)
def test_a_command_line_can_be_pasted(given, options, printed):
    """A call's arguments become docker's long options in order, quoted for a shell."""
    assert _command_line.line(*given, **options) == printed
    if "$" not in printed:
        assert shlex.split(printed)[1:2] == given[0].split()[:1]


def test_filters_reach_the_engine_as_lists_of_text():
    """Numbers, truth values and lists in a filter become what the API and the shell read."""
    given = {"exited": 0, "dangling": True, "label": ["a", "b=1"]}
    assert _command_line.normalize_filters(given) == {
        "exited": ["0"],
        "dangling": ["true"],
        "label": ["a", "b=1"],
    }
    assert _command_line.key_values(_command_line.normalize_filters(given)) == [
        "exited=0",
        "dangling=true",
        "label=a",
        "label=b=1",
    ]


def listing(**attrs) -> pd.DataFrame:
    """Make a table such as a listing gives."""
    frame = pd.DataFrame({"CONTAINER ID": ["1", "2"], "NAMES": ["a", "b"]})
    frame.attrs = {"quiet": "docker ps --quiet", "rows": 2, **attrs}
    return frame


def test_a_whole_table_is_command_substitution():
    """A table as its command gave it - sorted or not - is printed as `$(docker ps --quiet)`."""
    for frame in (listing(), listing().sort_values("NAMES", ascending=False)):
        names, printed = _command_line.targets(frame, "NAMES", "CONTAINER ID")
        assert sorted(names) == ["a", "b"]
        assert _command_line.line("rm", *printed) == "docker rm $(docker ps --quiet)"


@pytest.mark.parametrize(
    "narrow",
    [
        lambda f: f[f["NAMES"] == "b"],
        lambda f: f.tail(1),
        lambda f: f[["CONTAINER ID", "NAMES"]][1:],
    ],
)
def test_a_narrowed_table_is_its_names(narrow):
    """A table that lost rows is printed name by name: the command would give more."""
    assert _command_line.targets(narrow(listing()), "NAMES", "CONTAINER ID") == (["b"], ["b"])


def test_a_table_that_names_nothing_is_refused():
    """A table without the column that names an object is no list of objects."""
    with pytest.raises(TypeError, match="NAMES"):
        _command_line.targets(pd.DataFrame({"SIZE": [1]}), "NAMES")

"""Answers of an engine, spoilt in many ways: each is a table or one clear error. No engine."""

import copy
import json
import re
from functools import lru_cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers import engine
from helpers.errors import CourseError
from helpers.tables import make_table, payloads
from tests.support.saved_answers import SAVED, answer

READERS = {
    "containers": lambda answer: payloads.read_containers(answer, sized=True),
    "images": lambda answer: payloads.read_images(answer, digests=True),
    "history": payloads.read_history,
    "search": payloads.read_search,
    "volumes": payloads.read_volumes,
    "networks": payloads.read_networks,
    "df": payloads.read_df,
}
UNREAD = {
    "Labels",
    "HostConfig",
    "Mounts",
    "NetworkSettings",
    "IPAM",
    "Options",
}  # trees of which no table is made
LISTED = {  # these come object by object, as text; the list of volumes is in an object
    "containers": ("/containers/json", ""),
    "images": ("/images/json", ""),
    "volumes": ("/volumes", "Volumes"),
    "history": ("/images/{0}/history", ""),
}
ODD = [
    None,
    True,
    False,
    -1,
    0,
    2**53 - 1,
    2**63,
    -(2**70),
    10**30,
    1.5,
    float("inf"),
    float("nan"),
    "",
    "x",
    "7",
]
ODD += [
    "<b>",
    "\ud800",
    "\x00\x1b[31m",
    "한글",
    "a" * 10_000,
    "a:b@c/d",
    [],
    [None],
    ["x", 1],
    [[]],
    [{}],
]
ODD += [{}, {"": None}, {"Id": 1}, {"Size": -1}]


def first_objects(tree):
    """Keep the first object of an answer, or of each list in it."""
    if isinstance(tree, list):
        return tree[:1]
    return {key: part[:1] if isinstance(part, list) else part for key, part in tree.items()}


def places(tree, way=()):
    """List the way to each value in a tree of objects and lists, the whole one first."""
    below = (
        tree.items()
        if isinstance(tree, dict)
        else enumerate(tree)
        if isinstance(tree, list)
        else ()
    )
    return [way, *(place for key, value in below for place in places(value, (*way, key)))]


def spoilt(tree, way: tuple, how: str, odd):
    """Copy the tree; in the copy one value is another, gone, there twice, or has a neighbour."""
    if not way:
        return odd
    tree = holder = copy.deepcopy(tree)
    for key in way[:-1]:
        holder = holder[key]
    if how == "gone":
        del holder[way[-1]]
    elif how == "new" and isinstance(holder, dict):
        holder["SomethingNew"] = odd
    elif how == "twice" and isinstance(holder, list):
        holder.append(holder[way[-1]])
    else:
        holder[way[-1]] = odd
    return tree


def read(name: str, spoiled, before=None) -> str:
    """Make the table and show it; an error has to be the course's, and to show the answer.

    What is read as `before` is not shown once more.
    """
    try:
        found = READERS[name](spoiled)
        if found == before:
            return "table"
        made = make_table(*found)
    except CourseError as error:
        return (
            "error"
            if "The engine's answer to GET /" in str(error) and len(str(error)) < 500
            else f"odd: {error}"
        )
    assert list(made.dtypes.items()) == kinds(name)
    assert repr(made).encode()
    assert made._repr_html_().encode().startswith(b"<table>")
    return "table"


@lru_cache
def kinds(name: str) -> list[tuple]:
    """The columns that an unspoilt answer gives, with their types."""
    return list(make_table(*READERS[name](answer(name))).dtypes.items())


@pytest.mark.parametrize(("name", "version"), SAVED)
@settings(
    max_examples=40,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_a_spoilt_answer_is_a_table_or_one_clear_error(name, version, data):
    """One to three values of a real answer are missing, null, new, twice or of another kind."""
    tree = answer(name, version)
    for _ in range(data.draw(st.integers(1, 3))):
        way = data.draw(st.sampled_from(places(tree)))
        how = data.draw(st.sampled_from(["other", "other", "gone", "new", "twice"]))
        tree = spoilt(tree, way, how, data.draw(st.sampled_from(ODD)))
    assert read(name, tree) in ("table", "error")


@pytest.mark.parametrize(
    ("name", "version"), [one for one in SAVED if one[1] in ("20.10", "podman-4.3")]
)
def test_each_field_is_spoilt_in_each_way(name, version):
    """Each value of the first objects is taken away, and is each odd thing once."""
    tree, ends = answer(name, version), set()
    tree = first_objects(tree)
    rows = READERS[name](tree)
    for *way, last in places(tree)[1:]:
        if UNREAD.intersection(way):
            continue
        holder = tree
        for key in way:
            holder = holder[key]
        before = copy.copy(holder)
        del holder[last]
        ends.add(read(name, tree, rows))
        for odd in ODD:
            if isinstance(holder, list):
                holder[:] = [*before[:last], odd, *before[last + 1 :]]
            else:
                holder[last] = odd
            ends.add(read(name, tree, rows))
        holder.clear()
        holder.extend(before) if isinstance(holder, list) else holder.update(before)
    assert ends == {"table", "error"}


@pytest.mark.parametrize("name", READERS)
def test_ten_thousand_objects_are_read(name):
    """An answer with 10,000 objects is a table; one bad object among them is an error."""
    tree = answer(name)
    key = "Volumes" if name == "df" else None
    rows = tree[key] if key else tree
    many = [rows[i % len(rows)] for i in range(10_000)]
    made = make_table(*READERS[name]({**tree, key: many} if key else many))
    if name.startswith("df"):
        assert made.set_index("TYPE").loc["Local Volumes", "TOTAL"] == 10_000
    else:
        assert len(made) >= 10_000
        assert "(the first 60 of " in repr(made)
    many[9_000] = ["no object"]
    with pytest.raises(CourseError, match="no object"):
        READERS[name]({**tree, key: many} if key else many)


@pytest.mark.parametrize("name", LISTED)
def test_a_listing_that_breaks_off_is_one_error(name):
    """A listing cut at any place, or with a wrong sign there, is a table or one error."""
    (path, inside), some = LISTED[name], answer(name)[:2]
    text = json.dumps({inside: some, "Warnings": None} if inside else some)
    assert len(READERS[name](engine.decode_objects(text, path, inside))[1]) == 2
    for place in range(0, text.rindex("]"), 61):
        for spoiled in (
            text[:place],
            f"{text[:place]}}}{text[place:]}",
            f"{text[:place]}]{text[place:]}",
        ):
            assert read(name, engine.decode_objects(spoiled, path, inside)) in ("table", "error"), (
                place
            )
        with pytest.raises(CourseError, match=f"GET {re.escape(path)} is no whole list"):
            READERS[name](engine.decode_objects(text[:place], path, inside))


@pytest.mark.parametrize(
    "text", ["", "null", "{}", '"["', "[", "[" * 100_000, "<html>[]</html>", "[nope]"]
)
def test_an_answer_that_is_no_list_is_one_error(text):
    """What is no list of objects is one error that names the request."""
    with pytest.raises(CourseError, match="GET /containers/json is no whole list"):
        payloads.read_containers(engine.decode_objects(text, "/containers/json"))


def test_the_error_says_what_was_answered_about_which_object():
    """The error names the request, what is amiss and the object, its id first; it has its cause."""
    tree = answer("images")
    tree[1]["Created"] = "yesterday"
    with pytest.raises(CourseError, match=r"GET /images/json .*'yesterday' is not") as found:
        payloads.read_images(tree)
    assert f'{{"Id": "{tree[1]["Id"]}"' in str(found.value)
    assert isinstance(found.value.__cause__, ValueError)
    del tree[0]["Size"]
    with pytest.raises(CourseError, match=rf"there is no 'Size'.*{tree[0]['Id']}"):
        payloads.read_images(tree)


@pytest.mark.parametrize(
    "text", ["", "null", "{}", '{"Volumes": {}}', '{"volumes": []}', '{"Volumes": [', "[]", '"']
)
def test_an_answer_without_its_list_is_one_error(text):
    """An object without the list that is looked for in it is one error; a label is no list."""
    with pytest.raises(CourseError, match="GET /volumes is no whole list"):
        payloads.read_volumes(engine.decode_objects(text, "/volumes", "Volumes"))
    named = {"Name": "v", "Driver": "local", "Labels": {"a": '"Volumes":[1]'}}
    text = json.dumps({"Warnings": ['"Volumes":[1]'], "Volumes": [named]})
    assert payloads.read_volumes(engine.decode_objects(text, "/volumes", "Volumes"))[1] == [
        ["local", "v"]
    ]

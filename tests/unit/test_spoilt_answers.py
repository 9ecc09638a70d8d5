"""Answers of an engine, spoilt in many ways: each is a table or one clear error. No engine."""

import json
import re
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers import engine
from helpers.errors import CourseError
from helpers.tables import make_table, payloads
from tests.support.saved_answers import SAVED, answer
from tests.support.spoiling import ODD, each_spoilt_in_place, first_objects, spoilt, ways

READERS = {
    "containers": lambda answer: payloads.read_containers(answer, sized=True),
    "images": lambda answer: payloads.read_images(answer, digests=True),
    "history": payloads.read_history,
    "search": payloads.read_search,
    "volumes": payloads.read_volumes,
    "networks": payloads.read_networks,
    "df": payloads.read_df,
}
# Trees of which no table is made.
UNREAD = {"Labels", "HostConfig", "Mounts", "NetworkSettings", "IPAM", "Options"}
LISTED = {  # these come object by object, as text; the list of volumes is in an object
    "containers": ("/containers/json", ""),
    "images": ("/images/json", ""),
    "volumes": ("/volumes", "Volumes"),
    "history": ("/images/{0}/history", ""),
}


def read(name: str, spoiled: Any, before: Any = None) -> str:
    """Make the table and show it; an error has to be the course's, and to show the answer.

    What is read as `before` is not shown once more.
    """
    try:
        found = READERS[name](spoiled)
        if found == before:
            return "table"
        table = make_table(*found)
    except CourseError as error:
        sentence = str(error)
        if "The engine's answer to GET /" in sentence and len(sentence) < 500:
            return "error"
        return f"odd: {error}"
    assert list(table.dtypes.items()) == columns(name)
    assert repr(table).encode()
    assert table._repr_html_().encode().startswith(b"<table>")
    return "table"


@cache
def columns(name: str) -> list[tuple[Any, Any]]:
    """Return the columns that an unspoilt answer gives, with their types."""
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
def test_a_spoilt_answer_is_a_table_or_one_clear_error(
    name: str, version: str, data: st.DataObject
) -> None:
    """One to three values of a real answer are missing, null, new, twice or of another kind."""
    tree = answer(name, version)
    for _ in range(data.draw(st.integers(1, 3))):
        way = data.draw(st.sampled_from(list(ways(tree))))
        how = data.draw(st.sampled_from(["other", "other", "gone", "new", "twice"]))
        tree = spoilt(tree, way, how, data.draw(st.sampled_from(ODD)))
    assert read(name, tree) in ("table", "error")


OLDEST = [pair for pair in SAVED if pair[1] in ("20.10", "podman-4.3")]


@pytest.mark.parametrize(("name", "version"), OLDEST)
def test_each_field_is_spoilt_in_each_way(name: str, version: str) -> None:
    """Each value of the first objects is taken away, and is each odd thing once."""
    tree = first_objects(answer(name, version))
    rows = READERS[name](tree)
    ends = set()
    for way in list(ways(tree))[1:]:
        if not UNREAD.intersection(way[:-1]):
            for _ in each_spoilt_in_place(tree, way):
                ends.add(read(name, tree, rows))
    assert ends == {"table", "error"}


@pytest.mark.parametrize("name", [name for name in READERS if name != "df"])
def test_ten_thousand_objects_are_read(name: str) -> None:
    """An answer with 10,000 objects is a table; one bad object among them is an error."""
    many = _many(answer(name))
    table = make_table(*READERS[name](many))
    assert len(table) >= 10_000
    assert "(the first 60 of " in repr(table)
    many[9_000] = ["no object"]
    with pytest.raises(CourseError, match="no object"):
        READERS[name](many)


def test_ten_thousand_volumes_are_counted() -> None:
    """Disk use with 10,000 volumes counts them; one bad object among them is an error."""
    tree = answer("df")
    tree["Volumes"] = _many(tree["Volumes"])
    table = make_table(*payloads.read_df(tree)).set_index("TYPE")
    assert table.loc["Local Volumes", "TOTAL"] == 10_000
    tree["Volumes"][9_000] = ["no object"]
    with pytest.raises(CourseError, match="no object"):
        payloads.read_df(tree)


def _many(objects: list[Any]) -> list[Any]:
    return [objects[number % len(objects)] for number in range(10_000)]


@pytest.mark.parametrize("name", LISTED)
def test_a_listing_that_breaks_off_is_one_error(name: str) -> None:
    """A listing cut at any place, or with a wrong sign there, is a table or one error."""
    path, inside = LISTED[name]
    objects = answer(name)[:2]
    text = json.dumps({inside: objects, "Warnings": None} if inside else objects)
    _, rows = READERS[name](engine.decode_objects(text, path, inside))
    assert len(rows) == 2
    for place in range(0, text.rindex("]"), 61):
        before = text[:place]
        after = text[place:]
        for spoiled in (before, f"{before}}}{after}", f"{before}]{after}"):
            decoded = engine.decode_objects(spoiled, path, inside)
            assert read(name, decoded) in ("table", "error"), place
        with pytest.raises(CourseError, match=f"GET {re.escape(path)} is no whole list"):
            READERS[name](engine.decode_objects(before, path, inside))


@pytest.mark.parametrize(
    "text", ["", "null", "{}", '"["', "[", "[" * 100_000, "<html>[]</html>", "[nope]"]
)
def test_an_answer_that_is_no_list_is_one_error(text: str) -> None:
    """What is no list of objects is one error that names the request."""
    with pytest.raises(CourseError, match="GET /containers/json is no whole list"):
        payloads.read_containers(engine.decode_objects(text, "/containers/json"))


def test_the_error_says_what_was_answered_about_which_object() -> None:
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
def test_an_answer_without_its_list_is_one_error(text: str) -> None:
    """An object without the list that is looked for in it is one error."""
    with pytest.raises(CourseError, match="GET /volumes is no whole list"):
        payloads.read_volumes(engine.decode_objects(text, "/volumes", "Volumes"))


def test_a_label_that_looks_like_the_list_is_none() -> None:
    """Text that looks like the list is not taken for it, in a warning or in a label."""
    looks_like_it = '"Volumes":[1]'
    volume = {"Name": "v", "Driver": "local", "Labels": {"a": looks_like_it}}
    text = json.dumps({"Warnings": [looks_like_it], "Volumes": [volume]})
    _, rows = payloads.read_volumes(engine.decode_objects(text, "/volumes", "Volumes"))
    assert rows == [["local", "v"]]

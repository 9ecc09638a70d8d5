"""Saved answers of engines, read into columns and rows. No engine."""

import json
import re

import pytest

from helpers import engine
from helpers.tables import make_table, payloads
from tests.support.saved_answers import SAVED, answer

READERS = {
    "containers": (
        payloads.read_containers,
        "CONTAINER ID, IMAGE, COMMAND, CREATED, STATUS, PORTS, NAMES",
    ),
    "images": (payloads.read_images, "REPOSITORY, TAG, IMAGE ID, CREATED, SIZE"),
    "history": (payloads.read_history, "IMAGE, CREATED, CREATED BY, SIZE, COMMENT"),
    "search": (payloads.read_search, "NAME, DESCRIPTION, STARS, OFFICIAL"),
    "volumes": (payloads.read_volumes, "DRIVER, VOLUME NAME"),
    "networks": (payloads.read_networks, "NETWORK ID, NAME, DRIVER, SCOPE"),
    "df": (payloads.read_df, "TYPE, TOTAL, ACTIVE, SIZE, RECLAIMABLE"),
}


@pytest.mark.parametrize(("name", "version"), SAVED)
def test_columns_are_docker_s_and_typed_also_with_no_rows(name, version):
    """Headings are docker's; times are aware, sizes integers, with rows and without."""
    reader, headings = READERS[name]
    full = make_table(*reader(answer(name, version)))
    columns, _ = reader(answer(name, version))
    empty = make_table(columns, [])
    assert list(full.columns) == headings.split(", ")
    assert len(full) > 0
    assert (full.dtypes == empty.dtypes).all()
    kinds = {
        "CREATED": "datetime64[s, UTC]",
        "SIZE": "int64",
        "STARS": "int64",
        "OFFICIAL": "bool",
        "TOTAL": "int64",
    }
    for column in kinds.keys() & set(columns):
        assert full[column].dtype == kinds[column]


def test_containers_are_read_in_the_engine_s_order():
    """Rows keep the engine's order, ids are whole, and states are in the engine's words."""
    frame = make_table(*payloads.read_containers(answer("containers")))
    assert frame["NAMES"].tolist() == [
        "pay-paused",
        "pay-again",
        "pay-bad",
        "pay-ok",
        "pay-run",
        "pay-web",
    ]
    assert frame["CONTAINER ID"].str.len().eq(64).all()
    assert frame["CREATED"].is_monotonic_decreasing
    assert [re.split(r"[ (]", status)[0] for status in frame["STATUS"]] == [
        "Up",
        "Restarting",
        "Exited",
        "Exited",
        "Up",
        "Created",
    ]


def test_a_container_s_size_is_two_numbers():
    """With sizes, what a container wrote and what it is with its image are two columns of bytes."""
    frame = make_table(*payloads.read_containers(answer("containers"), sized=True))
    assert frame[["SIZE", "VIRTUAL SIZE"]].dtypes.tolist() == ["int64", "int64"]
    assert (frame["VIRTUAL SIZE"] > 70_000_000).all()


def test_one_image_is_a_row_for_each_name():
    """Two tags are two rows with one id; an image without a name or a tag is a row too."""
    one = {"Id": "sha256:1", "Created": 10, "Size": 5}
    some = [
        {**one, "RepoTags": ["web:2", "web:1", "r:5/a/web:x"], "RepoDigests": ["web@sha256:d"]},
        {**one, "RepoTags": ["<none>:<none>"], "RepoDigests": ["<none>@<none>"]},
        {**one, "RepoTags": None, "RepoDigests": None, "Created": 20},
        {**one, "RepoTags": [], "RepoDigests": ["lone@sha256:e"]},
    ]
    frame = make_table(*payloads.read_images(some))
    assert frame[["REPOSITORY", "TAG"]].to_numpy().tolist() == [
        ["<none>", "<none>"],
        ["<none>", "<none>"],
        ["lone", "<none>"],
        ["r:5/a/web", "x"],
        ["web", "1"],
        ["web", "2"],
    ]
    digests = make_table(*payloads.read_images(some, digests=True)).set_index(
        ["REPOSITORY", "TAG"]
    )["DIGEST"]
    assert digests.loc[("web", "1")] == "sha256:d"
    assert digests.loc[("r:5/a/web", "x")] == "<none>"
    assert digests.loc[("lone", "<none>")] == "sha256:e"


def test_the_courses_registry_is_not_shown_on_a_borrowed_engine():
    """Names in the course's registry are shown as the learner wrote them; others as they are."""
    some = [
        {
            "Id": "1",
            "Created": 1,
            "Size": 1,
            "RepoTags": ["r:5/library/web:1", "r:5/me/x:1", "q.io/y:1"],
        }
    ]
    assert make_table(*payloads.read_images(some, registry="r:5"))["REPOSITORY"].tolist() == [
        "me/x",
        "q.io/y",
        "web",
    ]


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ([], ""),
        ([(80, None, "tcp", None)], "80/tcp"),
        (
            [(80, 8080, "tcp", "0.0.0.0"), (80, 8080, "tcp", "::")],  # noqa: S104 - it is read
            "0.0.0.0:8080->80/tcp, [::]:8080->80/tcp",
        ),
        (
            [(7001, None, "tcp", None), (7000, None, "tcp", None), (9, None, "udp", None)],
            "7000-7001/tcp, 9/udp",
        ),
        ([(81, 81, "tcp", "1.1.1.1"), (80, 80, "tcp", "1.1.1.1")], "1.1.1.1:80-81->80-81/tcp"),
        (
            [(80, None, "tcp", None), (443, 1443, "tcp", "127.0.0.1")],
            "127.0.0.1:1443->443/tcp, 80/tcp",
        ),
        ([(80, 8080, "tcp", None), (81, 81, "tcp", None)], "8080->80/tcp, 81->81/tcp"),
    ],
)
def test_ports_are_written_as_docker_does(given, shown):
    """Ports in a row are a span, published ones say from where, IPv6 is in brackets."""
    names = ("PrivatePort", "PublicPort", "Type", "IP")
    ports = []
    for values in given:
        port = dict(zip(names, values, strict=True))
        ports.append({name: value for name, value in port.items() if value})
    groups = payloads.format_ports(ports).split(", ")
    assert sorted(groups) == sorted(shown.split(", "))


def test_df_needs_no_more_than_it_keeps():
    """The keys that are kept of the engine's answer are all that the table is made of."""
    whole = answer("df")

    def keep(tree):
        return {key: tree[key] for key in tree if key in payloads.DF_FIELDS}

    kept = json.loads(json.dumps(whole), object_hook=keep)
    assert kept != whole
    assert payloads.read_df(kept) == payloads.read_df(whole)


def test_podman_s_answers_are_read_too():
    """Podman 4's search (other keys, whole names) and disk use (no layers) are read alike."""
    columns, rows = payloads.read_search(answer("search", "podman-4.3"), "127.0.0.1:5055")
    assert columns == ["NAME", "DESCRIPTION", "STARS", "OFFICIAL"]
    assert rows == payloads.read_search(answer("search")).rows
    told = answer("df", "podman-4.3")
    sizes = {one["Id"]: one["Size"] for one in told["Images"]}
    used = {one["Id"] for one in told["Images"] if one["Containers"]}
    frame = make_table(*payloads.read_df(told)).set_index("TYPE")
    assert len(sizes) < len(told["Images"])
    assert frame.loc["Images"].tolist() == [
        len(sizes),
        len(used),
        sum(sizes.values()),
        sum(count for key, count in sizes.items() if key not in used),
    ]


def test_disk_use_adds_up():
    """What could be had back is what no container uses: shared layers count once."""
    frame = make_table(*payloads.read_df(answer("df"))).set_index("TYPE")
    assert frame.index.tolist() == ["Images", "Containers", "Local Volumes", "Build Cache"]
    assert (frame["RECLAIMABLE"] <= frame["SIZE"]).all()
    assert frame.loc["Local Volumes", ["TOTAL", "ACTIVE"]].tolist() == [3, 1]


def test_volumes_are_in_natural_order():
    """`v9` stands before `v10`, as in docker's list."""
    assert make_table(*payloads.read_volumes(answer("volumes")))["VOLUME NAME"].tolist() == [
        "pay-v",
        "pay-v9",
        "pay-v10",
    ]
    assert (
        len(
            make_table(
                *payloads.read_volumes(
                    engine.decode_objects('{"Volumes":null,"Warnings":null}', "/volumes", "Volumes")
                )
            )
        )
        == 0
    )

"""Tables beside docker: ps, images, volumes, networks, history, df, diff, search and stats."""

import json
from typing import Any

import pandas as pd
import pytest

import helpers as dk
from helpers.tables.layout import lay_out
from helpers.tables.units import format_size
from tests.engine.beside_docker.comparing import (
    assert_same,
    cells,
    printed_cells,
    variants,
)
from tests.engine.beside_docker.workload import MARK, OURS
from tests.support.docker_program import shell

pytestmark = pytest.mark.usefixtures("workload")

FILTERS_OF_PS = [
    {"status": "exited"},
    {"status": ["exited", "created"]},
    {"status": "paused"},
    {"exited": 1},
    {"exited": [0, 1]},
    {"name": f"{MARK}-run"},
    {"label": f"oracle={MARK}"},
    {"label": ["twin", f"oracle={MARK}"]},
    {"ancestor": "debian"},
    {"ancestor": f"{MARK}:1"},
    {"volume": f"{MARK}-v10"},
    {"network": f"{MARK}-net"},
    {"since": f"{MARK}-ok"},
    {"before": f"{MARK}-ok", "status": "running"},
    {"publish": "8099"},
    {"id": "00"},
]
LISTINGS: dict[str, list[dict[str, Any]]] = {
    "ps": [
        {"all": True},
        {},
        {"all": True, "no_trunc": True},
        {"all": True, "size": True, "filters": OURS},
        {"last": 2},
        {"latest": True},
        *({"all": True, "filters": filters} for filters in FILTERS_OF_PS),
    ],
    "images": [
        {},
        {"all": True},
        {"digests": True},
        {"no_trunc": True},
        {"filters": {"dangling": True}},
        {"filters": {"dangling": False}},
        {"filters": OURS},
        {"filters": {"reference": "*bian"}},
        {"name": "debian"},
        {"name": f"{MARK}:1"},
        {"name": MARK},
        {"name": MARK, "digests": True, "no_trunc": True},
        {"name": "no-such"},
    ],
    "volumes": [
        {},
        {"filters": OURS},
        {"filters": {"dangling": True}},
        {"filters": {"name": "v10"}},
    ],
    "networks": [
        {},
        {"filters": OURS},
        {"no_trunc": True},
        {"filters": {"driver": "bridge"}},
        {"filters": {"name": "x"}},
    ],
    "history": [
        {"image": "debian"},
        {"image": f"{MARK}:1"},
        {"image": f"{MARK}:1", "no_trunc": True},
    ],
    "df": [{}],
    "diff": [{"container": f"{MARK}-bad"}],
}
WITHOUT_ORDER = ("images", "diff")


@pytest.mark.parametrize(("word", "given"), variants(LISTINGS))
def test_a_listing_is_what_docker_prints(
    word: str, given: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    """The table that a call shows is, cell by cell, the one that its own command line prints."""

    def ours() -> list[list[str]]:
        rows = cells(_sizes_in_one_column(getattr(dk, word)(**given)))
        if word == "diff":
            rows = rows[1:]  # docker prints no headings
        return sorted(rows) if word in WITHOUT_ORDER else rows

    def theirs() -> list[list[str]]:
        command = capsys.readouterr().out.strip().splitlines()[-1].removeprefix("$ ")
        rows = printed_cells(shell(command))
        if word == "diff":
            rows = [row[0].split(" ", maxsplit=1) for row in rows]
        return sorted(rows) if word in WITHOUT_ORDER else rows

    assert_same(ours, theirs)


def _sizes_in_one_column(frame: pd.DataFrame) -> pd.DataFrame:
    """Write both sizes of a container in one column, as docker does."""
    if "VIRTUAL SIZE" not in frame:
        return frame
    both = []
    for written, whole in frame[["SIZE", "VIRTUAL SIZE"]].to_numpy():
        both.append(f"{format_size(written)} (virtual {format_size(whole)})")
    return frame.drop(columns="VIRTUAL SIZE").assign(SIZE=both)


KEYS = {  # word -> column -> the key of docker's JSON
    "ps": {
        "CONTAINER ID": "ID",
        "IMAGE": "Image",
        "COMMAND": "Command",
        "PORTS": "Ports",
        "NAMES": "Names",
    },
    "images": {"REPOSITORY": "Repository", "TAG": "Tag", "IMAGE ID": "ID", "SIZE": "Size"},
    "volumes": {"DRIVER": "Driver", "VOLUME NAME": "Name"},
    "networks": {"NETWORK ID": "ID", "NAME": "Name", "DRIVER": "Driver", "SCOPE": "Scope"},
    "search": {"NAME": "Name", "DESCRIPTION": "Description", "STARS": "StarCount"},
    "df": {
        "TYPE": "Type",
        "TOTAL": "TotalCount",
        "ACTIVE": "Active",
        "SIZE": "Size",
        "RECLAIMABLE": "Reclaimable",
    },
    "stats": {"CONTAINER ID": "Container", "NAME": "Name", "PIDS": "PIDs"},
}
ASKED: dict[str, dict[str, Any]] = {
    "ps": {"all": True},
    "images": {"digests": True},
    "volumes": {},
    "networks": {},
    "search": {"term": "nginx"},
    "df": {},
    "stats": {"containers": f"{MARK}-exposed"},
}


ONLY_HERE = ("search", "stats")  # the other words are compared in the test above, too


def _column_variants() -> list[Any]:
    found = []
    for word in KEYS:
        marks = [pytest.mark.quick] if word in ONLY_HERE else []
        found.append(pytest.param(word, marks=marks))
    return found


@pytest.mark.parametrize("word", _column_variants())
def test_each_column_is_the_value_docker_gives(
    word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Column by column, the command line asked for JSON gives the values that the table shows."""

    def ours() -> list[list[str]]:
        layout = lay_out(getattr(dk, word)(**ASKED[word]))
        found = []
        for row in layout.rows:
            cell = dict(zip(layout.headings, row, strict=True))
            found.append([str(cell[column]) for column in KEYS[word]])
        return sorted(found)

    def theirs() -> list[list[str]]:
        command = capsys.readouterr().out.strip().removeprefix("$ ")
        found = []
        for line in shell(command + " --format '{{json .}}'").splitlines():
            row = json.loads(line)
            found.append([_value(key, row[key]) for key in KEYS[word].values()])
        return sorted(found)

    assert_same(ours, theirs)


def _value(key: str, value: object) -> str:
    """Write a value of docker's JSON as a table shows it."""
    text = str(value).replace(":::", "[::]:")
    if key != "Container":  # `docker stats` repeats the name that it was given there
        return text
    container = f"{MARK}-exposed"
    return text.replace(container, shell(f"docker ps -q --filter name={container}").strip())


def test_every_column_is_asked_about_a_real_word() -> None:
    """Each word with columns above has a call, and each call has columns."""
    assert KEYS.keys() == ASKED.keys()


@pytest.mark.parametrize(
    ("word", "given", "column"),
    [
        ("ps", {"all": True, "filters": OURS}, "CONTAINER ID"),
        ("ps", {"filters": OURS, "size": True, "no_trunc": True}, "CONTAINER ID"),
        ("images", {"filters": OURS}, "IMAGE ID"),
        ("images", {"name": MARK, "digests": True}, "IMAGE ID"),
        ("volumes", {"filters": OURS}, "VOLUME NAME"),
        ("networks", {"filters": OURS}, "NETWORK ID"),
    ],
)
def test_command_substitution_names_the_rows(word: str, given: dict[str, Any], column: str) -> None:
    """What stands in `$( )` gives the ids, or names, of just the rows of the table."""
    frame = getattr(dk, word)(**given)
    names = list(frame[column])
    if "ID" in column:
        names = [name.removeprefix("sha256:")[:12] for name in names]
    assert sorted(shell(frame.attrs["quiet"]).split()) == sorted(names)
    assert len(frame) > 0


def test_times_are_what_docker_tells() -> None:
    """CREATED is the moment that `docker ps` tells with `CreatedAt`, in UTC."""
    frame = dk.ps(all=True, filters=OURS).set_index("NAMES")
    command = f"docker ps -a --filter label=oracle={MARK} --format '{{{{json .}}}}'"
    for line in shell(command).splitlines():
        row = json.loads(line)
        created = frame.loc[row["Names"], "CREATED"]
        assert created.strftime("%Y-%m-%d %H:%M:%S") == row["CreatedAt"][:19]

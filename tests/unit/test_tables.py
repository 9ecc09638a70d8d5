"""How tables are shown, and that pandas goes on working. No engine."""

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pandas as pd
import pytest

from helpers import _registry, engine, errors
from helpers._ownership import image_guard
from helpers.images import pulling, pushing
from helpers.references import parse
from helpers.tables import Table, make_table, payloads
from helpers.tables.layout import ROWS_SHOWN
from tests.support.saved_answers import answer


@pytest.mark.parametrize("there", [True, False])
def test_a_pull_that_ends_with_the_images_id_is_whole(monkeypatch, capsys, there):
    """Podman ends a pull with the image's ID, and not with a status: with that image it is whole,
    else broken off."""
    stream = answer("pull", "podman-4.3")
    digest = "sha256:" + "d" * 64
    image = {
        "Id": f"sha256:{stream[-1]['id']}{'0' * 52}",
        "RepoDigests": [f"r:5/redis@{digest}"],
        "RepoTags": ["r:5/redis:1"],
    }
    pulled = [event["id"] for event in stream if event["status"] == "Pulling fs layer"]
    layers = [f"sha256:{layer}" for layer in pulled[:2]]

    def call(method, name, **options):
        if not there:
            raise errors.NotFound(kind="image", name=name)
        return image

    monkeypatch.setattr(engine, "stream", lambda *words, **options: iter(stream))
    monkeypatch.setattr(engine, "call", call)
    monkeypatch.setattr(engine, "prefix", lambda: None)
    monkeypatch.setattr(image_guard, "check_not_yours", lambda image, action: None)
    monkeypatch.setattr(
        _registry,
        "manifest",
        lambda name: SimpleNamespace(headers={"Docker-Content-Digest": digest}),
    )
    monkeypatch.setattr(
        _registry,
        "layers",
        lambda image, known, architecture: [_registry.Layer(digest, 7) for digest in layers],
    )
    if not there:
        with pytest.raises(errors.PullError, match="ended before it was complete"):
            pulling.fetch(parse("r:5/redis:1"), None, "docker pull")
        return
    made = pulling.fetch(parse("r:5/redis:1"), None, "docker pull")
    assert made["LAYER"].tolist() == [one.removeprefix("sha256:") for one in layers]
    assert set(made["STATUS"]) == {"Download complete"}
    assert (made.attrs["digest"], made.attrs["status"]) == (digest, "")
    assert "Status" not in capsys.readouterr().out


def test_a_person_reads_what_docker_prints():
    """Ids have twelve digits, commands are cut, ages and sizes are words; values stay whole."""
    made = pd.Timestamp(datetime.now(UTC) - timedelta(minutes=2, seconds=3))
    frame = make_table(
        ["CONTAINER ID", "COMMAND", "CREATED", "SIZE"],
        [["ab" * 32, "nginx -g 'daemon off;'", made, 223_456_789]],
    )
    lines = repr(frame).splitlines()
    assert lines[0].split("   ")[0] == "CONTAINER ID"
    assert re.split(r" {2,}", lines[1]) == [
        "abababababab",
        '"nginx -g \'daemon of…"',
        "2 minutes ago",
        "223MB",
    ]
    assert lines[1].index('"') == lines[0].index("COMMAND")
    assert frame.loc[0, "CONTAINER ID"] == "ab" * 32
    frame.attrs["no_trunc"] = True
    assert "ab" * 32 in repr(frame)


def test_a_table_is_html_that_all_can_read():
    """Columns have header cells with a scope, a name is no markup, no colour tells anything."""
    html = make_table(["NAMES", "SIZE"], [["<script>alert(1)</script>&", 1500]])._repr_html_()
    assert html.count('<th scope="col" ') == 2
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "1.5kB" in html
    assert set(re.findall(r'style="([^"]*)"', html)) == {"text-align: left"}


def test_an_empty_table_says_so():
    """No rows: the headings, and a line that says so, in text and in HTML."""
    empty = make_table(["NAMES", "SIZE"], [])
    assert repr(empty).splitlines()[0].split() == ["NAMES", "SIZE"]
    assert repr(empty).endswith("(0 rows)")
    assert "(0 rows)" in empty._repr_html_()


def test_a_long_table_is_cut_and_says_so():
    """Of more than sixty rows the first are shown, with a line that counts them."""
    long = make_table(["NAMES"], [[f"web{i}"] for i in range(300)])
    assert repr(long).endswith(f"(the first {ROWS_SHOWN} of 300 rows)")
    assert long._repr_html_().count("<tr>") == ROWS_SHOWN + 1
    assert len(long) == 300


def test_pandas_goes_on_working():
    """Choosing, filtering, sorting, sums, groups and joins work on whole values."""
    frame = make_table(*payloads.read_images(answer("images")))
    chosen = frame[frame["SIZE"] > 80_000_000].sort_values("SIZE")[["REPOSITORY", "SIZE"]]
    assert isinstance(chosen, Table)
    assert chosen["SIZE"].is_monotonic_increasing
    sizes = [image["Size"] * len(image["RepoTags"]) for image in answer("images")]
    assert int(frame["SIZE"].sum()) == sum(sizes)
    groups = frame.groupby("REPOSITORY")[["SIZE"]].sum()
    assert repr(groups).splitlines()[0].split() == ["REPOSITORY", "SIZE"]
    both = frame.merge(pd.DataFrame({"REPOSITORY": ["nginx"], "owner": ["x"]}))
    assert len(both) == 2
    assert "nan" not in repr(frame.assign(NOTE=None)).lower()
    for odd in (
        frame.describe(),
        frame.T,
        frame.pivot_table(index="TAG", values="SIZE", aggfunc=["sum", "max"]),
        frame.iloc[:0],
    ):
        assert repr(odd)
        assert odd._repr_html_()


def test_a_table_remembers_its_command():
    """The command line stays with a table that is filtered or sorted."""
    frame = make_table(["NAMES"], [["a"], ["b"]], "docker ps")
    assert frame[frame["NAMES"] == "a"].attrs["command"] == "docker ps"
    assert frame.attrs["rows"] == 2


def test_the_end_of_a_push_is_read_from_words():
    """An engine with the containerd store tells tag, digest and size in words only; what else it
    says is no end."""
    digest = "sha256:" + "ab" * 32
    event = {"status": f"1.0: digest: {digest} size: 537"}
    report = pushing.PushReport()
    for words in ("Pushed", "The push refers to repository [a/b]"):
        report.add({"status": words})
        assert report.pushed is None
    report.add(event)
    assert report.pushed == pushing.Pushed("1.0", digest, 537)


def test_text_in_a_column_of_numbers_is_shown():
    """What a learner writes into a column of docker's is shown as it is."""
    words = ["SIZE", "RECLAIMABLE", "CPU %", "STARS", "CREATED", "OFFICIAL", "OK"]
    frame = make_table(words, [[1500, 0, 1.0, 2, 0, True, True]]).astype(object)
    for word in words:
        frame[word] = ["much"]
    cells = repr(frame).splitlines()[1].split()
    assert cells == ["much", "much", "much", "much", "much", "much"]  # OFFICIAL is `[OK]` or empty
    assert frame._repr_html_().count("much") == len(words) - 1

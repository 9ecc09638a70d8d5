"""From saved answers of a real engine to tables, and how tables are shown. No engine."""

import json
import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pandas as pd
import pytest

from helpers import _progress, _registry, engine, errors
from helpers._ownership import image_guard
from helpers.images import pulling, pushing
from helpers.references import parse
from helpers.tables import Table, make_table, payloads
from helpers.tables.layout import ROWS_SHOWN
from helpers.tables.units import format_duration, format_size, short_id, truncate
from tests.support.environment import DATA

PAYLOADS = DATA / "payloads"
SAVED = [
    (path.stem, path.parent.name)
    for path in sorted(PAYLOADS.glob("*/*.json"))
    if path.stem != "pull"
]


def answer(name: str, version: str = "20.10"):
    """Read what an engine once answered (`tests/data/payloads/save.py` saved it)."""
    found = json.loads((PAYLOADS / version / f"{name}.json").read_text())
    return found["Volumes"] if name == "volumes" else found


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
    """Headings are docker's, in its order; times are aware, sizes integers, with rows and without."""
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
    """Rows keep the engine's order, ids are whole, and each state is told as the engine words it."""
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
    """Two tags are two rows with one id; an image without a name, and one with a digest only, are rows too."""
    one = {"Id": "sha256:1", "Created": 10, "Size": 5}
    some = [
        {**one, "RepoTags": ["web:2", "web:1", "r:5/a/web:x"], "RepoDigests": ["web@sha256:d"]},
        {**one, "RepoTags": ["<none>:<none>"], "RepoDigests": ["<none>@<none>"]},
        {**one, "RepoTags": None, "RepoDigests": None, "Created": 20},
        {**one, "RepoTags": [], "RepoDigests": ["lone@sha256:e"]},
    ]
    frame = make_table(*payloads.read_images(some))
    assert frame[["REPOSITORY", "TAG"]].to_numpy().tolist() == [
        ["<none>", "<none>"], ["<none>", "<none>"], ["lone", "<none>"], ["r:5/a/web", "x"], ["web", "1"], ["web", "2"],
    ]  # fmt: skip
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
    raw = [{name: value for name, value in zip(names, one, strict=True) if value} for one in given]
    groups = payloads.format_ports(raw).split(", ")
    assert sorted(groups) == sorted(shown.split(", "))


def test_df_needs_no_more_than_it_keeps():
    """The keys that are kept of the engine's answer are all that the table is made of."""
    whole = answer("df")
    kept = json.loads(
        json.dumps(whole),
        object_hook=lambda one: {k: v for k, v in one.items() if k in payloads.DF_FIELDS},
    )
    assert kept != whole
    assert payloads.read_df(kept) == payloads.read_df(whole)


def test_an_age_of_less_than_nothing_is_an_age():
    """Where the engine's clock is ahead, what it has just made is as young as can be."""
    assert format_duration(-3600) == "Less than a second"


def test_podman_s_answers_are_read_too():
    """Podman 4's search (other keys, whole names) and disk use (no layers, an image once a name) are read alike."""
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


@pytest.mark.parametrize("there", [True, False])
def test_a_pull_that_ends_with_the_images_id_is_whole(monkeypatch, capsys, there):
    """Podman ends a pull with the image's ID, and not with a status: with that image it is whole, else broken off."""
    stream, digest = answer("pull", "podman-4.3"), "sha256:" + "d" * 64
    image = {
        "Id": f"sha256:{stream[-1]['id']}{'0' * 52}",
        "RepoDigests": [f"r:5/redis@{digest}"],
        "RepoTags": ["r:5/redis:1"],
    }
    layers = [f"sha256:{one['id']}" for one in stream if one["status"] == "Pulling fs layer"][:2]

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
                    engine.objects('{"Volumes":null,"Warnings":null}', "/volumes", "Volumes")
                )
            )
        )
        == 0
    )


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0B"),
        (999, "999B"),
        (1000, "1kB"),
        (2534, "2.53kB"),
        (223_456_789, "223MB"),
        (1.5e9, "1.5GB"),
        (7e16, "70PB"),
    ],
)
def test_sizes_are_written_as_docker_does(count, text):
    """Sizes count in 1000s and keep three digits."""
    assert format_size(count) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.4, "Less than a second"), (1, "1 second"), (59, "59 seconds"), (60, "About a minute"),
        (119, "About a minute"), (120, "2 minutes"), (2699, "44 minutes"), (3600, "About an hour"),
        (7200, "2 hours"), (47 * 3600, "47 hours"), (48 * 3600, "2 days"), (14 * 86400, "2 weeks"),
        (61 * 86400, "2 months"), (800 * 86400, "2 years"),
    ],
)  # fmt: skip
def test_ages_are_written_as_docker_does(seconds, text):
    """Ages round as docker's do."""
    assert format_duration(seconds) == text


def test_a_person_reads_what_docker_prints():
    """Ids have twelve digits, commands are quoted and cut, ages and sizes are words; the values stay whole."""
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
    """Columns have header cells with a scope, a container's name cannot become markup, no colour tells anything."""
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
    """More than sixty rows are cut in the display, with a line that counts them; the values are all there."""
    long = make_table(["NAMES"], [[f"web{i}"] for i in range(300)])
    assert repr(long).endswith(f"(the first {ROWS_SHOWN} of 300 rows)")
    assert long._repr_html_().count("<tr>") == ROWS_SHOWN + 1
    assert len(long) == 300


def test_pandas_goes_on_working():
    """Choosing, filtering, sorting, sums, groups and joins work on whole values, and give tables."""
    frame = make_table(*payloads.read_images(answer("images")))
    chosen = frame[frame["SIZE"] > 80_000_000].sort_values("SIZE")[["REPOSITORY", "SIZE"]]
    assert isinstance(chosen, Table)
    assert chosen["SIZE"].is_monotonic_increasing
    assert int(frame["SIZE"].sum()) == sum(
        one["Size"] for one in answer("images") for _ in one["RepoTags"]
    )
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


def test_names_are_not_taken_for_ids():
    """Only what is 64 hexadecimal digits is shortened; texts are cut at a width with one sign."""
    assert short_id("sha256:" + "a" * 64) == "a" * 12
    assert short_id("nginx") == "nginx"
    assert short_id("a" * 63) == "a" * 63
    assert truncate("a\nb", 5) == "a b"
    assert truncate("abcdef", 4) == "abc…"


class Shell:
    """A notebook's shell, as far as the bars look at it."""

    kernel = object()


def test_bars_come_in_a_notebook_and_go(monkeypatch):
    """In a notebook each layer has a bar while it comes; at the end nothing is left; COURSE_PROGRESS=0 shows none."""
    import IPython
    from IPython import display

    shown = []

    class Handle:
        def update(self, content, raw):
            shown.append(content)

    monkeypatch.setattr(IPython, "get_ipython", Shell)
    monkeypatch.setattr(display, "display", lambda box, display_id: shown.append(box) or Handle())
    monkeypatch.delenv("COURSE_PROGRESS", raising=False)
    with _progress.Progress() as bars:
        bars.update(
            {"id": "a1", "status": "Downloading", "progressDetail": {"current": 5, "total": 10}}
        )
        bars.update({"id": "b2", "status": "Already exists"})
        assert [(bar.value, bar.max) for bar in bars.layer_bars.panel.children] == [(5, 10), (1, 1)]
        bars.update({"id": "a1", "status": "Pull complete", "progressDetail": {}})
        assert bars.layer_bars.panel.children[0].value == 10
    assert shown[1:] == [{"text/plain": ""}]
    monkeypatch.setenv("COURSE_PROGRESS", "0")
    with _progress.Progress() as bars:
        bars.update({"id": "a1", "status": "Downloading"})
        assert bars.layer_bars is None
    assert len(shown) == 2


def test_the_end_of_a_push_is_read_from_words():
    """An engine with the containerd store tells tag, digest and size in words only; what else it says is no end."""
    digest = "sha256:" + "ab" * 32
    event = {"status": f"1.0: digest: {digest} size: 537"}
    report = pushing.PushReport()
    for words in ("Pushed", "The push refers to repository [a/b]"):
        report.add({"status": words})
        assert report.pushed is None
    report.add(event)
    assert report.pushed == pushing.Pushed("1.0", digest, 537)


def test_text_in_a_column_of_numbers_is_shown():
    """What a learner writes into a column of docker's is shown as it is: no column fails to print."""
    words = ["SIZE", "RECLAIMABLE", "CPU %", "STARS", "CREATED", "OFFICIAL", "OK"]
    frame = make_table(words, [[1500, 0, 1.0, 2, 0, True, True]]).astype(object)
    for word in words:
        frame[word] = ["much"]
    cells = repr(frame).splitlines()[1].split()
    assert cells == ["much", "much", "much", "much", "much", "much"]  # OFFICIAL is `[OK]` or empty
    assert frame._repr_html_().count("much") == len(words) - 1

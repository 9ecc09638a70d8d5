"""What SECURITY.md promises: files, markup, programs, sockets and ports, each tried with something hostile."""

import ast
import io
import json
import os
import re
import socket
import stat
import tarfile
from html.parser import HTMLParser
from itertools import count, repeat
from pathlib import Path
from xml.etree import ElementTree

import ipywidgets
import mistune
import pytest

import helpers as dk
from helpers import charts, engine
from helpers._files import extract
from helpers.errors import CourseError, NotFound
from helpers.practice import probes, record, telling, texts, verdict
from helpers.tables.frame import table
from helpers.widgets.view import View
from lab import console, jupyter, places, process

DATA = places.data()
MARK = f"sec{os.getpid()}"
CODE = [
    path for folder in ("helpers", "lab") for path in sorted((places.CLONE / folder).rglob("*.py"))
]
EVIL = "<script>alert('x')</script><img src=x onerror=alert(1)>&\"'"


# Archives --------------------------------------------------------------------------------------------------------

FILE, LINK, HARD, FOLDER = tarfile.REGTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE
REFUSED = {
    "a way up": [("d/../../out", FILE, b"x")],
    "a way up in the middle": [("d/a/../../../out", FILE, b"x")],
    "a way up to what is beside": [("d/../precious", FILE, b"x")],
    "a folder up": [("d/..", FOLDER, "")],
    "a second name of a file outside": [("d/h", HARD, "d/../../precious")],
    "a second name of a file beside": [("d/h", HARD, "d/../precious")],
    "a second name by an absolute path": [("d/h", HARD, "/etc/passwd")],
    "a second name of a file of the learner's": [("d/h", HARD, "d/mine"), ("d/h", FILE, b"x")],
    "through a link of the learner's": [("d/way/x", FILE, b"x")],
    "through a link of the learner's up": [("d/up/precious", FILE, b"x")],
    "a folder where a link is": [("d/way", FOLDER, "")],
    "below a thing that becomes a link": [("d/l", LINK, "."), ("d/l/precious", FILE, b"x")],
    "a zero in a name": [("d/a\0b" + "x" * 200, FILE, b"x")],
    "a name too long for a disk": [("d/" + "x" * 5000, FILE, b"x")],
    "a file where a folder is": [("d/a", FOLDER, ""), ("d/a", FILE, b"x")],
}
LEFT_OUT = {
    "a link to an absolute path": [("d/l", LINK, "/etc/passwd")],
    "a link up": [("d/l", LINK, "../../precious")],
    "a link beside": [("d/l", LINK, "../precious")],
    "a link by way of another": [("d/s", LINK, "."), ("d/l", LINK, "s/s/../../precious")],
    "a link by way of another that comes later": [
        ("d/l", LINK, "s/s/../../precious"),
        ("d/s", LINK, "."),
    ],
    "a link by way of the learner's": [("d/l", LINK, "way/precious")],
    "a device": [("d/null", tarfile.CHRTYPE, "")],
    "a disk": [("d/sda", tarfile.BLKTYPE, "")],
    "a pipe": [("d/p", tarfile.FIFOTYPE, "")],
}
WITHIN = {
    "an absolute name": ([("/etc/passwd", FILE, b"x")], {"d/etc/passwd"}),
    "below a thing that would become a link up": (
        [("d/l", LINK, ".."), ("d/l/precious", FILE, b"x")],
        {"d/l/precious"},
    ),
    "a file where a link was": ([("d/l", LINK, "../precious"), ("d/l", FILE, b"x")], {"d/l"}),
    "a file where the learner's link is": ([("d/way", FILE, b"x")], {"d/way"}),
    "a second name, then written to": (
        [("d/a", FILE, b"x"), ("d/h", HARD, "d/a"), ("d/h", FILE, b"y")],
        {"d/a", "d/h"},
    ),
    "a link and a second name within": (
        [
            ("d/s/a", FILE, b"x"),
            ("d/l", LINK, "s/a"),
            ("d/h", HARD, "d/s/a"),
            ("d/s/up", LINK, "../l"),
        ],
        {"d/s/a", "d/l", "d/h", "d/s/up"},
    ),
}


def archive(*members) -> bytes:
    """Make a tar archive of `(name, kind, content or link)`, each for all to write and with set-user-ID."""
    made = b""
    for name, kind, more in members:
        one = tarfile.TarInfo(name)
        one.type, one.mode = kind, 0o7777
        content = more if kind == FILE else b""
        one.linkname, one.size = ("" if kind == FILE else more), len(content)
        made += one.tobuf(tarfile.PAX_FORMAT) + content + bytes(-len(content) % 512)
    return made + bytes(1024)


@pytest.fixture(params=["filters", "no filters"])
def target(request, tmp_path, monkeypatch):
    """Make a folder to copy to, beside something precious; in it a file and two links of the learner's.

    On a Python with tarfile's filters, and as on one without them (before 3.11.4).
    """
    if request.param == "no filters":
        monkeypatch.delattr("tarfile.data_filter", raising=False)
    (tmp_path / "precious").write_text("precious")
    place = tmp_path / "in"
    (place / "d").mkdir(parents=True)
    (place / "precious").write_text("precious")
    (place / "d" / "mine").write_text("mine")
    (place / "d" / "way").symlink_to(tmp_path)
    (place / "d" / "up").symlink_to("..")
    return place


def outside(place: Path) -> dict:
    """Tell all that is around the copied thing, and the learner's file in it, byte for byte."""
    found = [path for path in place.parent.rglob("*") if not path.is_relative_to(place / "d")]
    told = {path: path.read_bytes() if path.is_file() else path.is_dir() for path in found}
    mine = place / "d" / "mine"
    return told | {"mine": (mine.read_bytes(), mine.stat().st_nlink)}


def copied(place: Path) -> set[str]:
    """List what there is in the copied folder beside what the learner had there."""
    names = {
        str(path.relative_to(place))
        for path in (place / "d").rglob("*")
        if path.is_symlink() or path.is_file()
    }
    return names - {"d/mine", "d/up", "d/way"}


def unpack(target: Path, *members) -> list[list]:
    """Unpack such an archive as the folder `d`."""
    return extract.unpack(iter([archive(*members)]), target, "d", "box:/d")


@pytest.mark.parametrize("members", REFUSED.values(), ids=REFUSED)
def test_a_hostile_member_is_one_error_and_nothing_is_written_outside(target, members):
    """Ways up, second names of others' files, ways through links: one error, and all outside is as before."""
    before = outside(target)
    with pytest.raises(CourseError, match="box:/d"):
        unpack(target, *members)
    assert outside(target) == before


@pytest.mark.parametrize("members", LEFT_OUT.values(), ids=LEFT_OUT)
def test_links_that_lead_outside_and_devices_are_left_out_and_told(target, members, capsys):
    """They are not made, a line says so, and what comes after them is copied."""
    before = outside(target)
    rows = unpack(target, *members, ("d/page", FILE, b"x"))
    assert rows == [[str(target / "d/page"), 1]]
    assert capsys.readouterr().out.count("was left out") == 1
    assert copied(target) - {"d/s"} == {"d/page"}
    assert outside(target) == before


@pytest.mark.parametrize(("members", "names"), WITHIN.values(), ids=WITHIN)
def test_what_stays_within_is_copied(target, members, names):
    """Links and second names within what is copied are made; a file takes the place of a link, not written through."""
    before = outside(target)
    unpack(target, *members)
    assert copied(target) == names - {"d/way"}
    assert all((target / name).read_bytes() in (b"x", b"y") for name in names)
    assert outside(target) == before


@pytest.mark.parametrize(
    ("first", "archived"), [("d", b"junk" * 400), ("d", archive(("d/a", FILE, b"x" * 5000))[:3000])]
)
def test_a_broken_archive_is_one_error(target, first, archived):
    """What is no archive, or breaks off within a file, is one error."""
    with pytest.raises(CourseError, match="no whole archive"):
        extract.unpack(iter([archived]), target, first, "box:/d")


def test_a_name_that_leads_up_is_no_name_to_copy_to(target):
    """The engine's own word for the copied thing may not lead elsewhere either."""
    for name in ("..", "../d", "/etc", "d/../../d"):
        with pytest.raises(CourseError, match="outside"):
            extract.unpack(iter([archive(("d", FOLDER, ""))]), target, name, "box:/d")


def _head(name: str, size: int, kind=FILE) -> bytes:
    one = tarfile.TarInfo(name)
    one.size, one.type = size, kind
    return one.tobuf(tarfile.GNU_FORMAT)


ENDLESS = {
    "a huge file": lambda: (part for part in [_head("d/a", 10**15), *repeat(bytes(1 << 20), 100)]),
    "a header without end": lambda: iter(
        [_head("x", 10**12, tarfile.XHDTYPE), *repeat(b"1" * (1 << 20), 100)]
    ),
    "a name without end": lambda: iter(
        [_head("x", 10**12, tarfile.GNUTYPE_LONGNAME), *repeat(b"1" * (1 << 20), 100)]
    ),
    "headers without end": lambda: (_head("x", 0, tarfile.XGLTYPE) for _ in count()),
    "members without end": lambda: (_head(f"d/{number}", 0) for number in count()),
}


@pytest.mark.parametrize("pieces", ENDLESS.values(), ids=ENDLESS)
def test_what_is_huge_or_endless_is_an_error_and_does_not_fill_the_disk(
    target, pieces, monkeypatch
):
    """More than the disk holds, or without an end: an error soon, little of it is read, next to nothing written."""
    monkeypatch.setattr(extract, "MOST", 200)
    read = []
    with pytest.raises(CourseError):
        extract.unpack((read.append(len(part)) or part for part in pieces()), target, "d", "box:/d")
    assert sum(read) < 10 << 20
    assert (
        sum(one.stat().st_size for one in (target / "d").rglob("*") if not one.is_symlink())
        < 1 << 20
    )


def test_files_that_come_out_are_the_learners_and_not_for_all_to_write(target, monkeypatch):
    """With a umask of zero, files of mode 7777 come as the learner's own, and nobody else may write them."""
    monkeypatch.setenv("COURSE_RECORD", str(target / "new" / "record.json"))
    before = os.umask(0)
    try:
        unpack(target, ("d/s", FOLDER, ""), ("d/s/a", FILE, b"x"), ("d/deep/er/a", FILE, b"x"))
        extract.store([b"x"], target / "image.tar")
        record.note("exercises", "run-web", passed=True)
        assert os.umask(0) == 0
    finally:
        os.umask(before)
    made = [
        target / "image.tar",
        target / "new",
        target / "new/record.json",
        target / "d/s",
        target / "d/s/a",
    ]
    for path in [*made, target / "d/deep", target / "d/deep/er", target / "d/deep/er/a"]:
        told = path.stat()
        assert not told.st_mode & (stat.S_ISUID | stat.S_ISGID | stat.S_IWGRP | stat.S_IWOTH), path
        assert (told.st_uid, told.st_gid) == (os.geteuid(), os.getegid())


def test_a_save_that_fails_leaves_what_was_there(target, monkeypatch):
    """When the engine stops halfway, or the disk is too full, the older file stays, and no half one is beside it."""

    def breaks():
        yield b"new"
        raise CourseError("the engine is gone")

    os.mkfifo(target / "pipe")
    before, names = outside(target), sorted(target.iterdir())
    with pytest.raises(CourseError, match="gone"):
        extract.store(breaks(), target / "precious")
    with pytest.raises(NotFound, match="no folder"):
        extract.store([b"new"], target / "nope" / "image.tar")
    with pytest.raises(CourseError, match="no file"):
        extract.store([b"new"], target / "pipe")
    monkeypatch.setattr(extract, "SPARE", 10**18)
    with pytest.raises(CourseError, match="too full"):
        extract.store([b"new"], target / "precious")
    assert outside(target) == before
    assert sorted(target.iterdir()) == names
    assert (target / "pipe").is_fifo()


HOSTILE = [
    "[1]",
    "null",
    "5",
    "nope",
    '[{"RepoTags": 5}]',
    '[{"RepoTags": [null]}]',
    "[" * 100_000,
    " " * (5 << 20),
    None,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_archive_to_load_is_one_error(tmp_path, text):
    """A list of images that is none, has no end, or is no file, is one error, and the engine is not asked."""
    with tarfile.open(tmp_path / "i.tar", "w") as made:
        one = tarfile.TarInfo("manifest.json")
        one.type, one.size = (FILE, len(text)) if text else (FOLDER, 0)
        made.addfile(one, io.BytesIO((text or "").encode()))
    with pytest.raises(CourseError, match="no archive of images"):
        dk.load(tmp_path / "i.tar")


# Markup ----------------------------------------------------------------------------------------------------------

FIXED = {
    "code",
    "count",
    "host",
    "inside",
    "limit",
    "meaning",
    "oom",
    "port",
    "restarts",
    "status",
    "wanted",
    "why",
}
PLAIN = {
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "p",
    "b",
    "code",
    "pre",
    "div",
    "scope",
    "style",
    "class",
    "role",
}


class Tags(HTMLParser):
    """Gathers the tags and attributes of a piece of HTML."""

    def __init__(self, html: str):
        """Read it all."""
        super().__init__()
        self.found: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        """Remember a tag and its attributes."""
        self.found |= {tag, *(name for name, _ in attrs)}


def diagnoses() -> dict[str, str]:
    """Find the texts of all diagnoses, by lesson, task and key."""
    found = {}
    for lesson, own in texts.of_language("ko").items():
        for part in [
            own,
            *(one for kind in own.values() for one in kind.values() if isinstance(one, dict)),
        ]:
            for key, text in {**part.get("says", {}), "against": part.get("against", "")}.items():
                found[f"{lesson} {part.get('title', '')} {key}"] = text
    return {where: text for where, text in found.items() if text}


def test_a_fact_is_no_markup_in_a_diagnosis():
    """What an engine said is in a code span of each diagnosis: rendered as Markdown, no tag comes of it."""
    found, shown = diagnoses(), 0
    assert len(found) > 150
    for where, text in found.items():
        facts = {
            name: 5 if name in FIXED else f"a`{EVIL}\n\n{EVIL}"
            for name in re.findall(r"{(\w+)}", text)
        }
        told = telling.explain(
            verdict.Verdict(verdict.NOT_YET, verdict.unmet("key", **facts)), {"says": {"key": text}}
        )
        html = mistune.html(told._repr_markdown_())
        assert Tags(html).found <= {"p", "strong", "code"}, where
        assert html.count("&lt;script&gt;") == 2 * sum(
            name not in FIXED for name in re.findall(r"{(\w+)}", text)
        ), where
        shown += "&lt;script&gt;" in html
    assert shown > 50
    assert Tags(mistune.html(EVIL)).found >= {
        "script",
        "img",
    }  # the renderer itself escapes nothing


def test_an_answer_of_the_learners_is_no_markup(monkeypatch, tmp_path):
    """A prediction, which may be what an engine said, stands in a code span too."""
    monkeypatch.setenv("COURSE_RECORD", str(tmp_path / "record.json"))
    key = next(iter(texts.of_language("ko")["06-run"]["predictions"]))
    html = mistune.html(dk.predict(key, {f"`{EVIL}": EVIL})._repr_markdown_())
    assert Tags(html).found <= {"p", "strong", "code"}
    assert html.count("&lt;script&gt;") == 2


def test_a_picture_is_no_markup():
    """Names with tags in them are text in both drawings, which are well-formed and draw nothing else."""
    layers = table(["LAYER", "SIZE", "CREATED BY"], [["sha256:1", 5, EVIL]])
    rows = [
        [0, "container", "start", EVIL, EVIL],
        [10**9, "container", "die", EVIL, f"exitCode=1, {EVIL}"],
    ]
    events = table(["TIME", "TYPE", "ACTION", "NAME", "ATTRIBUTES"], rows)
    for drawn in (
        charts.layer_map({EVIL: layers}, title=EVIL),
        charts.timeline(events, title=EVIL),
    ):
        svg = drawn._repr_svg_()
        kinds = {one.tag.rpartition("}")[2] for one in ElementTree.fromstring(svg).iter()}  # noqa: S314 - our own text
        assert kinds <= {"svg", "title", "desc", "defs", "pattern", "rect", "path", "text"}
        assert svg.count("&lt;script&gt;") >= 3


def test_a_word_beside_a_control_is_text():
    """Names of containers and images stand beside boxes and in lists, where ipywidgets takes nothing for markup."""
    for made in (
        ipywidgets.Checkbox(description=EVIL),
        ipywidgets.Dropdown(description=EVIL, options=[EVIL]),
    ):
        assert made.description_allow_html is False


# On the engine ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def private(tmp_path_factory):
    """Let the engine be the course's own."""
    told = {"host": engine.host(), "kind": "private", "registry": engine.registry(), "restart": []}
    folder = tmp_path_factory.mktemp("lab")
    (folder / "engine.json").write_text(json.dumps(told))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_DOCKER_HOST", told["host"])
        patch.setenv("COURSE_DATA", str(folder))
        yield


@pytest.fixture(scope="module")
def box(private):
    """Run a container with hostile files, label, variable and words; take it away again."""
    made = (
        "mkdir /d; cd /d; ln -s /etc/passwd abs; ln -s ../../../x up; mkfifo p; mknod null c 1 3; echo x > a; ln a h;"
        " ln -s a b; mkdir -m 777 s; dd of=/huge bs=1 count=0 seek=4398046511104 2>/dev/null; chmod 6777 a;"
    )
    dk.run(
        "busybox", ["sh", "-c", f"{made} cat <<'END'\n{EVIL}\nEND\nsleep 1000; true", EVIL],
        name=f"{MARK}-box", detach=True, network="none", label={"evil": EVIL, EVIL: "1"}, env={"EVIL": EVIL},
    )  # fmt: skip
    for line in engine.client().api.logs(f"{MARK}-box", stream=True, follow=True):
        if b"onerror" in line:
            break
    yield f"{MARK}-box"
    dk.rm(f"{MARK}-box", force=True)


def test_hostile_files_of_a_real_container(box, target, capsys):
    """Of a real container's folder the files come; links outside, the pipe and the device are left out, and told."""
    (target / "d" / "way").unlink()
    (target / "d" / "up").unlink()
    before, mask = outside(target), os.umask(0)
    try:
        made = dk.cp(f"{box}:/d", target)
    finally:
        os.umask(mask)
    assert made["NAME"].tolist() == [str(target / "d/a")]
    assert capsys.readouterr().out.count("was left out") == 4
    assert copied(target) == {"d/a", "d/h", "d/b"}
    assert (target / "d/h").samefile(target / "d/a")
    assert os.readlink(target / "d/b") == "a"
    assert not any(stat.S_IMODE((target / name).stat().st_mode) & 0o6022 for name in ("d/a", "d/s"))
    assert outside(target) == before


def test_a_huge_file_of_a_real_container(box, target):
    """A file of four terabytes, none of which is on a disk, is an error at once."""
    before = outside(target)
    with pytest.raises(CourseError, match="too full for huge"):
        dk.cp(f"{box}:/huge", target)
    assert outside(target) == before


def test_a_check_reads_no_more_than_a_megabyte_of_a_file(box):
    """A check that reads a file of a container reads its first megabyte, and nothing where a link or a folder is."""
    assert probes.file(box, "/d/a") == "x\n"
    assert len(probes.file(box, "/huge")) == 1 << 20
    assert [probes.file(box, path) for path in ("/d/abs", "/d/b", "/d/p", "/d")] == [""] * 4


def test_a_named_link_is_followed_and_one_in_the_target_is_replaced(box, target):
    """Copied to a link by its name, the file it leads to is written; into a folder, a file takes a link's place."""
    link = target / "link"
    link.symlink_to(target / "precious")
    dk.cp(f"{box}:/d/a", link)
    assert link.is_symlink()
    assert (target / "precious").read_text() == "x\n"
    (target / "a").symlink_to(target.parent / "precious")
    dk.cp(f"{box}:/d/a", target)
    assert not (target / "a").is_symlink()
    assert (target.parent / "precious").read_text() == "precious"


def test_what_an_engine_says_is_text_and_no_markup(box):
    """Label, variable, command and output with tags in them show as text in each table that has them."""
    made = [
        dk.inspect(box),
        dk.logs(box),
        dk.ps(no_trunc=True),
        dk.top(box),
        dk.events(since="1h", filters={"container": box}),
    ]
    made += [dk.exec(box, ["echo", EVIL]), table([EVIL], [[EVIL]]), made[0].set_index("KEY")]
    for one in made:
        html = one._repr_html_()
        assert "&lt;script&gt;" in html
        assert Tags(html).found <= PLAIN
    odd = table(["NAMES", "SIZE"], [[EVIL, 1]]).pivot_table(
        index="NAMES", values="SIZE", aggfunc=["sum", "max"]
    )
    assert "&lt;script&gt;" in odd._repr_html_()  # pandas' own


def test_what_an_engine_says_is_no_markup_in_a_view(box, monkeypatch, tmp_path):
    """A log, a filter, a page and the step of an image with tags in them are text in the live views."""
    monkeypatch.setenv("COURSE_PROGRESS", "0")
    (tmp_path / "Dockerfile").write_text(
        f"FROM busybox\nRUN echo '{EVIL.replace(chr(39), '')}' > /x\n"
    )
    dk.build(tmp_path, tag=f"{MARK}-image")
    try:
        board = dk.board(filters={"name": box})
        board.tail()
        builder = dk.filter_builder(filters={"label": EVIL.replace(",", "")})
        explorer = dk.layer_explorer(f"{MARK}-image")
        plain = View(EVIL, [])
        plain.say(EVIL, EVIL)
        plain.show(EVIL, table([EVIL], [[EVIL]]))
        for view in (board, builder, explorer, plain):
            parts = [view.command.value, view.shown.value, view.said.value, view.children[0].value]
            told = view._repr_mimebundle_()
            html = "".join([*parts, told.get("text/html", "")])
            assert "&lt;script&gt;" in html, type(view)
            found = Tags(re.sub("<svg.*?</svg>", "", html, flags=re.DOTALL)).found
            assert found <= PLAIN, type(view)
            assert not Tags(html).found & {"script", "img", "onerror", "src"}
            view.close()
    finally:
        dk.rmi(f"{MARK}-image")


# Ports, sockets, programs ----------------------------------------------------------------------------------------


def test_a_port_is_for_this_machine_only(private):
    """On the course's engine a port is on 127.0.0.1: on docker's network, and on one's own; unless a call says else."""
    dk.network_create(f"{MARK}-net")
    try:
        for name, network, ports in (
            ("a", "bridge", ["18180:80", "81"]),
            ("b", f"{MARK}-net", ["18181:80", "81", "18182-18183:82-83/udp"]),
        ):
            made = dk.run(
                "busybox",
                "sleep 100",
                name=f"{MARK}-{name}",
                detach=True,
                publish=ports,
                network=network,
            )
            told = dk.port(f"{MARK}-{name}")
            assert set(told["HOST IP"]) == {"127.0.0.1"}
            assert len(told) == (2 if name == "a" else 4)
            assert ("--publish 127.0.0.1:" in made.attrs["command"]) == (
                name == "b"
            )  # the line shows what is done
        everywhere = "0.0.0.0:18179:80"
        dk.run(
            "busybox",
            "sleep 100",
            name=f"{MARK}-c",
            detach=True,
            publish=everywhere,
            network=f"{MARK}-net",
        )
        assert dk.port(f"{MARK}-c")["HOST IP"].tolist() == ["0.0.0.0"]  # noqa: S104 - asked for, so that it is seen
    finally:
        dk.rm(dk.ps(all=True, filters={"name": f"^/{MARK}-[abc]$"}), force=True)
        dk.network_rm(f"{MARK}-net")


def listening(number: int) -> set[str]:
    """Tell on which addresses a process listens for TCP."""
    sockets = {os.readlink(one) for one in Path(f"/proc/{number}/fd").iterdir() if one.is_symlink()}
    found = set()
    for kind in ("tcp", "tcp6"):
        for row in Path(f"/proc/{number}/net/{kind}").read_text().splitlines()[1:]:
            words = row.split()
            if words[3] == "0A" and f"socket:[{words[9]}]" in sockets:
                address = words[1].partition(":")[0]
                found.add(
                    socket.inet_ntoa(bytes.fromhex(address)[::-1]) if kind == "tcp" else address
                )
    return found


def test_engine_and_registry_are_for_this_machine_only(monkeypatch):
    """The engine in use has a socket of mode 0660 or tighter and no TCP port; registry and index are on loopback."""
    monkeypatch.setenv("COURSE_DATA", str(DATA))
    numbers = {name: process.pid(name) for name in ("dockerd", "registry", "index")}
    if not numbers["dockerd"]:
        pytest.skip(
            "the engine in use is not the course's own"
        )  # where that one listens is its owner's choice
    assert engine.host().startswith("unix://")
    assert not stat.S_IMODE(os.stat(engine.host().removeprefix("unix://")).st_mode) & 0o117
    assert listening(numbers["dockerd"]) == set()
    assert {name: listening(numbers[name]) for name in ("registry", "index")} == {
        "registry": {"127.0.0.1"},
        "index": {"127.0.0.1"},
    }


def test_the_token_is_new_each_time_and_on_no_command_line(monkeypatch, tmp_path):
    """`./course lab` makes a token of 192 bits for each start and hands it over where no other user can read it."""
    seen = []

    def start(name, argv, env):
        seen.append((" ".join(map(str, argv)), env["JUPYTER_TOKEN"]))
        raise console.Stop("seen")

    monkeypatch.setattr(process, "start", start)
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "data"))
    for _ in range(2):
        with pytest.raises(console.Stop, match="seen"):
            jupyter.serve(None, False)
    (line, token), (_, other) = seen
    assert not re.search(r"token|password|allow_origin|xsrf", line)
    assert token not in line
    assert token != other
    assert len(bytes.fromhex(token)) == 24


def test_what_the_course_makes_is_not_for_all_to_write(course):
    """With a umask of zero too the data folder is its owner's alone, and nobody else may write what is in it."""
    code, output = course("./course", "stop", before="umask 0")
    assert code == 0, output
    assert stat.S_IMODE(course.data.stat().st_mode) == 0o700
    made = list(course.data.rglob("*"))
    assert {path.name for path in made} >= {places.MARK, "lock"}
    assert [path for path in made if path.stat().st_mode & 0o022] == []
    assert stat.S_IMODE((course.data / places.MARK).stat().st_mode) == 0o600


def test_what_security_md_names_is_there():
    """Each test that SECURITY.md names exists, and each README leads to it."""
    text = (places.CLONE / "SECURITY.md").read_text()
    named = set(re.findall(r"`(tests/\w+\.py)`", text))
    assert len(named) >= 9
    assert [name for name in named if not (places.CLONE / name).exists()] == []
    assert all(
        "(SECURITY.md)" in (places.CLONE / name).read_text()
        for name in ("README.md", "README.ko.md")
    )


SHELLS = {"system", "popen", "getoutput", "getstatusoutput", "create_subprocess_shell"}


@pytest.mark.parametrize("path", CODE, ids=[str(path.relative_to(places.CLONE)) for path in CODE])
def test_no_shell_is_built_from_input(path):
    """No `shell=True`, no `os.system` and the like; what the host's `sh -c` gets is never put together from parts."""
    assert shells(path.read_text(), inside="practice" in path.parts) == []


def shells(code: str, *, inside: bool = False) -> list[int]:
    """Name the lines where a shell is started; with `inside` a list for `sh -c` is one for a container."""
    found, tree = [], list(ast.walk(ast.parse(code)))
    said = [
        one for one in tree if isinstance(one, ast.Assign) and isinstance(one.value, ast.Constant)
    ]
    fixed = {one.targets[0].id for one in said if isinstance(one.targets[0], ast.Name)}
    for node in tree:
        if isinstance(node, ast.Call):
            name = (
                node.func.attr
                if isinstance(node.func, ast.Attribute)
                else getattr(node.func, "id", "")
            )
            owner = getattr(getattr(node.func, "value", None), "id", "")
            if owner in ("os", "subprocess", "asyncio", "") and name in SHELLS:
                found.append(node.lineno)
            for one in node.keywords:
                if one.arg == "shell" and not (
                    isinstance(one.value, ast.Constant) and one.value.value is False
                ):
                    found.append(node.lineno)
        elif isinstance(node, ast.List) and not inside:
            words = [getattr(one, "value", None) for one in node.elts]
            for shell, word, script in zip(words, words[1:], node.elts[2:], strict=False):
                known = isinstance(script, ast.Constant) or getattr(script, "id", "") in fixed
                if shell in ("sh", "bash", "/bin/sh") and word == "-c" and not known:
                    found.append(node.lineno)
    return found


def test_a_shell_would_be_found():
    """The test above has something to look at, and finds each way to start a shell."""
    assert len(CODE) > 60
    for code in (
        "os.system(x)",
        "subprocess.run(x, shell=True)",
        "subprocess.run(x, shell=y)",
        "os.popen(x)",
    ):
        assert shells(code) == [1]
    assert (
        shells('run(["sh", "-c", f"ls {x}"])') == shells('run(["unshare", "sh", "-c", x])') == [1]
    )
    assert shells('x = "ls"\nrun(["sh", "-c", x, "y"])') == shells('run(["ls", x])') == []

"""A real container with hostile files, label, variable and words harms neither disk nor page."""

import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

import helpers as dk
from helpers import engine
from helpers.errors import CourseError
from helpers.practice import probes
from helpers.tables import make_table
from helpers.widgets.view import View
from tests.support.engine_kind import use_as_private
from tests.support.hostile_archives import around, copied, make_target
from tests.support.markup import ESCAPED, EVIL, OF_TABLES, tags

NAME = f"hostile{os.getpid()}"
FILES = """
mkdir /d
cd /d
ln -s /etc/passwd abs
ln -s ../../../x up
mkfifo p
mknod null c 1 3
echo x > a
ln a h
ln -s a b
mkdir -m 777 s
chmod 6777 a
dd of=/huge bs=1 count=0 seek=4398046511104 2>/dev/null
"""
SAY_AND_STAY = f"cat <<'END'\n{EVIL}\nEND\nsleep 1000; true"


@pytest.fixture(scope="module")
def private_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let the engine be the course's own for all tests here."""
    with pytest.MonkeyPatch.context() as patch:
        use_as_private(patch, tmp_path_factory.mktemp("lab"))
        yield


@pytest.fixture(scope="module")
def hostile(private_engine: None) -> Iterator[str]:
    """Run a container with hostile files, label, variable and words; remove it again."""
    dk.run(
        "busybox",
        ["sh", "-c", FILES + SAY_AND_STAY, EVIL],
        name=NAME,
        detach=True,
        network="none",
        label={"evil": EVIL, EVIL: "1"},
        env={"EVIL": EVIL},
    )
    for line in engine.client().api.logs(NAME, stream=True, follow=True):
        if b"onerror" in line:
            break
    yield NAME
    dk.rm(NAME, force=True)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Make a folder to copy to, beside something precious."""
    return make_target(tmp_path)


def test_hostile_files_of_a_real_container(
    hostile: str, target: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The files come; links outside, the pipe and the device are left out, and told."""
    (target / "d" / "way").unlink()
    (target / "d" / "up").unlink()
    before = around(target)
    umask = os.umask(0)
    try:
        frame = dk.cp(f"{hostile}:/d", target)
    finally:
        os.umask(umask)
    assert sorted(frame["NAME"]) == [str(target / "d/a"), str(target / "d/h")]
    assert capsys.readouterr().out.count("was left out") == 4
    assert copied(target) == {"d/a", "d/h", "d/b"}
    assert (target / "d/h").samefile(target / "d/a")
    assert os.readlink(target / "d/b") == "a"
    for name in ("d/a", "d/s"):
        assert not stat.S_IMODE((target / name).stat().st_mode) & 0o6022
    assert around(target) == before


def test_a_huge_file_of_a_real_container(hostile: str, target: Path) -> None:
    """A file of four terabytes, none of which is on a disk, is an error at once."""
    before = around(target)
    with pytest.raises(CourseError, match="too full for huge"):
        dk.cp(f"{hostile}:/huge", target)
    assert around(target) == before


def test_a_check_reads_no_more_than_a_megabyte_of_a_file(hostile: str) -> None:
    """A check reads the first megabyte of a file, and nothing where a link or a folder is."""
    assert probes.file(hostile, "/d/a") == "x\n"
    assert len(probes.file(hostile, "/huge")) == 1 << 20
    for path in ("/d/abs", "/d/b", "/d/p", "/d"):
        assert probes.file(hostile, path) == ""


def test_a_link_that_is_named_is_followed(hostile: str, target: Path) -> None:
    """Copied to a link by its name, the file that it leads to is written."""
    link = target / "link"
    link.symlink_to(target / "precious")
    dk.cp(f"{hostile}:/d/a", link)
    assert link.is_symlink()
    assert (target / "precious").read_text() == "x\n"


def test_a_link_in_the_target_is_replaced(hostile: str, target: Path) -> None:
    """Copied into a folder, a file takes a link's place, and what it led to stays."""
    (target / "a").symlink_to(target.parent / "precious")
    dk.cp(f"{hostile}:/d/a", target)
    assert not (target / "a").is_symlink()
    assert (target.parent / "precious").read_text() == "precious"


TABLES = {
    "inspect": lambda: dk.inspect(NAME),
    "inspect by key": lambda: dk.inspect(NAME).set_index("KEY"),
    "logs": lambda: dk.logs(NAME),
    "ps": lambda: dk.ps(no_trunc=True),
    "top": lambda: dk.top(NAME),
    "events": lambda: dk.events(since="1h", filters={"container": NAME}),
    "exec": lambda: dk.exec(NAME, ["echo", EVIL]),
    "a heading": lambda: make_table([EVIL], [[EVIL]]),
}


@pytest.mark.parametrize("show", TABLES.values(), ids=TABLES)
def test_what_an_engine_says_is_text_in_a_table(hostile: str, show) -> None:
    """Label, variable, command and output with tags in them show as text."""
    html = show()._repr_html_()
    assert ESCAPED in html
    assert tags(html) <= OF_TABLES


def test_what_pandas_shows_is_text_too() -> None:
    """A table of which pandas itself writes the HTML shows tags as text."""
    frame = make_table(["NAMES", "SIZE"], [[EVIL, 1]])
    pivoted = frame.pivot_table(index="NAMES", values="SIZE", aggfunc=["sum", "max"])
    assert ESCAPED in pivoted._repr_html_()


@pytest.fixture(scope="module")
def hostile_image(private_engine: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Build an image of which a step has tags in it."""
    folder = tmp_path_factory.mktemp("image")
    without_quotes = EVIL.replace("'", "")
    (folder / "Dockerfile").write_text(f"FROM busybox\nRUN echo '{without_quotes}' > /x\n")
    dk.build(folder, tag=f"{NAME}-image")
    yield f"{NAME}-image"
    dk.rmi(f"{NAME}-image")


def _board() -> View:
    board = dk.board(filters={"name": NAME})
    board.tail()
    return board


def _plain_view() -> View:
    view = View(EVIL, [])
    view.say(EVIL, EVIL)
    view.show(EVIL, make_table([EVIL], [[EVIL]]))
    return view


VIEWS = {
    "board": _board,
    "filter builder": lambda: dk.filter_builder(filters={"label": EVIL.replace(",", "")}),
    "layer explorer": lambda: dk.layer_explorer(f"{NAME}-image"),
    "plain": _plain_view,
}


@pytest.mark.parametrize("make", VIEWS.values(), ids=VIEWS)
def test_what_an_engine_says_is_text_in_a_view(
    hostile: str, hostile_image: str, monkeypatch: pytest.MonkeyPatch, make
) -> None:
    """A log, a filter and the step of an image with tags in them are text in the live views."""
    monkeypatch.setenv("COURSE_PROGRESS", "0")
    view = make()
    parts = [view.command.value, view.shown.value, view.message.value, view.children[0].value]
    html = "".join([*parts, view._repr_mimebundle_().get("text/html", "")])
    view.close()
    assert ESCAPED in html
    without_drawings = re.sub("<svg.*?</svg>", "", html, flags=re.DOTALL)
    assert tags(without_drawings) <= OF_TABLES
    assert not tags(html) & {"script", "img", "onerror", "src"}

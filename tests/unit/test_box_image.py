"""The image of the box: what it is built on and from, and what is removed with it. No engine."""

import io
import subprocess
import tarfile
from pathlib import Path
from typing import NamedTuple, NoReturn

import pytest

from lab.base import paths
from lab.base.errors import SetupError
from lab.box import build, context
from lab.install import locks
from tests.support.box_engine import BoxEngine
from tests.support.environment import CLONE
from tests.support.lock_files import listed_names, locked_entries

OWN_BASE = "own:base"


class Base(NamedTuple):
    """What is there, and which base is chosen of it."""

    named: str | None
    there: frozenset[str]
    pulls: bool
    chosen: str
    is_made: bool


BASES = {
    "named": Base("my/debian:13", frozenset({build.BASE}), True, "my/debian:13", False),
    "there": Base(None, frozenset({build.BASE, OWN_BASE}), True, build.BASE, False),
    "made before": Base(None, frozenset({OWN_BASE}), True, OWN_BASE, False),
    "pulled": Base(None, frozenset(), True, build.BASE, False),
    "made now": Base(None, frozenset(), False, OWN_BASE, True),
}


@pytest.mark.parametrize("base", BASES.values(), ids=BASES)
def test_the_base_is_what_is_named_or_there_or_can_be_had(
    monkeypatch: pytest.MonkeyPatch, base: Base
) -> None:
    """A named image first, then one that is there, then Docker Hub's, then one made here."""
    if base.named:
        monkeypatch.setenv("COURSE_BOX_BASE", base.named)
    engine = BoxEngine("unix:///there", "borrowed", base.there, base.pulls)
    image = build.BoxImage(engine, "own")
    made: list[str] = []
    monkeypatch.setattr(image, "make_base", lambda: made.append("made"))
    image.find_base()
    assert image.base == base.chosen
    assert bool(made) is base.is_made


def test_without_any_debian_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pull, no mmdebstrap: one sentence that names the image, the variable and the program."""

    def fails() -> NoReturn:
        raise SetupError("the program mmdebstrap is not installed.")

    image = build.BoxImage(BoxEngine("unix:///there", "borrowed"), "own")
    monkeypatch.setattr(image, "make_base", fails)
    words = r"debian:trixie-slim could not be pulled.*COURSE_BOX_BASE.*mmdebstrap"
    with pytest.raises(SetupError, match=words):
        image.find_base()


def test_with_the_box_goes_what_a_build_that_failed_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """`--remove` takes the box's named images, and its steps without a name by their label."""
    asked = []

    def docker(self: BoxEngine, *words: str, why: str, **options: object) -> str:
        asked.append(words)
        return "own:latest\nown:base\nmine:latest\n" if words[0] == "images" else ""

    monkeypatch.setattr(BoxEngine, "docker", docker)
    build.BoxImage(BoxEngine("unix:///there", "borrowed"), "own").remove()
    assert asked[1:] == [
        ("rmi", "own:latest"),
        ("rmi", "own:base"),
        ("image", "prune", "--force", "--filter", "label=course.docker.box.of=own"),
    ]


OF_THE_LEARNERS = (
    ".git/config",
    ".venv/bin/python",
    "notebooks/ko/00.ipynb",
    "helpers/__pycache__/one.pyc",
    "diary.txt",
)


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a clone with the folders that a learner's has, and a learner's own files."""
    for name in context.PARTS:
        target = tmp_path / name
        if (CLONE / name).is_dir():
            target.mkdir()
            (target / "one.py").write_text(name)
        else:
            target.write_text(name)
    (tmp_path / "course").chmod(0o755)
    recipe = tmp_path / "lab" / "box" / "image" / "Dockerfile"
    recipe.parent.mkdir(parents=True)
    recipe.write_text("FROM scratch\n")
    for name in OF_THE_LEARNERS:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("mine")
    monkeypatch.setattr(paths, "CLONE", tmp_path)
    monkeypatch.setattr(context, "FOLDER", recipe.parent)
    for name in (*context.INDEX, *context.CERTIFICATES):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def packed() -> dict[str, tarfile.TarInfo]:
    """Return the members of the build's context."""
    into = io.BytesIO()
    context.pack(into)
    into.seek(0)
    with tarfile.open(fileobj=into) as archive:
        return {member.name: member for member in archive.getmembers()}


def test_the_context_is_the_course_and_nothing_of_the_learners(clone: Path) -> None:
    """No .git, .venv, compiled file, notebook or other file of the learner's goes in."""
    members = packed()
    in_the_clone = {name.split("/")[1] for name in members if name.startswith("clone/")}
    assert in_the_clone == set(context.PARTS)
    assert {name.partition("/")[0] for name in members} == {"Dockerfile", "settings", "clone"}
    names = " ".join(members)
    for word in (".git", ".venv", "pyc", "ipynb", "diary"):
        assert word not in names
    assert members["clone/course"].mode == 0o755
    assert {member.uid for member in members.values()} == {0}


def test_the_settings_of_the_machine_go_with_the_build(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A shell reads an index with a quote in its password, and where the certificate is."""
    certificate = clone / "ca.pem"
    certificate.write_text("CA")
    monkeypatch.setenv("PIP_INDEX_URL", "https://user:it's secret@index/simple")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    settings = context.settings()
    read = subprocess.run(
        ["sh", "-ec", '. /dev/stdin; echo "$PIP_INDEX_URL"; echo "$SSL_CERT_FILE"'],
        input=settings["names"],
        capture_output=True,
        check=True,
    )
    assert read.stdout.decode().splitlines() == [
        "https://user:it's secret@index/simple",
        "/settings/certificates",
    ]
    assert settings["certificates"] == b"CA"


def test_the_settings_of_the_machine_do_not_stay() -> None:
    """One stage of the build copies them, and neither the first stage nor the last."""
    recipe = (CLONE / "lab" / "box" / "image" / "Dockerfile").read_text()
    stages = recipe.split("\nFROM ")[1:]
    assert ["settings" in stage for stage in stages] == [False, True, False]


def test_the_box_is_built_anew_when_what_it_is_made_from_changes(
    clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A changed module, a program's right or another base count; a changed lesson does not."""
    before = context.fingerprint()
    (clone / "notebooks" / "ko" / "00.ipynb").write_text("changed")
    assert context.fingerprint() == before
    (clone / "helpers" / "one.py").write_text("changed")
    with_other_module = context.fingerprint()
    (clone / "helpers" / "one.py").chmod(0o755)
    with_other_right = context.fingerprint()
    monkeypatch.setenv("COURSE_BOX_BASE", "my/debian:13")
    with_other_base = context.fingerprint()
    assert len({before, with_other_module, with_other_right, with_other_base}) == 4


def test_the_boxs_lock_fits_the_list() -> None:
    """What the box has on top has hashes, and is nothing that environment.lock has already."""
    locked = locked_entries(locks.BOX_LOCK.read_text())
    assert listed_names(locks.BOX.read_text()) == {"jupyter-server-proxy"}
    assert "jupyter-server-proxy" in locked
    environment = locked_entries(locks.LOCK.read_text())
    for name, entry in locked.items():
        assert "--hash=sha256:" in entry, name
        assert name not in environment


def test_the_entry_point_is_plain_shell() -> None:
    """The shell of Debian reads it without an error."""
    entry_point = CLONE / "lab" / "box" / "image" / "enter"
    assert subprocess.run(["sh", "-n", entry_point]).returncode == 0

"""The box, without an engine: what it is built from, what it is built on, and the words that run
it."""

import csv
import io
import itertools
import re
import subprocess
import tarfile
from dataclasses import dataclass

import pytest

from lab import jupyter
from lab.base import paths
from lab.base.errors import SetupError
from lab.box import box, build, command, context
from lab.engine import client
from lab.install import locks

CLONE = paths.CLONE


def pairs(argv: list[str]) -> list[tuple[str, str]]:
    """Each word of a command line with the one after it."""
    return list(itertools.pairwise(argv))


def run_words(port=8888, privileged=False, own_cgroups=False, variables=()) -> list[str]:
    """The command line that runs a box."""
    return command.run(
        "b", port, privileged=privileged, own_cgroups=own_cgroups, variables=variables
    )


@dataclass(frozen=True)
class Engine(client.Engine):
    """An engine that has these images, and reaches a registry or not."""

    images: frozenset[str] = frozenset()
    pulls: bool = False

    def answers(self, seconds=3):
        """It runs."""
        return True

    def has_image(self, reference):
        """Whether it is one of the images."""
        return reference in self.images

    def succeeds(self, *words):
        """Only a pull is asked for."""
        assert words[0] == "pull"
        return self.pulls


def test_the_box_gets_the_least_that_an_engine_needs():
    """Three capabilities and no filter of system calls; no socket, device or network of the
    machine."""
    argv = run_words()
    assert [value for key, value in pairs(argv) if key == "--cap-add"] == [
        "SYS_ADMIN",
        "NET_ADMIN",
        "SYS_PTRACE",
    ]
    assert [value for key, value in pairs(argv) if key == "--security-opt"] == [
        "seccomp=unconfined",
        "apparmor=unconfined",
    ]
    assert not {"--privileged", "--network", "--pid", "--device", "--volume", "--cgroupns"} & set(
        argv
    )
    mounts = [
        dict(cell.split("=") for cell in next(csv.reader([v])))
        for k, v in pairs(argv)
        if k == "--mount"
    ]
    assert [(one["type"], one["target"]) for one in mounts] == [
        ("volume", "/data"),
        ("bind", "/course/notebooks"),
        ("bind", "/course/work"),
    ]
    assert [one.get("readonly") for one in mounts] == [None, "true", None]
    assert argv[-1] == "b"


def test_only_who_asks_for_it_gets_a_privileged_box():
    """`--privileged` stands for all the single rights; on one hierarchy of groups the box gets a
    view of its own."""
    argv = run_words(privileged=True, own_cgroups=True)
    assert "--privileged" in argv
    assert not {"--cap-add", "--security-opt"} & set(argv)
    assert ("--cgroupns", "private") in pairs(argv)


def test_only_jupyterlab_is_published_and_on_this_machine_only():
    """One port, on 127.0.0.1; the token is named on the command line, and its value is not."""
    argv = run_words(port=9000, variables=["https_proxy"])
    assert [value for key, value in pairs(argv) if key == "--publish"] == ["127.0.0.1:9000:8888"]
    named = [value for key, value in pairs(argv) if key == "--env"]
    assert named == ["COURSE_BOX_TOKEN", "COURSE_BOX_PORT=9000", "https_proxy"]


@pytest.mark.parametrize("path", ["/a b/c", "/a,b/c", '/a"b/c', "/한글/c"])
def test_a_clone_may_be_anywhere(path):
    """The value of --mount is read as CSV: a path with a comma or a quote in it stays one field."""
    fields = next(csv.reader([command.mount("bind", path, "/there")]))
    assert fields == ["type=bind", f"source={path}", "target=/there"]


def test_each_data_folder_has_a_box_of_its_own(monkeypatch, tmp_path):
    """Two learners on one engine do not find one another's box; a learner finds the own one again."""
    engine = Engine("unix:///there", "borrowed")
    names = []
    for folder in ("one", "two", "one"):  # the same path on another machine is another folder, too
        monkeypatch.setenv("COURSE_DATA", str(tmp_path / folder))
        names.append(box.Box(engine).name)
    assert names[0] == names[2] != names[1]
    assert all(re.fullmatch("course-box-[0-9a-f]{8}", one) for one in names)


@pytest.mark.parametrize(
    ("named", "there", "pulls", "chosen", "made"),
    [
        ("my/debian:13", {build.BASE}, True, "my/debian:13", False),
        (None, {build.BASE, "own:base"}, True, build.BASE, False),
        (None, {"own:base"}, True, "own:base", False),
        (None, set(), True, build.BASE, False),
        (None, set(), False, "own:base", True),
    ],
    ids=["named", "there", "made before", "pulled", "made now"],
)
def test_the_base_is_what_is_named_or_there_or_can_be_had(
    monkeypatch, named, there, pulls, chosen, made
):
    """A named image first, then one that is there, then Docker Hub's, then one made of Debian's
    packages."""
    if named:
        monkeypatch.setenv("COURSE_BOX_BASE", named)
    image = build.BoxImage(Engine("unix:///there", "borrowed", frozenset(there), pulls), "own")
    done = []
    monkeypatch.setattr(image, "make_base", lambda: done.append("made"))
    image.find_base()
    assert image.base == chosen
    assert bool(done) is made


def test_without_any_debian_it_says_what_to_do(monkeypatch):
    """No pull, no mmdebstrap: one sentence that names the image, the variable and the program."""

    def fails():
        raise SetupError("the program mmdebstrap is not installed.")

    image = build.BoxImage(Engine("unix:///there", "borrowed"), "own")
    monkeypatch.setattr(image, "make_base", fails)
    with pytest.raises(
        SetupError, match=r"debian:trixie-slim could not be pulled.*COURSE_BOX_BASE.*mmdebstrap"
    ):
        image.find_base()


def test_with_the_box_goes_what_a_build_that_failed_left(monkeypatch):
    """`--remove` takes the box's named images, and its steps without a name by the label of the
    box."""
    asked = []

    def docker(self, *words, why, **options):
        asked.append(words)
        return "own:latest\nown:base\nmine:latest\n" if words[0] == "images" else ""

    monkeypatch.setattr(Engine, "docker", docker)
    build.BoxImage(Engine("unix:///there", "borrowed"), "own").remove()
    assert asked[1:] == [
        ("rmi", "own:latest"),
        ("rmi", "own:base"),
        ("image", "prune", "--force", "--filter", "label=course.docker.box.of=own"),
    ]


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """A clone with the folders that a learner's has, and a learner's own file."""
    for name in context.PARTS:
        target = tmp_path / name
        if (CLONE / name).is_dir():
            target.mkdir()
            (target / "one.py").write_text(name)
        else:
            target.write_text(name)
    (tmp_path / "course").chmod(0o755)
    (tmp_path / "lab" / "box" / "image").mkdir(parents=True)
    (tmp_path / "lab" / "box" / "image" / "Dockerfile").write_text("FROM scratch\n")
    for name in (
        ".git/config",
        ".venv/bin/python",
        "notebooks/ko/00.ipynb",
        "helpers/__pycache__/one.pyc",
        "diary.txt",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("mine")
    monkeypatch.setattr(paths, "CLONE", tmp_path)
    monkeypatch.setattr(context, "FOLDER", tmp_path / "lab" / "box" / "image")
    for name in (*context.INDEX, *context.CERTIFICATES):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def packed() -> dict[str, tarfile.TarInfo]:
    """The members of the build's context."""
    into = io.BytesIO()
    context.pack(into)
    into.seek(0)
    with tarfile.open(fileobj=into) as archive:
        return {one.name: one for one in archive.getmembers()}


def test_the_context_is_the_course_and_nothing_of_the_learners(clone):
    """No .git, no .venv, no compiled file, no notebook and no file of the learner's own goes into
    the image."""
    members = packed()
    assert {name.split("/")[1] for name in members if name.startswith("clone/")} == set(
        context.PARTS
    )
    assert {name.partition("/")[0] for name in members} == {"Dockerfile", "settings", "clone"}
    assert [
        name
        for name in members
        if any(one in name for one in (".git", ".venv", "pyc", "ipynb", "diary"))
    ] == []
    assert members["clone/course"].mode == 0o755
    assert {one.uid for one in members.values()} == {0}


def test_the_settings_of_the_machine_go_with_the_build_only(clone, monkeypatch):
    """An index and a certificate are in a folder that one stage copies, and the last stage does
    not."""
    certificate = clone / "ca.pem"
    certificate.write_text("CA")
    monkeypatch.setenv("PIP_INDEX_URL", "https://user:it's secret@index/simple")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    found = context.settings()
    read = subprocess.run(
        ["sh", "-ec", '. /dev/stdin; echo "$PIP_INDEX_URL"; echo "$SSL_CERT_FILE"'],
        input=found["names"],
        capture_output=True,
        check=True,
    )
    assert read.stdout.decode().splitlines() == [
        "https://user:it's secret@index/simple",
        "/settings/certificates",
    ]
    assert found["certificates"] == b"CA"
    stages = (CLONE / "lab" / "box" / "image" / "Dockerfile").read_text().split("\nFROM ")
    assert ["settings" in stage for stage in stages[1:]] == [False, True, False]


def test_the_box_is_built_anew_when_what_it_is_made_from_changes(clone, monkeypatch):
    """A changed module, a program's right or another base change the hash; a changed lesson does
    not."""
    before = context.fingerprint()
    (clone / "notebooks" / "ko" / "00.ipynb").write_text("changed")
    assert context.fingerprint() == before
    (clone / "helpers" / "one.py").write_text("changed")
    changed = context.fingerprint()
    (clone / "helpers" / "one.py").chmod(0o755)
    allowed = context.fingerprint()
    monkeypatch.setenv("COURSE_BOX_BASE", "my/debian:13")
    assert len({before, changed, allowed, context.fingerprint()}) == 4


def test_the_boxs_lock_fits_the_list():
    """What the box has on top is locked with hashes, and names nothing that environment.lock has
    already."""
    wanted = [
        line for line in locks.BOX.read_text().splitlines() if line and not line.startswith("#")
    ]
    entries = locks.BOX_LOCK.read_text().replace("\\\n", " ").splitlines()
    locked = {line.split("==")[0]: line for line in entries if "==" in line}
    assert {"jupyter-server-proxy"} == {line.split(">")[0] for line in wanted} <= set(locked)
    for name, line in locked.items():
        assert "--hash=sha256:" in line, name
        assert f"\n{name}==" not in locks.LOCK.read_text(), name


def test_jupyterlab_is_reached_from_outside_in_the_box_only(monkeypatch):
    """In the box it listens on the box's network and answers to 127.0.0.1's name; elsewhere on
    127.0.0.1 alone."""
    monkeypatch.delenv("COURSE_BOX", raising=False)
    assert "--ServerApp.ip=127.0.0.1" in jupyter.words(8888, CLONE)
    monkeypatch.setenv("COURSE_BOX", "1")
    words = jupyter.words(8888, CLONE)
    assert {"--ServerApp.ip=0.0.0.0", "--ServerApp.allow_remote_access=False"} <= set(words)
    assert "--ServerApp.ip=127.0.0.1" not in words


def test_there_is_no_box_in_the_box(monkeypatch):
    """`./course box` typed in a terminal of the box says where it is, and runs nothing."""
    monkeypatch.setenv("COURSE_BOX", "1")
    with pytest.raises(SetupError, match="This is the box already"):
        box.Box(Engine("unix:///there", "borrowed"))


def test_the_entry_point_is_plain_shell():
    """The shell of Debian reads it without an error."""
    assert subprocess.run(["sh", "-n", CLONE / "lab" / "box" / "image" / "enter"]).returncode == 0

"""Where `cp` writes for each kind of source and target, beside `docker cp`: the same tree.

Both copy between a container and here, to places that are alike. After each copy all that is in the
target's place is compared, also where the docker program refuses.
"""

import os
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

import helpers as dk
from helpers.errors import CourseError
from tests.support.docker_program import docker, environment

CONTAINER = f"copies{os.getpid()}"
SOURCES = """
mkdir -p folder/sub hard
echo file > file
echo page > folder/page
echo below > folder/sub/below
ln -s page folder/link
ln -s file to-file
ln -s folder to-folder
ln -s nowhere to-nothing
echo twice > hard/one
ln hard/one hard/two
"""
TARGETS = """
mkdir -p folder/file folder/empty other
echo old > file
echo old > other/folder
echo old > other/page
ln -s folder to-folder
ln -s file to-file
ln -s to-file to-link
ln -s new to-nothing
ln -s none/new to-nowhere
"""
FROM = [
    "file", "file/", "folder", "folder/", "folder/.", "to-file", "to-folder", "to-folder/",
    "to-folder/.", "to-nothing", "hard", "hard/.", "nope",
]  # fmt: skip
TO = [
    "folder", "folder/", "folder/.", "file", "file/", "none", "none/", "none/deep", "other",
    "to-folder", "to-folder/", "to-file", "to-link", "to-nothing", "to-nowhere", "folder/empty",
    "folder/file",
]  # fmt: skip


LIST = """
find . -printf '%p %y %m %U %n %l\\n'
find . -type f -exec md5sum {} + | sed 's/\\([^ ]*\\)  \\(.*\\)/\\2 \\1/'
"""


@dataclass(frozen=True)
class Side:
    """A folder in the container or here, for all copies from one source.

    Attributes:
        path: The folder.
        prefix: What stands before it in a copy's source or target: a container's name, or nothing.
        shell: The command that runs a script in it.
    """

    path: str
    prefix: str
    shell: list[str]

    def name(self, below: str) -> str:
        """Name something in the folder, as `cp` takes it."""
        return f"{self.prefix}{self.path}/{below}"

    def run(self, script: str) -> str:
        """Run a script in the folder."""
        done = subprocess.run(
            [*self.shell, f"cd {self.path}; {script}"],
            env=environment(),
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    def make_targets(self) -> None:
        """Make a place with all kinds of targets for each copy."""
        for_each = "for number in $(seq 0 %d); do mkdir $number; (cd $number; %s); done"
        self.run(for_each % (len(TO) - 1, TARGETS))

    def trees(self) -> list[list[str]]:
        """Describe all that is in each place: kind, mode, owner, names of one file, content."""
        found: list[list[str]] = [[] for _ in TO]
        for line in self.run(LIST).splitlines():
            _, *rest = line.split("/", 2)
            number = rest[0].split()[0] if rest else ""
            if number.isdigit():
                found[int(number)].append(line)
        return [sorted(lines) for lines in found]


def _in_container(path: str) -> Side:
    docker("exec", CONTAINER, "mkdir", "-p", path)
    return Side(path, f"{CONTAINER}:", ["docker", "exec", CONTAINER, "sh", "-c"])


def _here(path: Path) -> Side:
    path.mkdir(parents=True)
    return Side(str(path), "", ["sh", "-c"])


@pytest.fixture(scope="module")
def container() -> Iterator[str]:
    """Run a container to copy into and out of."""
    docker("run", "-d", "--network", "none", "--name", CONTAINER, "debian", "sleep", "1000")
    yield CONTAINER
    docker("rm", "-f", CONTAINER)


# Docker refuses to copy a folder's content through a link to a folder, if `/` stands behind the
# link. Without the `/` it follows the link: so does `dk.cp` in both cases.
ALSO_HERE = {"to-folder/": "to-folder"}


def _docker_copies(source: str, target: str) -> bool:
    done = subprocess.run(["docker", "cp", source, target], env=environment(), capture_output=True)
    return done.returncode == 0


def _dk_copies(source: str, target: str) -> bool:
    try:
        dk.cp(source, target)
    except CourseError:
        return False
    return True


def _check(
    sources: Side, ours: Side, theirs: Side, source: str, instead: Mapping[str, str] | None = None
) -> None:
    """Copy to each target on both sides, and compare what is there then.

    `instead` has the targets for which docker is given another.
    """
    sources.run(SOURCES)
    ours.make_targets()
    theirs.make_targets()
    before = ours.trees()
    done = []
    for number, target in enumerate(TO):
        for_docker = (instead or {}).get(target, target)
        by_docker = _docker_copies(sources.name(source), theirs.name(f"{number}/{for_docker}"))
        by_dk = _dk_copies(sources.name(source), ours.name(f"{number}/{target}"))
        done.append((by_dk, by_docker))
    for target, (by_dk, by_docker), old, our_tree, their_tree in zip(
        TO, done, before, ours.trees(), theirs.trees(), strict=True
    ):
        assert (by_dk, our_tree) == (by_docker, their_tree), f"{source} to {target}"
        if not by_dk:
            assert our_tree == old, f"{source} to {target}"


@pytest.mark.parametrize("source", FROM)
def test_a_copy_in_is_where_docker_puts_it(container: str, tmp_path: Path, source: str) -> None:
    """From here to each kind of target in the container."""
    folder = f"/in/{FROM.index(source)}"
    ours = _in_container(f"{folder}/ours")
    theirs = _in_container(f"{folder}/theirs")
    _check(_here(tmp_path / "sources"), ours, theirs, source)


@pytest.mark.parametrize("source", FROM)
def test_a_copy_out_is_where_docker_puts_it(container: str, tmp_path: Path, source: str) -> None:
    """From the container to each kind of target here."""
    sources = _in_container(f"/out/{FROM.index(source)}")
    ours = _here(tmp_path / "ours")
    theirs = _here(tmp_path / "theirs")
    _check(sources, ours, theirs, source, ALSO_HERE if source.endswith("/.") else {})


def _changed() -> list[str]:
    return sorted(docker("diff", CONTAINER).splitlines())


@pytest.mark.parametrize("target", ["", "new", "tmp", "./tmp/../new2"])
def test_a_path_without_a_beginning_is_from_the_root_on(
    container: str, tmp_path: Path, target: str
) -> None:
    """`CONTAINER:PATH` means the root's PATH; with no path at all it is refused."""
    sources = _here(tmp_path / "sources")
    sources.run(SOURCES)
    trees = []
    for copy in (_docker_copies, _dk_copies):
        did = copy(sources.name("hard"), f"{container}:{target}")
        changed = _changed()
        docker("exec", container, "rm", "-rf", "/new", "/new2", "/tmp/hard", "/one", "/two")
        trees.append((did, changed))
    assert trees[0] == trees[1]


def test_second_names_of_a_file_are_rows(container: str, tmp_path: Path) -> None:
    """Each name has a row with the file's size, into a container and out of it."""
    here = _here(tmp_path / "sources")
    here.run(SOURCES)
    copied_in = dk.cp(here.name("hard"), f"{container}:/second")
    rows = [["/second/one", 6], ["/second/two", 6]]
    assert copied_in.to_numpy().tolist() == rows
    copied_out = dk.cp(f"{container}:/second", tmp_path / "second")
    assert copied_out["SIZE"].tolist() == [6, 6]
    assert sorted(copied_out["NAME"]) == [f"{tmp_path}{name}" for name, _ in rows]


REFUSED = {
    "a file onto a folder": ("file", "/in-the-way", "is a folder"),
    "a folder onto a file": ("folder", "/a-file", "is a folder, and .*is a file"),
    "a folder that is not there": ("file", "/none/", "no folder /none/ in container"),
    "no such container": ("file", "nope:/none/", "no container nope"),
}


@pytest.mark.parametrize(("source", "target", "words"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_copied_is_one_clear_error(
    container: str, tmp_path: Path, source: str, target: str, words: str
) -> None:
    """It says what is in the way, and nothing was written."""
    docker("exec", container, "sh", "-c", "mkdir -p /in-the-way/file; echo old > /a-file")
    before = _changed()
    here = _here(tmp_path / "sources")
    here.run(SOURCES)
    if ":" not in target:
        target = f"{container}:{target}"
    with pytest.raises(CourseError, match=words):
        dk.cp(here.name(source), target)
    assert _changed() == before
    assert docker("exec", container, "cat", "/a-file") == "old"


@pytest.mark.parametrize("device", ["/dev/null", "/dev/full"])
def test_a_device_is_never_replaced(container: str, device: str) -> None:
    """A file that is copied onto a device of this machine would take its place."""
    with pytest.raises(CourseError, match="is no file"):
        dk.cp(f"{container}:/etc/hostname", device)
    assert Path(device).is_char_device()

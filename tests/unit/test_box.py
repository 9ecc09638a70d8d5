"""The command line that runs a box, and what JupyterLab in it listens on. No engine."""

import csv
import re
from itertools import pairwise
from pathlib import Path

import pytest

from lab import jupyter
from lab.base.errors import SetupError
from lab.box import box, command
from tests.support.box_engine import BoxEngine
from tests.support.environment import CLONE


def run_words(
    port: int = 8888,
    privileged: bool = False,
    own_cgroups: bool = False,
    variables: tuple[str, ...] = (),
) -> list[str]:
    """Return the command line that runs a box."""
    return command.run(
        "b", port, privileged=privileged, own_cgroups=own_cgroups, variables=list(variables)
    )


def values(argv: list[str], option: str) -> list[str]:
    """Return what stands behind an option, each time that it is there."""
    return [value for name, value in pairwise(argv) if name == option]


def mounts(argv: list[str]) -> list[dict[str, str]]:
    """Return the fields of each mount."""
    found = []
    for value in values(argv, "--mount"):
        fields = next(csv.reader([value]))
        found.append(dict(field.split("=") for field in fields))
    return found


def test_the_box_gets_the_least_that_an_engine_needs() -> None:
    """It has three capabilities and no filter of system calls; nothing of the machine is in it."""
    argv = run_words()
    assert values(argv, "--cap-add") == ["SYS_ADMIN", "NET_ADMIN", "SYS_PTRACE"]
    assert values(argv, "--security-opt") == ["seccomp=unconfined", "apparmor=unconfined"]
    more = {"--privileged", "--network", "--pid", "--device", "--volume", "--cgroupns"}
    assert not more & set(argv)
    assert argv[-1] == "b"


def test_the_box_has_data_the_lessons_and_the_learners_own() -> None:
    """A volume for data, the recorded lessons to read only, the learner's own to write to."""
    places = [
        (mount["type"], mount["target"], "readonly" in mount) for mount in mounts(run_words())
    ]
    assert places == [
        ("volume", "/data", False),
        ("bind", "/course/notebooks", True),
        ("bind", "/course/work", False),
    ]


def test_only_who_asks_for_it_gets_a_privileged_box() -> None:
    """`--privileged` stands for all rights; on one hierarchy of groups it has a view of its own."""
    argv = run_words(privileged=True, own_cgroups=True)
    assert "--privileged" in argv
    assert not {"--cap-add", "--security-opt"} & set(argv)
    assert values(argv, "--cgroupns") == ["private"]


def test_only_jupyterlab_is_published_and_on_this_machine_only() -> None:
    """It has one port, on 127.0.0.1; the command line names the token without its value."""
    argv = run_words(port=9000, variables=("https_proxy",))
    assert values(argv, "--publish") == ["127.0.0.1:9000:8888"]
    assert values(argv, "--env") == ["COURSE_BOX_TOKEN", "COURSE_BOX_PORT=9000", "https_proxy"]


@pytest.mark.parametrize("path", ["/a b/c", "/a,b/c", '/a"b/c', "/한글/c"])
def test_a_clone_may_be_anywhere(path: str) -> None:
    """The value of --mount is read as CSV: a path with a comma or a quote stays one field."""
    fields = next(csv.reader([command.mount("bind", path, "/there")]))
    assert fields == ["type=bind", f"source={path}", "target=/there"]


def test_each_data_folder_has_a_box_of_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Two learners on one engine do not find one another's box; a learner finds the own again."""
    engine = BoxEngine("unix:///there", "borrowed")
    names = []
    for folder in ("one", "two", "one"):  # the same path on another machine is another folder
        monkeypatch.setenv("COURSE_DATA", str(tmp_path / folder))
        names.append(box.Box(engine).name)
    first, other, again = names
    assert first == again != other
    assert all(re.fullmatch("course-box-[0-9a-f]{8}", name) for name in names)


def test_jupyterlab_is_reached_from_outside_in_the_box_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In the box it listens on the box's network, and answers to 127.0.0.1's name only."""
    monkeypatch.delenv("COURSE_BOX", raising=False)
    assert "--ServerApp.ip=127.0.0.1" in jupyter.words(8888, CLONE)
    monkeypatch.setenv("COURSE_BOX", "1")
    words = jupyter.words(8888, CLONE)
    assert {"--ServerApp.ip=0.0.0.0", "--ServerApp.allow_remote_access=False"} <= set(words)
    assert "--ServerApp.ip=127.0.0.1" not in words


def test_there_is_no_box_in_the_box(monkeypatch: pytest.MonkeyPatch) -> None:
    """`./course box` typed in a terminal of the box says where it is, and runs nothing."""
    monkeypatch.setenv("COURSE_BOX", "1")
    with pytest.raises(SetupError, match="This is the box already"):
        box.Box(BoxEngine("unix:///there", "borrowed"))

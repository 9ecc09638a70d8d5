"""Folders and names as some learners have them: read-only, with spaces, in Hangul, very long."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

import helpers as dk
from helpers import errors
from tests.support.course_command import Course
from tests.support.environment import CLONE
from tests.support.own_network import USE_ENGINE, learner, script, start

END = "unset COURSE_DOCKER_HOST; ./course stop"


def test_a_course_folder_that_cannot_be_written(course: Course, tmp_path: Path) -> None:
    """The course runs from a read-only folder; what it keeps is in its data folder."""
    lines = [
        f"mount --bind {CLONE} {CLONE}",
        f"mount -o remount,bind,ro {CLONE}",
        f"cd {CLONE}",
        "! touch x",
        start(),
        "./course status",
        USE_ENGINE,
        learner(tmp_path, 'print(len(dk.ps(all=True)), "containers")'),
        END,
    ]
    code, output = course("unshare", "--mount", "sh", "-exc", "\n".join(lines))
    assert code == 0, output
    assert "(private), answers" in output
    assert "0 containers" in output
    assert "Read-only file system" in output  # what the shell's own `touch` was told


HANGUL = """
import os, sys
import helpers as dk

os.chdir(sys.argv[1])
dk.load(sys.argv[2])
dk.build("빌드 폴더", tag="shop:1")
label = {"설명": "가게 <1>"}
dk.run("shop:1", ["cat", "/안내 글.txt"], name="box", network="none", label=label)
print("label:", list(dk.ps(all=True, filters={"label": "설명=가게 <1>"})["NAMES"]))
dk.cp("box:/안내 글.txt", "꺼낸 글.txt")
dk.save("shop:1", "가게 이미지.tar")
print("files:", sorted(os.listdir()))
mounted = "./빌드 폴더:/강의:ro"
dk.run("busybox", ["cat", "/강의/안내 글.txt"], volume=mounted, network="none", rm=True)
for name in ("한글", "두 낱말"):
    try:
        dk.run("busybox", "true", name=name, network="none")
    except dk.errors.CourseError as error:
        print("said:", str(error)[:120])
dk.reset()
"""


def test_names_of_any_script_and_with_spaces(course: Course, busybox: Path, tmp_path: Path) -> None:
    """Folders with spaces and Hangul hold data and files; labels keep what they say."""
    folder = tmp_path / "강의 자료 'n' $HOME"
    build = folder / "빌드 폴더"
    build.mkdir(parents=True)
    (build / "Dockerfile").write_text('FROM busybox\nCOPY ["안내 글.txt", "/"]\n')
    (build / "안내 글.txt").write_text("안녕\n")
    program = tmp_path / "learner.py"
    program.write_text(HANGUL)
    code, output = course(
        *script(
            'export COURSE_DATA="$COURSE_DATA/자료 1"; mkdir -p "$COURSE_DATA"',
            start(),
            USE_ENGINE,
            f'PYTHONPATH={CLONE} {sys.executable} {program} "{_escaped(folder)}" {busybox}',
            END,
        )
    )
    assert code == 0, output
    assert "label: ['box']" in output
    assert "files: ['가게 이미지.tar', '꺼낸 글.txt', '빌드 폴더']" in output
    assert output.count("\n안녕\n") == 2
    assert output.count("said:") == 2


def _escaped(folder: Path) -> str:
    """Write a path with a `$` in it so that it stands between a shell's double quotes."""
    return str(folder).replace("$", "\\$")


class Long(NamedTuple):
    """A call with a very long name, and the sentence about it; "" if it works."""

    call: Callable[[str], object]
    sentence: str = ""


NO_NAME = "is no name that a file can have here"
TOO_LONG = "too long for the engine's disk"


def _create(**options: object) -> object:
    return dk.create("busybox", "true", network="none", **options)


LONG = {
    "container": Long(lambda name: _create(name=name)),
    "network": Long(lambda name: dk.network_create(name, internal=True)),
    "label": Long(lambda name: _create(label={"long": name})),
    "volume": Long(lambda name: dk.volume_create(name), TOO_LONG),
    "mounted volume": Long(lambda name: _create(volume=f"{name}:/x"), TOO_LONG),
    "mounted file": Long(
        lambda name: _create(mount=f"type=bind,source=./{name},target=/x"), NO_NAME
    ),
    "tag": Long(lambda name: dk.tag("busybox", f"busybox:{name}"), "invalid tag format"),
    "image": Long(lambda name: dk.pull(name), "The registry has no image|more than 255 characters"),
    "host": Long(
        lambda name: dk.run("busybox", "true", hostname=name, network="none"),
        "sethostname: invalid argument",
    ),
    "file to copy": Long(lambda name: dk.cp(name, "nope:/x"), NO_NAME),
    "file to copy to": Long(lambda name: dk.cp("nope:/x", name), NO_NAME),
    "folder to build": Long(lambda name: dk.build(name), NO_NAME),
    "archive to load": Long(lambda name: dk.load(name), NO_NAME),
    "archive to save": Long(lambda name: dk.save("busybox", name), NO_NAME),
}


@pytest.mark.parametrize("length", [300, 5000])
@pytest.mark.parametrize("what", LONG)
def test_very_long_names(what: str, length: int, own_record: None) -> None:
    """A very long name works, or a sentence says so that does not repeat all of it."""
    dk.pull("busybox")
    long = LONG[what]
    name = "x" * length
    if long.sentence:
        with pytest.raises(errors.CourseError, match=long.sentence) as caught:
            long.call(name)
        assert len(str(caught.value)) < 700
    else:
        long.call(name)
    dk.ps(all=True)


def test_a_data_folder_with_too_long_a_path(course: Course) -> None:
    """The engine's socket has no room for it: one sentence says so before anything starts."""
    lines = [
        f'export COURSE_DATA="$COURSE_DATA/{"d" * 80}"',
        "./course setup",
        'echo "exit code $?"',
        "./course stop",
    ]
    code, output = course("sh", "-c", "\n".join(lines))
    assert code == 0, output
    assert "exit code 1" in output
    assert "Nothing of the course runs" in output
    assert "The path of the data folder is too long for a socket" in output
    assert "Set COURSE_DATA to a shorter one" in output
    assert "Traceback" not in output

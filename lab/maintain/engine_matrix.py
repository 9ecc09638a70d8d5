"""Engines of other versions, to test on: Debian's own of another release, each run as the course's engine is.

The release's /usr is laid over the machine's own, in a mount namespace of the engine: dockerd, containerd, runc and
iptables are the release's, every other folder is where it was. It ends with the engine, and nothing is left of it.
"""

import os
import platform
import shlex
import shutil
from pathlib import Path
from typing import NamedTuple

from lab.base import console, data_folder, paths, programs
from lab.base.errors import SetupError
from lab.images import build as images
from lab.maintain import replay
from lab.maintain.isolated import IsolatedEngine, need_root

PACKAGES = ("docker.io", "iptables", "kmod", "pigz", "procps", "tini")
PARTS = {  # what is tried on each, beside the lessons
    "the words": ("tests/engine/words", "tests/engine/beside_docker"),
    "exercises": ("tests/engine/practice/test_checks.py",),
    "incidents": ("tests/engine/practice/test_incidents.py",),
}


class Release(NamedTuple):
    """A Debian release that has the engine, and the words to start that engine with."""

    suite: str
    options: tuple[str, ...] = ()


ENGINES = {
    "bookworm": Release("bookworm"),
    "trixie": Release("trixie"),
    "sid": Release("sid"),
    "sid-containerd": Release(
        "sid", ("--feature", "containerd-snapshotter=true")
    ),  # its store of images
}


def chosen(names: list[str], here: str | None) -> list[str]:
    """Pure: the engines to test on: those that are named, else all but the one of this machine's own release."""
    for name in names:
        if name not in ENGINES:
            raise SetupError(
                f"There is no engine {name} to test on. There are: {', '.join(ENGINES)}."
            )
    return names or [name for name, release in ENGINES.items() if release.suite != here]


def script(usr: Path, options: tuple[str, ...]) -> str:
    """Pure: a program `dockerd` that runs the one of another /usr, with these options more."""
    inner = f'mount --bind {shlex.quote(str(usr))} /usr && exec /usr/sbin/dockerd "$@"'
    return f'#!/bin/sh\nexec unshare --mount sh -c {shlex.quote(inner)} dockerd {shlex.join(options)} "$@"\n'


def summary(results: dict[str, dict[str, int]]) -> str:
    """Pure: a table of parts and engines: `passed`, or `FAILED`."""
    heads = list(results)
    parts = list(dict.fromkeys(part for each in results.values() for part in each))
    wide = max(len(part) for part in ["", *parts])
    lines = ["  ".join([" " * wide, *heads])]
    for part in parts:
        cells = ["FAILED" if results[head][part] else "passed" for head in heads]
        lines.append(
            "  ".join(
                [part.ljust(wide), *(c.ljust(len(h)) for c, h in zip(cells, heads, strict=True))]
            )
        )
    return "\n".join(line.rstrip() for line in lines)


def test(names: list[str], words: list[str]) -> int:
    """Run lessons, the words' tests, exercises and incidents on each engine, or pytest's `words`; 0 if all passed."""
    need_root()
    for folder in (paths.CLONE, paths.data()):
        if folder.is_relative_to("/usr"):
            raise SetupError(
                f"{folder} is below /usr, which is another for these engines: move it elsewhere."
            )
    results: dict[str, dict[str, int]] = {}
    for name in chosen(names, platform.freedesktop_os_release().get("VERSION_CODENAME")):
        side = IsolatedEngine(program(name))
        try:
            results[f"{name} {_version(side)}"] = found = {}
            console.say(f"\n== {list(results)[-1]}")
            for path in replay.lessons([]) if not words else ():
                found[path.stem] = _run(side, path.stem, "replay", path.stem)
            for title, files in PARTS.items() if not words else [("your words", words)]:
                found[title] = _run(side, title, "test", "-q", *files)
        finally:
            side.end()
            side.close()
    failed = any(code for found in results.values() for code in found.values())
    console.say(f"\n{summary(results)}\n\n{'Not all passed.' if failed else 'All passed.'}")
    return 1 if failed else 0


def program(name: str) -> Path:
    """A folder with a `dockerd` of this engine; its release is fetched once, and kept in the data folder."""
    release = ENGINES[name]
    usr = data_folder.make() / "engines" / release.suite / "usr"
    if not usr.exists():
        _fetch(release.suite, usr.parent)
    folder = paths.data() / "engines" / f"{name}.bin"
    folder.mkdir(exist_ok=True)
    (folder / "dockerd").write_text(script(usr, release.options))
    (folder / "dockerd").chmod(0o755)
    return folder


def _fetch(suite: str, target: Path) -> None:
    images.need_space()
    new = target.with_suffix(".new")  # whole or not at all
    shutil.rmtree(new, ignore_errors=True)
    new.parent.mkdir(exist_ok=True)
    mirror = [os.environ["COURSE_DEBIAN_MIRROR"]] if os.environ.get("COURSE_DEBIAN_MIRROR") else []
    options = [f"--include={','.join(PACKAGES)}", '--aptopt=Acquire::Check-Valid-Until "false"']
    options += [images.SLIM]
    console.say(f"Fetching the engine of Debian {suite} ...")
    argv = ["mmdebstrap", "--variant=minbase", "--format=directory", *options, suite, new, *mirror]
    programs.call(
        argv,
        why=f"Fetching the engine of Debian {suite}",
        log=paths.data() / "run" / f"engine-{suite}.log",
    )
    new.rename(target)


def _version(side: IsolatedEngine) -> str:
    output, code = side.run("setup")
    if code:
        raise SetupError(f"This engine did not start:\n{output}")
    host = f"unix://{side.folder / 'data' / 'engine' / 'docker.sock'}"
    argv = ["docker", "--host", host, "version", "--format", "{{.Server.Version}}"]
    return programs.call(argv, why="Asking the engine for its version").strip().partition("+")[0]


def _run(side: IsolatedEngine, title: str, *words: str) -> int:
    output, code = side.run(*words)
    lines = output.rstrip().splitlines() or ["said nothing"]
    console.say(f"{title}: {lines[-1]}" if not code else f"{title}:\n{output.rstrip()}")
    return code

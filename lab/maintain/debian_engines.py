"""Engines of other versions: Debian's own of another release, each run as the course's engine is.

The release's /usr is laid over the machine's own, in a mount namespace of the engine: dockerd,
containerd, runc and iptables are the release's, every other folder is where it was. The namespace
ends with the engine, and nothing is left of it.
"""

import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path

from lab.base import console, data_folder, paths, programs
from lab.base.errors import SetupError
from lab.images import rootfs, space

PACKAGES = ("docker.io", "iptables", "kmod", "pigz", "procps", "tini")
OLD_IS_VALID = '--aptopt=Acquire::Check-Valid-Until "false"'


@dataclass(frozen=True)
class Release:
    """A Debian release that has the engine, and the options to start that engine with."""

    suite: str
    options: tuple[str, ...] = ()


ENGINES = {
    "bookworm": Release("bookworm"),
    "trixie": Release("trixie"),
    "sid": Release("sid"),
    # The same with its images in the containerd store.
    "sid-containerd": Release("sid", ("--feature", "containerd-snapshotter=true")),
}


def require_outside_usr() -> None:
    """Refuse a clone or a data folder below /usr, which is another for these engines."""
    for folder in (paths.CLONE, paths.data()):
        if folder.is_relative_to("/usr"):
            raise SetupError(
                f"{folder} is below /usr, which is another for these engines: move it elsewhere."
            )


def program(name: str) -> Path:
    """Make a folder with a `dockerd` of this engine; the data folder keeps the release."""
    release = ENGINES[name]
    engines = data_folder.make() / "engines"
    usr = engines / release.suite / "usr"
    if not usr.exists():
        _fetch(release.suite, usr.parent)
    folder = engines / f"{name}.bin"
    folder.mkdir(exist_ok=True)
    dockerd = folder / "dockerd"
    dockerd.write_text(script(usr, release.options))
    dockerd.chmod(0o755)
    return folder


def script(usr: Path, options: tuple[str, ...]) -> str:
    """Pure: a program `dockerd` that runs the one of another /usr, with these options more."""
    inner = f'mount --bind {shlex.quote(str(usr))} /usr && exec /usr/sbin/dockerd "$@"'
    outer = f"exec unshare --mount sh -c {shlex.quote(inner)} dockerd {shlex.join(options)}"
    return f'#!/bin/sh\n{outer} "$@"\n'


def _fetch(suite: str, target: Path) -> None:
    """Fetch a release, whole or not at all."""
    space.require_space()
    new = target.with_suffix(".new")
    shutil.rmtree(new, ignore_errors=True)
    new.parent.mkdir(exist_ok=True)
    argv = ["mmdebstrap", "--variant=minbase", "--format=directory"]
    argv += [f"--include={','.join(PACKAGES)}", OLD_IS_VALID, rootfs.SLIM]
    argv += [suite, str(new), *rootfs.mirror()]
    console.say(f"Fetching the engine of Debian {suite} ...")
    log = paths.run() / f"engine-{suite}.log"
    programs.call(argv, why=f"Fetching the engine of Debian {suite}", log=log)
    new.rename(target)

"""The namespaces in which a rootless dockerd runs, and what it is told of them.

rootlesskit makes a user namespace in which the user is root, and a network of its own.
"""

import os
import shutil
import sys
from pathlib import Path
from typing import Any

from lab.base import paths

ENTRYPOINT = paths.CLONE / "lab" / "engine" / "rootless_entrypoint.py"


def command(state: Path, port: int, link: Path) -> list[str]:
    """Pure: the words before `dockerd` that put it into namespaces of its own.

    Inside, the registry is at its usual address: what comes to `port` goes to the socket `link`.
    """
    return [
        "rootlesskit",
        f"--state-dir={state}",
        "--net=slirp4netns",
        "--mtu=65520",
        "--slirp4netns-sandbox=auto",
        "--slirp4netns-seccomp=auto",
        "--disable-host-loopback",  # containers do not reach what listens on the user's loopback
        "--port-driver=builtin",
        "--copy-up=/etc",
        "--copy-up=/run",
        "--propagation=rslave",
        sys.executable,
        str(ENTRYPOINT),
        str(port),
        str(link),
    ]


def second_command(state: Path) -> list[str]:
    """Pure: the words before the `dockerd` of the second host, which reaches no network."""
    make_way = 'rm -rf /run/docker /run/containerd /run/xtables.lock; exec "$@"'
    return [
        "rootlesskit",
        f"--state-dir={state}",
        "--net=host",
        "--copy-up=/run",
        "--propagation=rslave",
        "unshare",
        "--net",
        "sh",
        "-c",
        make_way,
        "sh",
    ]


def fresh_state(folder: Path) -> Path:
    """The folder in which rootlesskit keeps its state; what a killed one left in it goes."""
    state = folder / "rootlesskit"
    shutil.rmtree(state, ignore_errors=True)
    return state


def environment(folder: Path) -> dict[str, str]:
    """Name dockerd the folder of the user's session; one of the course's where there is none."""
    session = Path(os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}")
    if not (session.is_dir() and os.access(session, os.W_OK)):
        session = folder / "session"
        session.mkdir(exist_ok=True, mode=0o700)
    return {"XDG_RUNTIME_DIR": str(session)}


def settings(environment: dict[str, str]) -> dict[str, Any]:
    """What dockerd is told of control groups.

    Without systemd's bus of the user there is nobody to ask for them: dockerd is told to use none,
    which for a rootless one is what `cgroupfs` means.
    """
    if Path(environment["XDG_RUNTIME_DIR"], "bus").exists():
        return {}
    return {"exec-opts": ["native.cgroupdriver=cgroupfs"]}

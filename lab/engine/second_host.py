"""A second engine, as if on another host, and a folder that both hosts share.

It has a network namespace of its own: the two engines reach one another as two hosts would.
"""

import subprocess
from pathlib import Path
from typing import Any

from lab.base import daemon, files, paths, rootless
from lab.base.errors import SetupError
from lab.engine import dockerd, leftovers, nfs, rootless_namespace
from lab.engine.client import Engine, answers

NAME = "second"


def host() -> str:
    """The address of the second engine."""
    return f"unix://{_folder() / 'docker.sock'}"


def start(engine: Engine, share: Path) -> dict[str, Any]:
    """Start the second engine beside `engine`, and let both mount `share`.

    Returns `how` they share it (nfs or folder), `why` it is not NFS, and the `options` of
    `docker volume create`, which mean the same on both engines.
    """
    if not engine.is_private:
        raise SetupError(
            "A second engine is lent beside the course's own only; this one is borrowed."
        )
    if not share.is_dir():
        raise SetupError(f"There is no folder {share} to share.")
    if not _is_shared(share):
        _start_engine()
        files.write(_share_file(), {"share": str(share)})
    why = nfs.missing() or _serve(share)
    if not why:
        return {"how": "nfs", "why": "", "options": nfs.OPTIONS}
    bind = {"type": "none", "o": "bind", "device": str(share)}
    return {"how": "folder", "why": why, "options": bind}


def stop() -> list[str]:
    """End the second engine and the NFS server without a trace; return what was done."""
    done = []
    pid = daemon.pid(NAME)
    daemon.stop(NAME, 40)
    if pid:
        done.append(f"second engine ended (pid {pid})")
    done += nfs.stop()
    if _folder().exists():
        done += leftovers.clear_away(_folder())
        rootless.remove(_folder())
    return done


def _is_shared(share: Path) -> bool:
    """Whether the second engine runs, answers, and shares this folder."""
    known = files.read(_share_file()).get("share")
    return known == str(share) and daemon.pid(NAME) is not None and answers(host(), 10)


def _start_engine() -> None:
    stop()  # one that hangs, was killed, or shares another folder
    _folder().mkdir(parents=True)
    config = _folder() / "daemon.json"
    settings = _settings()
    prefix = ["unshare", "--net"]
    env: dict[str, str] = {}
    if rootless.needed():
        prefix = rootless_namespace.second_command(rootless_namespace.fresh_state(_folder()))
        env = rootless_namespace.environment(_folder())
        settings |= rootless_namespace.settings(env)
    files.write(config, settings)
    dockerd.run(NAME, config, host(), prefix=prefix, env=env)


def _settings() -> dict[str, Any]:
    """What dockerd's configuration file says."""
    return {
        "data-root": str(_folder() / "root"),
        "exec-root": str(_folder() / "exec"),
        "pidfile": str(_folder() / "dockerd.pid"),
        "hosts": [host()],
        "bridge": "none",  # it shares no network with the first
        "iptables": False,
    }


def _serve(share: Path) -> str:
    """Serve the folder by NFS; returns why that failed, empty if it did not."""
    pid = daemon.pid(NAME)
    if pid is None:
        return "the second engine has ended"
    try:
        nfs.serve(share, _folder(), pid)
    except subprocess.CalledProcessError as error:
        reason = str(error.stderr or error).strip()
        return f"mounting by NFS failed: {reason}"
    return ""


def _share_file() -> Path:
    return _folder() / "share.json"


def _folder() -> Path:
    return paths.data() / "second"

"""The course's own engine: start it, restart it, end it without a trace."""

import os
import sys
from pathlib import Path
from typing import Any

from lab.base import daemon, data_folder, files, paths, rootless
from lab.base.errors import SetupError
from lab.engine import about, advice, choose, dockerd, firewall, leftovers, rootless_namespace
from lab.engine.client import UNIX, Engine
from lab.registry import server as registry

NAME = "dockerd"
SOCKET_LIMIT = 107  # bytes in the path of a Unix socket
LONGER_SOCKETS = 30  # by so many bytes containerd's paths are longer than the engine's own


def require_short_path(engine: Engine) -> None:
    """Refuse a data folder whose path leaves no room for the private engine's sockets."""
    length = len(engine.host.removeprefix(UNIX).encode())
    if engine.is_private and length + LONGER_SOCKETS > SOCKET_LIMIT:
        raise SetupError(
            f"The path of the data folder is too long for a socket: {paths.data()}. "
            "Set COURSE_DATA to a shorter one."
        )


def start(engine: Engine) -> None:
    """Start the private engine, if it does not run."""
    if not (daemon.pid(NAME) and engine.answers(10)):
        _start(engine)


def restart() -> None:
    """End the private engine and start it again; containers with a restart policy come back."""
    if not daemon.pid(NAME):
        raise SetupError(
            "The course's own engine does not run, so there is none to start again. "
            "`./course lab` starts it."
        )
    daemon.stop(NAME, 40)
    _start(choose.private_engine())


def stop() -> list[str]:
    """End the private engine, and take away its mounts, bridges and rules; return what was done."""
    if sys.platform != "linux":
        return []  # there the course has no engine of its own
    done = []
    pid = daemon.pid(NAME)
    daemon.stop(NAME, 40)
    if pid:
        done.append(f"engine ended (pid {pid})")
    done += leftovers.clear_away(_folder())
    if os.geteuid() == 0:
        done += firewall.put_back()
    about.forget_private()
    return done


def _start(engine: Engine) -> None:
    is_rootless = rootless.needed()
    if sys.platform != "linux" or (is_rootless and rootless.gaps(rootless.look())):
        advice.refuse([])
    daemon.stop(NAME, 5)  # one that hangs
    data_folder.make()
    _folder().mkdir(exist_ok=True)
    config = _folder() / "daemon.json"
    settings = _settings(engine)
    prefix: list[str] = []
    env: dict[str, str] = {}
    if is_rootless:
        leftovers.end_namespace(_folder())
        env = rootless_namespace.environment(_folder())
        settings |= rootless_namespace.settings(env)
        state = rootless_namespace.fresh_state(_folder())
        registry_port = int(registry.address().rpartition(":")[2])
        prefix = rootless_namespace.command(state, registry_port, registry.link())
    else:
        firewall.note()
        # The engine itself ends the containers that a killed one left.
        leftovers.end_programs(_folder(), "containerd")
    _remove_stale_pid_files()
    files.write(config, settings)
    dockerd.run(NAME, config, engine.host, prefix=prefix, env=env)


def _settings(engine: Engine) -> dict[str, Any]:
    """What dockerd's configuration file says."""
    return {
        "data-root": str(_folder() / "root"),
        "exec-root": str(_folder() / "exec"),
        "pidfile": str(_folder() / "dockerd.pid"),
        "hosts": [engine.host],
        "registry-mirrors": [f"http://{registry.address()}"],
        "ip": "127.0.0.1",  # a port is published for this machine only, unless a command says more
        "log-opts": {"max-size": "10m"},
    }


def _remove_stale_pid_files() -> None:
    """Remove the pid files of a killed engine: those pids are gone, or somebody else's by now."""
    for name in ("dockerd.pid", "exec/containerd/containerd.pid"):
        (_folder() / name).unlink(missing_ok=True)


def _folder() -> Path:
    return paths.data() / "engine"

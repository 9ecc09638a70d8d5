"""Podman's service with storage, settings and a network namespace of its own."""

import ctypes
import os
import shutil
import subprocess
import sys

from lab.base import paths
from lab.engine.choose import choose
from lab.maintain.isolated import IsolatedEngine
from tests.support.course_command import unmount_below

CONTAINERS = """[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]
[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
lock_type = "file"
runtime = "{runtime}"
"""
REGISTRIES = '[[registry]]\nlocation = "{address}"\ninsecure = true\n'
START_REGISTRY = """
from lab.registry import server
server.start()
print(server.address())
"""
FOLDERS = {  # an option of podman, and the folder that keeps it apart
    "root": "root",
    "runroot": "run",
    "tmpdir": "tmp",
    "network-config-dir": "net",
}


class Podman:
    """Podman's service, and the course's registry in the same network namespace.

    From the beginning until `close` this thread, and those that it starts, are in that namespace.
    """

    def __init__(self) -> None:
        """Start both."""
        self.isolated = IsolatedEngine(choose())
        self.folder = self.isolated.folder
        namespace = f"/proc/{self.isolated.holder.pid}/ns/net"
        self.registry = self._start_registry(namespace)
        self._write_settings()
        self.env = {
            **os.environ,
            "CONTAINERS_CONF": str(self.folder / "containers.conf"),
            "CONTAINERS_REGISTRIES_CONF": str(self.folder / "registries.conf"),
            "TMPDIR": str(self.folder / "tmp"),
        }
        self.host = f"unix://{self.folder}/podman.sock"
        self.own_namespace = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        _enter(namespace)
        self.service = self._start_service()

    def _start_registry(self, namespace: str) -> str:
        done = subprocess.run(
            ["nsenter", f"--net={namespace}", sys.executable, "-c", START_REGISTRY],
            cwd=paths.CLONE,
            env=self.isolated.env,
            text=True,
            check=True,
            stdout=subprocess.PIPE,
        )
        return done.stdout.strip()

    def _write_settings(self) -> None:
        runtime = "runc" if shutil.which("runc") else "crun"
        (self.folder / "containers.conf").write_text(CONTAINERS.format(runtime=runtime))
        (self.folder / "registries.conf").write_text(REGISTRIES.format(address=self.registry))
        for name in FOLDERS.values():
            (self.folder / name).mkdir()

    def _start_service(self) -> subprocess.Popen[bytes]:
        words = [*self._program(), "system", "service", "--time=0", self.host]
        with (self.folder / "podman.log").open("w") as log:
            return subprocess.Popen(words, env=self.env, stdout=log, stderr=log)

    def _program(self) -> list[str]:
        """Podman's program with the options that keep it apart."""
        options = [f"--{option}={self.folder}/{name}" for option, name in FOLDERS.items()]
        return ["podman", *options]

    def run(self, *words: str) -> str:
        """Type a `podman` line, as a learner does: what it makes has no label of the course."""
        argv = [*self._program(), *words]
        done = subprocess.run(argv, env=self.env, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def close(self) -> None:
        """End all of it."""
        self.run("rm", "--all", "--force", "--time", "0")
        self.service.terminate()
        self.service.wait()
        _set_namespace(self.own_namespace)
        os.close(self.own_namespace)
        unmount_below(str(self.folder))
        self.isolated.close()


def _enter(namespace: str) -> None:
    """Let this thread, and those that it starts, see another network."""
    handle = os.open(namespace, os.O_RDONLY)
    _set_namespace(handle)
    os.close(handle)


def _set_namespace(handle: int) -> None:
    """Do what os.setns does from Python 3.12 on."""
    if ctypes.CDLL(None, use_errno=True).setns(handle, 0):
        raise OSError(ctypes.get_errno(), "setns")

"""What an engine that was killed leaves: processes and mounts, found by its folder."""

import fcntl
import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

from lab.base import processes, rootless

GET_PARENT = 0xB702  # ioctl NS_GET_PARENT, see ioctl_ns(2)
SHIM = "containerd-shim-runc-v2"
ENGINE_PROGRAMS = ("dockerd", "containerd", "containerd-shim", SHIM)


def clear_away(folder: Path) -> list[str]:
    """End and unmount what an engine left that had its data in `folder`; return what was done."""
    if rootless.needed():
        return end_namespace(folder)  # its mounts end with it
    return end_programs(folder, "containerd", "containerd-shim", SHIM) + unmount(folder)


def end_programs(folder: Path, *names: str) -> list[str]:
    """End those of these programs that name the engine's folder on their command line."""
    done = []
    for pid in processes.every_pid():
        try:
            program = processes.program(pid)
            is_of_engine = program in names and _names_folder(pid, folder)
        except OSError:  # it has ended in the meantime
            continue
        if is_of_engine:
            os.kill(pid, signal.SIGKILL)
            done.append(f"{program} ended (pid {pid})")
    return done


def end_namespace(folder: Path) -> list[str]:
    """End all that is in the user namespace of a rootless engine, containers too."""
    namespaces = _engine_namespaces(folder)
    count = 0
    for pid in processes.every_pid():
        with suppress(OSError):
            if namespaces & _user_namespaces(pid):
                os.kill(pid, signal.SIGKILL)
                count += 1
    return [f"{count} processes of an engine that was killed ended"] if count else []


def unmount(folder: Path) -> list[str]:
    """Take away the mounts below the engine's folder, the deepest first."""
    points = []
    for row in Path("/proc/self/mountinfo").read_text().splitlines():
        point = row.split()[4].encode().decode("unicode_escape")
        if point.startswith(f"{folder}/"):
            points.append(point)
    for point in sorted(points, key=len, reverse=True):
        subprocess.run(["umount", "--lazy", point], capture_output=True)
    return [f"{len(points)} mounts taken away"] if points else []


def _names_folder(pid: int, folder: Path) -> bool:
    return str(folder / "exec") in processes.command_line(pid)


def _engine_namespaces(folder: Path) -> set[int]:
    """The user namespaces in which programs of this engine run."""
    found = set()
    for pid in processes.every_pid():
        with suppress(OSError):
            if processes.program(pid) in ENGINE_PROGRAMS and _names_folder(pid, folder):
                found.add(os.stat(f"/proc/{pid}/ns/user").st_ino)
    found.discard(os.stat("/proc/self/ns/user").st_ino)
    return found


def _user_namespaces(pid: int) -> set[int]:
    """The user namespace of a process and those around it, as far as they may be seen."""
    found = set()
    descriptor = os.open(f"/proc/{pid}/ns/user", os.O_RDONLY)
    while True:
        found.add(os.fstat(descriptor).st_ino)
        try:
            parent = fcntl.ioctl(descriptor, GET_PARENT)
        except OSError:  # the next one around is not the user's to see
            return found
        finally:
            os.close(descriptor)
        descriptor = parent

"""A folder that both hosts mount by NFS: a cable between them, and a server on the near end."""

import os
import shutil
import subprocess
from pathlib import Path

from lab.base import daemon, paths, rootless, wait

SERVER = "ganesha"
# Link-local addresses: they belong to the two ends of this one cable, and are never routed.
HERE = "169.254.77.1"
THERE = "169.254.77.2"
PORT = 20490
CABLE_HERE = "course-host-a"
CABLE_THERE = "course-host-b"
OPTIONS = {  # of `docker volume create`, the same on both hosts
    "type": "nfs4",
    "o": f"addr={HERE},port={PORT},vers=4.1",
    "device": ":/shared",
}


def missing() -> str:
    """Why there can be no NFS here; empty if there can."""
    if rootless.needed():
        return "only root may mount NFS"
    if not shutil.which("ganesha.nfsd", path=paths.search_path()):
        return "no NFS server is installed (nfs-ganesha, nfs-ganesha-vfs)"
    if shutil.which("modprobe", path=paths.search_path()):
        subprocess.run(["modprobe", "nfsv4"], capture_output=True)
    known = Path("/proc/filesystems").read_text().split()
    return "" if "nfs4" in known else "the kernel has no NFS client"


def serve(share: Path, folder: Path, other: int) -> None:
    """Serve `share` to both hosts, and see that it can be mounted.

    `folder` is for the server's files; `other` is the pid of the other host's engine. Raises
    CalledProcessError where one of the programs fails.
    """
    if not daemon.pid(SERVER):
        _lay_cable(other)
        _start_server(share, folder)
    _try_mount(folder / "try")


def stop() -> list[str]:
    """End the server; return what was done. The cable goes with the other host's namespace."""
    return ["NFS server ended"] if daemon.stop(SERVER, 10) else []


def _lay_cable(other: int) -> None:
    """Join this network namespace and that of the process `other`."""
    ends = ("name", CABLE_THERE, "netns", str(other))
    _run("ip", "link", "add", CABLE_HERE, "type", "veth", "peer", *ends)
    _run("ip", "addr", "add", f"{HERE}/30", "dev", CABLE_HERE)
    _run("ip", "link", "set", CABLE_HERE, "up")
    enter = ("nsenter", f"--net=/proc/{other}/ns/net")
    _run(*enter, "ip", "addr", "add", f"{THERE}/30", "dev", CABLE_THERE)
    _run(*enter, "ip", "link", "set", CABLE_THERE, "up")


def _start_server(share: Path, folder: Path) -> None:
    config = folder / "ganesha.conf"
    config.write_text(
        f"NFS_CORE_PARAM {{ Protocols = 4; NFS_Port = {PORT}; Bind_addr = {HERE};"
        " Enable_RQUOTA = false; }\n"
        "NFSv4 { Graceless = true; }\n"
        f'EXPORT {{ Export_Id = 1; Path = "{share}"; Pseudo = "/shared"; Access_Type = RW;'
        " Squash = No_Root_Squash; SecType = sys; FSAL { Name = VFS; } }\n"
    )
    log = ("-L", folder / "ganesha.log")
    pid_file = ("-p", folder / "ganesha.pid")
    argv: list[str | Path] = ["ganesha.nfsd", "-F", "-f", config, *log, *pid_file]
    daemon.start(SERVER, argv, env=_environment())


def _try_mount(point: Path) -> None:
    """Mount the share once; a server that has just begun refuses for a while."""
    point.mkdir(exist_ok=True)
    words = ("-i", "-t", OPTIONS["type"], "-o", OPTIONS["o"], OPTIONS["device"], str(point))
    failure: subprocess.CalledProcessError | None = None

    def is_mounted() -> bool:
        nonlocal failure
        try:
            _run("mount", *words)
        except subprocess.CalledProcessError as error:
            failure = error
            return False
        return True

    def has_ended() -> bool:
        return daemon.pid(SERVER) is None

    try:
        wait.until(is_mounted, 20, "the NFS server", lost=has_ended, every=0.2)
    except wait.WaitFailed:
        if failure is not None:
            raise failure from None
        raise
    _run("umount", str(point))


def _run(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True, text=True, env=_environment())


def _environment() -> dict[str, str]:
    return os.environ | {"PATH": paths.search_path()}

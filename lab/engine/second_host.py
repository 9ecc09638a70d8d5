"""A second engine, as if on another host, in a network namespace of its own; a folder that both hosts share."""

import json
import os
import shutil
import subprocess
import time
from pathlib import Path

from lab.base import daemon, files, paths, rootless
from lab.base.errors import SetupError
from lab.engine import choose, client, private

# Link-local addresses: they are of the two ends of this one cable, and are never routed.
HERE, THERE, PORT = "169.254.77.1", "169.254.77.2", 20490
CABLE = ("course-host-a", "course-host-b")


def host() -> str:
    """The address of the second engine."""
    return f"unix://{_folder() / 'docker.sock'}"


def start(share: Path) -> dict:
    """Start the second engine, and let both mount `share`: by NFS where that is possible here, else as a folder.

    Gives `how` (nfs or folder), `why`, and `options` of `docker volume create` that mean the same on both engines.
    """
    if choose.choose()[1] != "private":
        raise SetupError(
            "A second engine is lent beside the course's own only; this one is borrowed."
        )
    known = files.read(_folder() / "share.json").get("share")
    if known != str(share) or not (daemon.pid("second") and client.answers(host(), 10)):
        _start_engine()
        files.write(_folder() / "share.json", {"share": str(share)})
    lacking = no_nfs()
    if not lacking:
        try:
            return {"how": "nfs", "why": "", "options": _serve(share)}
        except subprocess.CalledProcessError as error:
            lacking = f"mounting by NFS failed: {(error.stderr or error).strip()}"
    return {
        "how": "folder",
        "why": lacking,
        "options": {"type": "none", "o": "bind", "device": str(share)},
    }


def stop() -> list[str]:
    """End the second engine and the NFS server, and take away what they left; return what was done."""
    done = [f"second engine ended (pid {daemon.pid('second')})"] if daemon.pid("second") else []
    daemon.stop("second", 40)  # the cable goes with its network namespace
    done += ["NFS server ended"] if daemon.stop("ganesha", 10) else []
    if _folder().exists():
        done += private.clear_away(_folder())
        rootless.remove(_folder())
    return done


def main(words: list[str]) -> int:
    """For the lesson: `start FOLDER` prints what `start` gives; `stop`."""
    if words[:1] == ["stop"]:
        stop()
        return 0
    share = Path(words[1]).resolve()
    if not share.is_dir():
        raise SetupError(f"There is no folder {share} to share.")
    print(json.dumps(start(share)))
    return 0


def _start_engine() -> None:
    stop()  # one that hangs, was killed, or shares another folder
    _folder().mkdir(parents=True)
    settings = {
        "data-root": str(_folder() / "root"),
        "exec-root": str(_folder() / "exec"),
        "pidfile": str(_folder() / "dockerd.pid"),
        "hosts": [host()],
        "bridge": "none",  # it shares no network with the first
        "iptables": False,
    }
    before, env = ["unshare", "--net"], {}
    if rootless.needed():
        before, env = rootless.second(rootless.state(_folder())), rootless.environment(_folder())
        settings |= rootless.settings(env["XDG_RUNTIME_DIR"])
    files.write(_folder() / "daemon.json", settings)
    private.run_dockerd("second", _folder() / "daemon.json", host(), before, env)


def no_nfs() -> str:
    """Why there can be no NFS here; nothing if there can."""
    if rootless.needed():
        return "only root may mount NFS"
    if not shutil.which("ganesha.nfsd", path=paths.search_path()):
        return "no NFS server is installed (nfs-ganesha, nfs-ganesha-vfs)"
    if shutil.which("modprobe", path=paths.search_path()):
        subprocess.run(["modprobe", "nfsv4"], capture_output=True)
    known = Path("/proc/filesystems").read_text().split()
    return "" if "nfs4" in known else "the kernel has no NFS client"


def _serve(share: Path) -> dict[str, str]:
    """Lay a cable between the two hosts, serve the folder on it, and see that it can be mounted."""
    if not daemon.pid("ganesha"):
        number = str(daemon.pid("second"))
        _run(
            "ip", "link", "add", CABLE[0], "type", "veth", "peer", "name", CABLE[1], "netns", number
        )
        _run("ip", "addr", "add", f"{HERE}/30", "dev", CABLE[0])
        _run("ip", "link", "set", CABLE[0], "up")
        there = ("nsenter", f"--net=/proc/{number}/ns/net")
        _run(*there, "ip", "addr", "add", f"{THERE}/30", "dev", CABLE[1])
        _run(*there, "ip", "link", "set", CABLE[1], "up")
        config = _folder() / "ganesha.conf"
        config.write_text(
            f"NFS_CORE_PARAM {{ Protocols = 4; NFS_Port = {PORT}; Bind_addr = {HERE}; Enable_RQUOTA = false; }}\n"
            "NFSv4 { Graceless = true; }\n"
            f'EXPORT {{ Export_Id = 1; Path = "{share}"; Pseudo = "/shared"; Access_Type = RW;'
            " Squash = No_Root_Squash; SecType = sys; FSAL { Name = VFS; } }\n"
        )
        argv = [
            "ganesha.nfsd",
            "-F",
            "-f",
            config,
            "-L",
            _folder() / "ganesha.log",
            "-p",
            _folder() / "ganesha.pid",
        ]
        daemon.start("ganesha", argv, env=os.environ | {"PATH": paths.search_path()})
    options = {"type": "nfs4", "o": f"addr={HERE},port={PORT},vers=4.1", "device": ":/shared"}
    point, limit = _folder() / "try", time.monotonic() + 20
    point.mkdir(exist_ok=True)
    while True:
        try:
            _run("mount", "-i", "-t", "nfs4", "-o", options["o"], options["device"], str(point))
            break
        except subprocess.CalledProcessError:
            if time.monotonic() > limit or not daemon.pid("ganesha"):
                raise
            time.sleep(0.2)  # the server has no other sign of being ready than its answer
    _run("umount", str(point))
    return options


def _run(*words: str) -> None:
    subprocess.run(
        words,
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | {"PATH": paths.search_path()},
    )


def _folder() -> Path:
    return paths.data() / "second"

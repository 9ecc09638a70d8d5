"""A rootless engine, an ordinary user's own: what the system lacks for one, the words to start it, and its end.

rootlesskit makes a user namespace in which the user is root, and a network of its own; dockerd runs in it.
"""

import fcntl
import os
import pwd
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from lab.base import paths, programs

PACKAGES = {
    "rootlesskit": "rootlesskit",
    "slirp4netns": "slirp4netns",
    "newuidmap": "uidmap",
}  # program -> package
NEEDED = 65536  # sub-ids: images hold files of users up to 65534
GET_PARENT = 0xB702  # ioctl NS_GET_PARENT, see ioctl_ns(2)
OVER = ("dockerd", "containerd", "containerd-shim", "containerd-shim-runc-v2")


class Facts(NamedTuple):
    """What the system says about what a rootless engine needs."""

    user: str
    subuids: int = NEEDED  # how many the user has
    subgids: int = NEEDED
    free: int = 100000  # the first sub-id above all that are given
    tun: bool = True  # /dev/net/tun may be read and written
    clone: str = "1"  # kernel.unprivileged_userns_clone, Debian's switch
    most: str = "1000"  # user.max_user_namespaces
    apparmor: str = "0"  # kernel.apparmor_restrict_unprivileged_userns, Ubuntu's switch
    failure: str = ""  # what rootlesskit said when it was tried


def name() -> str:
    """The user's name; a number where the system knows none."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


def needed() -> bool:
    """Whether an engine of the course's own is a rootless one: for everybody but root."""
    return sys.platform == "linux" and os.geteuid() != 0


def gaps(facts: Facts) -> list[tuple[str, str]]:
    """Pure: what is lacking besides packages, each with the command by which root gives it."""
    found = []
    span = f"{facts.free}-{facts.free + NEEDED - 1}"
    if missing := [
        kind for kind, has in (("uids", facts.subuids), ("gids", facts.subgids)) if has < NEEDED
    ]:
        files = " and ".join(f"/etc/sub{kind[:-1]}" for kind in missing)
        options = " ".join(f"--add-sub{kind} {span}" for kind in missing)
        found.append(
            (f"{NEEDED} ids for {facts.user} in {files}", f"usermod {options} {facts.user}")
        )
    if not facts.tun:
        found.append(("/dev/net/tun, for all users", "modprobe tun; chmod 0666 /dev/net/tun"))
    if facts.clone == "0":
        found.append(
            (
                "user namespaces (kernel.unprivileged_userns_clone)",
                "sysctl kernel.unprivileged_userns_clone=1",
            )
        )
    if facts.most == "0":
        found.append(
            ("user namespaces (user.max_user_namespaces)", "sysctl user.max_user_namespaces=10000")
        )
    if facts.failure and not found:
        if facts.apparmor == "1":
            switch = "kernel.apparmor_restrict_unprivileged_userns"
            found.append((f"user namespaces ({switch})", f"sysctl {switch}=0"))
        else:
            found.append((f"a user namespace: {facts.failure}", "see `rootlesskit true`"))
    return found


def facts() -> Facts:
    """Ask the system; rootlesskit is tried where it is there."""
    user = name()
    given = [line for kind in ("uid", "gid") for line in _lines(Path(f"/etc/sub{kind}"))]
    switches = {"clone": "kernel/unprivileged_userns_clone", "most": "user/max_user_namespaces"}
    switches["apparmor"] = "kernel/apparmor_restrict_unprivileged_userns"
    told = {name: _text(Path("/proc/sys", path)) for name, path in switches.items()}
    failure = ""
    if shutil.which("rootlesskit"):
        done = subprocess.run(
            ["rootlesskit", "true"], stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        failure = (
            (done.stderr.strip().splitlines() or ["rootlesskit failed"])[-1]
            if done.returncode
            else ""
        )
    return Facts(
        user=user,
        subuids=_count("uid", user),
        subgids=_count("gid", user),
        free=max([100000, *(first + count for _, first, count in map(_range, given))]),
        tun=os.access("/dev/net/tun", os.R_OK | os.W_OK),
        failure=failure,
        **{name: text for name, text in told.items() if text},
    )


def words(folder: Path, port: int, link: Path) -> list[str]:
    """Pure: the words that go before `dockerd`: namespaces of its own, the registry at its usual address in them."""
    return [
        "rootlesskit",
        f"--state-dir={folder}",
        "--net=slirp4netns",
        "--mtu=65520",
        "--slirp4netns-sandbox=auto",
        "--slirp4netns-seccomp=auto",
        "--disable-host-loopback",  # what listens on the user's own loopback is not for containers
        "--port-driver=builtin",
        "--copy-up=/etc",
        "--copy-up=/run",
        "--propagation=rslave",
        sys.executable,
        str(paths.CLONE / "lab" / "engine" / "rootless_entrypoint.py"),
        str(port),
        str(link),
    ]


def second(folder: Path) -> list[str]:
    """Pure: the words that go before the `dockerd` of another host: it reaches no network."""
    make_way = 'rm -rf /run/docker /run/containerd /run/xtables.lock; exec "$@"'
    start = [
        "rootlesskit",
        f"--state-dir={folder}",
        "--net=host",
        "--copy-up=/run",
        "--propagation=rslave",
    ]
    return [*start, "unshare", "--net", "sh", "-c", make_way, "sh"]


def state(folder: Path) -> Path:
    """The folder of an engine for what rootlesskit keeps; what one that was killed left in it goes."""
    shutil.rmtree(folder / "rootlesskit", ignore_errors=True)
    return folder / "rootlesskit"


def environment(folder: Path) -> dict[str, str]:
    """Give dockerd the folder of the user's session, or one of the course's where the user has no session."""
    session = Path(os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}")
    if not (session.is_dir() and os.access(session, os.W_OK)):
        session = folder / "session"
        session.mkdir(exist_ok=True, mode=0o700)
    return {"XDG_RUNTIME_DIR": str(session)}


def settings(session: str) -> dict:
    """Without systemd's bus of the user there is nobody to ask for control groups, so dockerd is told to use none."""
    has_bus = Path(session, "bus").exists()
    return (
        {} if has_bus else {"exec-opts": ["native.cgroupdriver=cgroupfs"]}
    )  # rootless, this means none


def cannot(info: dict) -> list[str]:
    """Pure: the words that an engine takes and cannot do, of what `GET /info` says."""
    if info.get("CgroupDriver") == "none":
        return ["memory", "cpus", "stats", "pause"]
    memory = [] if info.get("MemoryLimit", True) else ["memory", "stats"]
    return memory + ([] if info.get("CpuCfsQuota", True) else ["cpus"])


def end_leftovers(folder: Path) -> list[str]:
    """End what an engine that was killed left in its user namespace, containers too; return what was done."""
    mine, done = f"{folder / 'exec'}", []
    here = os.stat("/proc/self/ns/user").st_ino
    everything = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    spaces = set()
    for number in everything:
        with suppress(OSError):
            program = os.path.basename(os.readlink(f"/proc/{number}/exe")).removesuffix(
                " (deleted)"
            )
            if program in OVER and mine in Path(f"/proc/{number}/cmdline").read_text(
                errors="replace"
            ):
                spaces.add(os.stat(f"/proc/{number}/ns/user").st_ino)
    spaces.discard(here)
    for number in everything:
        with suppress(OSError):
            if spaces & _spaces(number):
                os.kill(number, 9)
                done.append(number)
    return [f"{len(done)} processes of an engine that was killed ended"] if done else []


def remove(folder: Path) -> None:
    """Delete a folder of the course's; an ordinary user's has files of the user's sub-ids in it."""
    with suppress(PermissionError):
        shutil.rmtree(folder)
        return
    programs.call(["rootlesskit", "rm", "-rf", folder], why=f"Deleting {folder}")


def _spaces(number: int) -> set[int]:
    """The user namespaces that a process is in: its own and those around it, as far as they may be seen."""
    found, descriptor = set(), os.open(f"/proc/{number}/ns/user", os.O_RDONLY)
    while True:
        found.add(os.fstat(descriptor).st_ino)
        try:
            around = fcntl.ioctl(descriptor, GET_PARENT)
        except OSError:  # the next one around is not ours to see
            return found
        finally:
            os.close(descriptor)
        descriptor = around


def _count(kind: str, user: str) -> int:
    """How many sub-ids the user has: of the files, or of what else the system keeps them in."""
    counts = [
        count
        for name, _, count in map(_range, _lines(Path(f"/etc/sub{kind}")))
        if name in (user, str(os.getuid()))
    ]
    if not counts and shutil.which("getsubids"):
        words = ["getsubids", *(["-g"] if kind == "gid" else []), user]
        counts = [
            int(line.split()[-1])
            for line in subprocess.run(words, capture_output=True, text=True).stdout.splitlines()
        ]
    return sum(counts)


def _range(line: str) -> tuple[str, int, int]:
    name, first, count = line.split(":")
    return name, int(first), int(count)


def _lines(file: Path) -> list[str]:
    return re.findall(r"^[^#:\s]+:\d+:\d+$", _text(file), re.MULTILINE)


def _text(file: Path) -> str:
    try:
        return file.read_text().strip()
    except OSError:
        return ""

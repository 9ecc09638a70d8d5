"""What an ordinary user needs for a rootless engine: what the system says, and what is lacking."""

import os
import pwd
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from lab.base import programs

PACKAGES = {  # program -> package
    "rootlesskit": "rootlesskit",
    "slirp4netns": "slirp4netns",
    "newuidmap": "uidmap",
}
NEEDED_IDS = 65536  # images hold files of users up to 65534
FIRST_ID = 100000  # where the system begins to give sub-ids

CLONE_SWITCH = "kernel.unprivileged_userns_clone"  # Debian's
LIMIT_SWITCH = "user.max_user_namespaces"
APPARMOR_SWITCH = "kernel.apparmor_restrict_unprivileged_userns"  # Ubuntu's


@dataclass(frozen=True)
class Facts:
    """What the system says about what a rootless engine needs."""

    user: str
    subuids: int = NEEDED_IDS  # how many the user has
    subgids: int = NEEDED_IDS
    first_free: int = FIRST_ID  # the first sub-id above all that are given
    tun: bool = True  # /dev/net/tun may be read and written
    clone: str = "1"  # the value of CLONE_SWITCH
    limit: str = "1000"  # the value of LIMIT_SWITCH
    apparmor: str = "0"  # the value of APPARMOR_SWITCH
    failure: str = ""  # what rootlesskit said when it was tried


@dataclass(frozen=True)
class Gap:
    """Something that is lacking, and the command by which root gives it."""

    what: str
    command: str


def needed() -> bool:
    """Whether an engine of the course's own is a rootless one: for everybody but root."""
    return sys.platform == "linux" and os.geteuid() != 0


def gaps(facts: Facts) -> list[Gap]:
    """Pure: what is lacking besides packages."""
    found = []
    if facts.subuids < NEEDED_IDS or facts.subgids < NEEDED_IDS:
        found.append(_id_gap(facts))
    if not facts.tun:
        found.append(Gap("/dev/net/tun, for all users", "modprobe tun; chmod 0666 /dev/net/tun"))
    if facts.clone == "0":
        found.append(_switch_gap(CLONE_SWITCH, 1))
    if facts.limit == "0":
        found.append(_switch_gap(LIMIT_SWITCH, 10000))
    if facts.failure and not found:
        if facts.apparmor == "1":
            found.append(_switch_gap(APPARMOR_SWITCH, 0))
        else:
            found.append(Gap(f"a user namespace: {facts.failure}", "see `rootlesskit true`"))
    return found


def _id_gap(facts: Facts) -> Gap:
    span = f"{facts.first_free}-{facts.first_free + NEEDED_IDS - 1}"
    files = []
    options = []
    if facts.subuids < NEEDED_IDS:
        files.append("/etc/subuid")
        options.append(f"--add-subuids {span}")
    if facts.subgids < NEEDED_IDS:
        files.append("/etc/subgid")
        options.append(f"--add-subgids {span}")
    what = f"{NEEDED_IDS} ids for {facts.user} in {' and '.join(files)}"
    return Gap(what, f"usermod {' '.join(options)} {facts.user}")


def _switch_gap(switch: str, value: int) -> Gap:
    return Gap(f"user namespaces ({switch})", f"sysctl {switch}={value}")


def look() -> Facts:
    """Ask the system; rootlesskit is tried where it is installed."""
    user = _user_name()
    defaults = Facts(user)
    return Facts(
        user=user,
        subuids=_count_ids("uid", user),
        subgids=_count_ids("gid", user),
        first_free=_first_free_id(),
        tun=os.access("/dev/net/tun", os.R_OK | os.W_OK),
        clone=_switch(CLONE_SWITCH) or defaults.clone,
        limit=_switch(LIMIT_SWITCH) or defaults.limit,
        apparmor=_switch(APPARMOR_SWITCH) or defaults.apparmor,
        failure=_try_rootlesskit(),
    )


def remove(folder: Path) -> None:
    """Delete a folder of the course's; in an ordinary user's are files of the user's sub-ids."""
    with suppress(PermissionError):
        shutil.rmtree(folder)
        return
    programs.call(["rootlesskit", "rm", "-rf", folder], why=f"Deleting {folder}")


def _user_name() -> str:
    """The user's name; a number where the system knows none."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


def _try_rootlesskit() -> str:
    """The last line of rootlesskit's complaint; empty where it works or is not installed."""
    if not shutil.which("rootlesskit"):
        return ""
    argv = ["rootlesskit", "true"]
    done = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode == 0:
        return ""
    lines = done.stderr.strip().splitlines()
    return lines[-1] if lines else "rootlesskit failed"


def _switch(name: str) -> str:
    """The value of a switch of the kernel; empty where the kernel does not have it."""
    return _text(Path("/proc/sys", name.replace(".", "/")))


@dataclass(frozen=True)
class _Range:
    """A line of /etc/subuid or /etc/subgid."""

    owner: str  # a user's name or number
    first: int
    count: int


def _ranges(kind: str) -> list[_Range]:
    lines = re.findall(r"^([^#:\s]+):(\d+):(\d+)$", _text(Path(f"/etc/sub{kind}")), re.MULTILINE)
    return [_Range(owner, int(first), int(count)) for owner, first, count in lines]


def _first_free_id() -> int:
    ends = [each.first + each.count for each in _ranges("uid") + _ranges("gid")]
    return max([FIRST_ID, *ends])


def _count_ids(kind: str, user: str) -> int:
    """How many sub-ids the user has: in the files, or in what else the system keeps them in."""
    owners = (user, str(os.getuid()))
    counts = [each.count for each in _ranges(kind) if each.owner in owners]
    if not counts and shutil.which("getsubids"):
        option = ["-g"] if kind == "gid" else []
        argv = ["getsubids", *option, user]
        lines = subprocess.run(argv, capture_output=True, text=True).stdout.splitlines()
        counts = [int(line.split()[-1]) for line in lines]
    return sum(counts)


def _text(file: Path) -> str:
    try:
        return file.read_text().strip()
    except OSError:
        return ""

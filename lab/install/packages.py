"""Which of Debian's packages are missing on this system."""

import os
import platform
import shutil
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from lab.base import paths, rootless

PROGRAMS = {  # program -> the Debian package that brings it
    "dockerd": "docker.io",
    "docker": "docker-cli",  # a part of docker.io up to Debian 12, and on Ubuntu
    "docker-registry": "docker-registry",
    "iptables": "iptables",
    "ip": "iproute2",
    "mmdebstrap": "mmdebstrap",
    "unpigz": "pigz",  # dockerd unpacks layers with it: a pull takes four fifths of the time
}
OF_AN_ENGINE = ("dockerd", "iptables", "unpigz")
FOR_TESTS = ("chromium", "faketime")  # programs that have the names of their packages
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")


def missing(*, own_engine: bool = True, browser: bool = False) -> list[str]:
    """The names of the packages that are still needed.

    Without an engine of the course's own, an engine's packages are not needed. With `browser`, what
    the tests look at the lessons with is needed, and what sets their clock - where it can be had:
    by root, of Debian.
    """
    path = paths.search_path()
    needed = _programs(own_engine)
    names = [name for program, name in needed.items() if not shutil.which(program, path=path)]
    system = _system()
    if "docker-cli" in names and not has_docker_cli(system):
        names = sorted({"docker.io", *names} - {"docker-cli"})
    # Ubuntu's package chromium is an empty one.
    if browser and os.geteuid() == 0 and system.get("ID") == "debian":
        names += [name for name in FOR_TESTS if not shutil.which(name)]
    if not KEYRING.exists():
        names.append("debian-archive-keyring")
    if find_spec("ensurepip") is None or find_spec("venv") is None:
        names.append(_venv_package())
    return names


def has_docker_cli(system: Mapping[str, str]) -> bool:
    """Whether this system keeps the `docker` program in a package of its own: Debian from 13 on.

    `system` is what its os-release says; Debian's testing and unstable have no version.
    """
    version = system.get("VERSION_ID", "")
    return system.get("ID") == "debian" and (not version or float(version) >= 13)


def _programs(own_engine: bool) -> dict[str, str]:
    """The programs that are needed, each with its package."""
    needed = dict(PROGRAMS)
    if not own_engine:
        for program in OF_AN_ENGINE:
            del needed[program]
    if rootless.needed():
        if own_engine:
            needed |= rootless.PACKAGES
        else:  # without root, mmdebstrap too needs sub-ids
            needed["newuidmap"] = rootless.PACKAGES["newuidmap"]
    return needed


def _system() -> Mapping[str, str]:
    """What os-release says of this system; nothing where there is none (macOS)."""
    try:
        return platform.freedesktop_os_release()
    except OSError:
        return {}


def _venv_package() -> str:
    if sys.executable.startswith("/usr/bin/"):
        return f"python3.{sys.version_info.minor}-venv"
    return "python3-venv"

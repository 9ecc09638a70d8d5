"""Debian's packages: which are missing, and installing them without starting what they bring."""

import os
import platform
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

from lab.base import console, data_folder, paths, programs, rootless
from lab.base.errors import SetupError

# program -> the Debian package that brings it
PROGRAMS = {
    "dockerd": "docker.io",
    "docker": "docker-cli",  # a part of docker.io up to Debian 12, and on Ubuntu
    "docker-registry": "docker-registry",
    "iptables": "iptables",
    "ip": "iproute2",
    "mmdebstrap": "mmdebstrap",
    "unpigz": "pigz",  # dockerd unpacks layers with it where it is there: a pull takes four fifths of the time
}
OF_AN_ENGINE = ("dockerd", "iptables", "unpigz")
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
UNITS = ("docker.service", "docker.socket", "containerd.service", "docker-registry.service")
BOOTED = Path("/run/systemd/system")  # there where systemd is the init system, see sd_booted(3)
POLICY = Path("/usr/sbin/policy-rc.d")
HOLD = "#!/bin/sh\n# made by the Docker course while it installs packages: start no service\nexit 101\n"


def missing(*, own_engine: bool = True, browser: bool = False) -> list[str]:
    """Names of the packages that are still needed; without an engine of our own, those of an engine are not.

    With `browser` also what the tests look at the lessons with, and what sets their clock - where it can be had: by
    root, of Debian.
    """
    path = paths.search_path()
    programs = (
        PROGRAMS if own_engine else {p: n for p, n in PROGRAMS.items() if p not in OF_AN_ENGINE}
    )
    if rootless.needed():  # without root, mmdebstrap too needs sub-ids
        programs = programs | (
            rootless.PACKAGES if own_engine else {"newuidmap": rootless.PACKAGES["newuidmap"]}
        )
    names = [
        package for program, package in programs.items() if not shutil.which(program, path=path)
    ]
    if "docker-cli" in names and not has_docker_cli(platform.freedesktop_os_release()):
        names = sorted({"docker.io" if name == "docker-cli" else name for name in names})
    if browser and os.geteuid() == 0 and _is_debian():
        names += [name for name in ("chromium", "faketime") if not shutil.which(name)]
    if not KEYRING.exists():
        names.append("debian-archive-keyring")
    if find_spec("ensurepip") is None or find_spec("venv") is None:
        names.append(
            f"python3.{sys.version_info.minor}-venv" if _is_system_python() else "python3-venv"
        )
    return names


def install(names: list[str]) -> None:
    """Install packages with apt; services that come with them are neither started nor enabled."""
    command = f"apt-get install --no-install-recommends {' '.join(names)}"
    if not shutil.which("apt-get"):
        raise SetupError(
            f"These programs are missing: {' '.join(names)} (Debian's names), and this system has no apt-get.\n"
            "Install your system's packages of the same programs, or take the course on Debian 12 or newer."
        )
    if os.geteuid() != 0:
        raise SetupError(
            f"Debian packages are missing, and only root can install them: {', '.join(names)}.\n"
            f"Ask whoever administers this machine to run:   {command}\n"
            "or, with that right yourself:                   sudo ./course setup"
        )
    fresh = [unit for unit in UNITS if not _known(unit)]
    log = data_folder.make() / "run" / "apt.log"
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    wait = ("-o", "DPkg::Lock::Timeout=120")
    guard = (
        not POLICY.exists() or POLICY.read_text() == HOLD
    )  # the second: a set-up that was cut off left it
    try:
        if guard:
            POLICY.write_text(HOLD)
            POLICY.chmod(0o755)
        programs.call(
            ["apt-get", *wait, "update", "-qq"], why="Reading the package lists", log=log, env=env
        )
        programs.call(
            ["dpkg", "--configure", "-a"],
            why="Finishing an earlier installation",
            log=log,
            env=env,
            finish=True,
        )
        argv = ["apt-get", *wait, "install", "-y", "-qq", "--no-install-recommends", *names]
        programs.call(argv, why="Installing Debian packages", log=log, env=env, finish=True)
    finally:
        if guard:
            POLICY.unlink(missing_ok=True)
    _disable([unit for unit in fresh if _known(unit)])


def _disable(units: list[str]) -> None:
    """Turn off the services that came with the packages: the course starts its own engine and registry itself."""
    if units and shutil.which("systemctl"):
        now = (
            ["--now"] if BOOTED.exists() else []
        )  # a container may have systemctl, and no systemd that answers
        programs.call(
            ["systemctl", "disable", *now, "--quiet", *units],
            why="Turning off the packages' services",
        )
        console.say(
            f"    turned off: {', '.join(units)} (came with the packages; the course runs an engine of its own)"
        )


def _known(unit: str) -> bool:
    return any(
        Path(folder, unit).exists() for folder in ("/lib/systemd/system", "/etc/systemd/system")
    )


def has_docker_cli(os_release: dict) -> bool:
    """Whether this system keeps the `docker` command in a package of its own: Debian does from 13 on."""
    version = os_release.get("VERSION_ID", "")  # testing and unstable have none
    return os_release.get("ID") == "debian" and (not version or float(version) >= 13)


def _is_debian() -> bool:
    return (
        platform.freedesktop_os_release().get("ID") == "debian"
    )  # Ubuntu's package of this name is an empty one


def _is_system_python() -> bool:
    return sys.executable.startswith("/usr/bin/")

"""Install Debian's packages without starting the services that come with them."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lab.base import console, data_folder, programs
from lab.base.errors import SetupError

UNITS = ("docker.service", "docker.socket", "containerd.service", "docker-registry.service")
UNIT_FOLDERS = ("/lib/systemd/system", "/etc/systemd/system")
BOOTED = Path("/run/systemd/system")  # there where systemd is the init system, see sd_booted(3)
POLICY = Path("/usr/sbin/policy-rc.d")  # asked before a package's service is started
HOLD = """\
#!/bin/sh
# made by the Docker course while it installs packages: start no service
exit 101
"""


def install(names: list[str]) -> None:
    """Install packages; services that come with them are neither started nor enabled."""
    _require_root(names)
    units_before = _units()
    log = data_folder.make() / "run" / "apt.log"
    env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    apt = ("apt-get", "-o", "DPkg::Lock::Timeout=120")
    update = [*apt, "update", "-qq"]
    finish_earlier = ["dpkg", "--configure", "-a"]
    get = [*apt, "install", "-y", "-qq", "--no-install-recommends", *names]
    with _no_service_starts():
        programs.call(update, why="Reading the package lists", log=log, env=env)
        why = "Finishing an earlier installation"
        programs.call(finish_earlier, why=why, log=log, env=env, finish=True)
        programs.call(get, why="Installing Debian packages", log=log, env=env, finish=True)
    _disable([unit for unit in _units() if unit not in units_before])


def _require_root(names: list[str]) -> None:
    """Refuse where packages cannot be installed, with who can."""
    if not shutil.which("apt-get"):
        raise SetupError(
            f"These programs are missing: {' '.join(names)} (Debian's names), "
            "and this system has no apt-get.\n"
            "Install your system's packages of the same programs, "
            "or take the course on Debian 12 or newer."
        )
    if os.geteuid() != 0:
        command = f"apt-get install --no-install-recommends {' '.join(names)}"
        raise SetupError(
            f"Debian packages are missing, and only root can install them: {', '.join(names)}.\n"
            f"Ask whoever administers this machine to run:   {command}\n"
            "or, with that right yourself:                   sudo ./course setup"
        )


@contextmanager
def _no_service_starts() -> Iterator[None]:
    """Hold back the services of packages, unless the administrator has a rule of their own."""
    left_by_a_set_up = POLICY.exists() and POLICY.read_text() == HOLD
    if POLICY.exists() and not left_by_a_set_up:
        yield
        return
    try:
        POLICY.write_text(HOLD)
        POLICY.chmod(0o755)
        yield
    finally:
        POLICY.unlink(missing_ok=True)


def _disable(units: list[str]) -> None:
    """Turn off services that came with packages: the course starts its own engine and registry."""
    if not units or not shutil.which("systemctl"):
        return
    # A container may have systemctl, and no systemd that answers.
    now = ["--now"] if BOOTED.exists() else []
    argv = ["systemctl", "disable", *now, "--quiet", *units]
    programs.call(argv, why="Turning off the packages' services")
    console.say(
        f"    turned off: {', '.join(units)} "
        "(came with the packages; the course runs an engine of its own)"
    )


def _units() -> list[str]:
    """Those of the services that the system has."""
    found = []
    for unit in UNITS:
        if any(Path(folder, unit).exists() for folder in UNIT_FOLDERS):
            found.append(unit)
    return found

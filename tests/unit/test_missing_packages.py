"""Packages of the system that are missing: which, whom to ask, and no service meanwhile."""

from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from lab.base.errors import SetupError
from lab.install import apt, packages


def all_but(missing: str) -> Callable[..., str | None]:
    """Return a `which` to which each program is there but one."""

    def which(name: str, path: str | None = None) -> str | None:
        return None if name == missing else name

    return which


@pytest.mark.parametrize(
    ("system", "apart"),
    [
        ({"ID": "debian", "VERSION_ID": "12"}, False),
        ({"ID": "debian", "VERSION_ID": "13"}, True),
        ({"ID": "debian"}, True),
        ({"ID": "ubuntu", "VERSION_ID": "24.04"}, False),
    ],
)
def test_docker_command_is_looked_for_where_the_system_keeps_it(system, apart) -> None:
    """Debian has the docker command in a package of its own from 13 on; others have not."""
    assert packages.has_docker_cli(system) is apart


@pytest.mark.parametrize(
    ("root", "system", "asked"),
    [(0, "debian", True), (1000, "debian", False), (0, "ubuntu", False)],
)
def test_a_browser_is_asked_for_only_where_it_can_be_had(
    monkeypatch: pytest.MonkeyPatch, root, system, asked
) -> None:
    """Tests want Chromium; a lab never does, nor who is not root, nor where it has no package."""
    monkeypatch.setattr(packages.shutil, "which", all_but("chromium"))
    monkeypatch.setattr(packages.os, "geteuid", lambda: root)
    monkeypatch.setattr(packages.platform, "freedesktop_os_release", lambda: {"ID": system})
    assert ("chromium" in packages.missing(browser=True)) is asked
    assert "chromium" not in packages.missing()


def test_a_missing_program_names_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without docker-registry on the machine, its package is named; with all there, none is."""
    monkeypatch.setattr(packages.shutil, "which", all_but("docker-registry"))
    assert packages.missing() == ["docker-registry"]


def test_an_ordinary_user_is_told_who_can_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the right to install, the exact command is given, and nothing is tried."""
    monkeypatch.setattr(apt.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(apt.shutil, "which", all_but("nothing"))  # also where there is no apt-get
    monkeypatch.setattr(apt.programs, "call", lambda *_, **__: pytest.fail("something was run"))
    words = r"apt-get install --no-install-recommends docker\.io mmdebstrap"
    with pytest.raises(SetupError, match=words):
        apt.install(["docker.io", "mmdebstrap"])


def test_a_system_without_os_release_is_told_what_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """macOS has no os-release: without a docker program the missing packages are named too."""

    def fails() -> NoReturn:
        raise FileNotFoundError("/etc/os-release")

    monkeypatch.setattr(packages.platform, "freedesktop_os_release", fails)
    monkeypatch.setattr(packages.shutil, "which", lambda name, path=None: None)
    assert "docker.io" in packages.missing(browser=True)


@pytest.mark.parametrize(
    ("before", "meanwhile", "after"),
    [
        (None, apt.HOLD, None),
        (apt.HOLD, apt.HOLD, None),
        ("#!/bin/sh\nexit 0\n", "#!/bin/sh\nexit 0\n", "#!/bin/sh\nexit 0\n"),
    ],
    ids=["no rule", "left by a set-up that was cut off", "the administrator's"],
)
def test_services_are_held_back_while_packages_are_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before, meanwhile, after
) -> None:
    """The course's rule is there meanwhile and goes, also when apt fails; others' stay."""
    policy = tmp_path / "policy-rc.d"
    monkeypatch.setattr(apt, "POLICY", policy)
    if before is not None:
        policy.write_text(before)
    found = []

    def fail() -> NoReturn:
        with apt._no_service_starts():
            found.append(policy.read_text())
            raise SetupError("apt failed")

    with pytest.raises(SetupError):
        fail()
    assert found == [meanwhile]
    left = policy.read_text() if policy.exists() else None
    assert left == after

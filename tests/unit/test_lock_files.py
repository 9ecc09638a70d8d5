"""The locks of packages: made from their lists, each entry with a hash, none against another."""

from pathlib import Path

import pytest

from lab.install import locks
from tests.support.lock_files import listed_names, locked_entries


def test_lock_is_made_from_the_list() -> None:
    """The lock names the fingerprint of environment.yml, and has each package of it."""
    text = locks.LOCK.read_text()
    assert f"# environment.yml: {locks.fingerprint()}" in text
    for wanted in locks.requirements(locks.LIST.read_text()):
        name = wanted.split("=")[0].rstrip("<>~!")
        assert f"\n{name}==" in text, name
    assert "jupyterlab" in locks.LIST.read_text()


def test_the_browser_lock_fits_the_list() -> None:
    """What drives the browser is locked apart, and nowhere against the environment's lock."""
    locked = locked_entries(locks.BROWSER_LOCK.read_text())
    assert listed_names(locks.BROWSER.read_text()) == {"playwright"}
    assert "playwright" in locked
    environment = locked_entries(locks.LOCK.read_text())
    for name, entry in locked.items():
        assert "--hash=sha256:" in entry, name
        if name in environment:
            assert environment[name].split()[0] == entry.split()[0]


def test_every_entry_of_the_lock_has_a_hash() -> None:
    """Nothing is installed that cannot be checked: each package's entry has a hash."""
    entries = locked_entries(locks.LOCK.read_text())
    assert len(entries) > 80
    assert all("--hash=sha256:" in entry for entry in entries.values())


def test_a_changed_list_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One more package in environment.yml gives another fingerprint: the lock disagrees."""
    before = locks.fingerprint()
    other = tmp_path / "environment.yml"
    other.write_text(locks.LIST.read_text().replace("  - pip\n", "  - pip\n  - tabulate\n"))
    monkeypatch.setattr(locks, "LIST", other)
    assert locks.fingerprint() != before

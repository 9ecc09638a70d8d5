"""The Python environment: the active conda environment if it is the course's, else .venv."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from lab.base import data_folder, files, paths, programs
from lab.base.errors import SetupError
from lab.install import locks

VENV = paths.CLONE / ".venv"
STAMP = VENV / "course-lock.json"  # what .venv was made from
NEEDED = ("jupyterlab", "docker", "pandas", "ipywidgets", "nbval", "helpers")
SPACE = 600  # megabytes that .venv takes

HAS_MODULES = """\
import sys
from importlib.util import find_spec
sys.exit(any(find_spec(name) is None for name in sys.argv[1:]))
"""


def python() -> Path:
    """The Python that runs the lessons."""
    return conda() or _own_python()


def conda() -> Path | None:
    """The active conda environment's Python, if that environment holds what the course needs."""
    prefix = os.environ.get("CONDA_PREFIX")
    if not prefix:
        return None
    candidate = Path(prefix, "bin", "python")
    if not candidate.exists():
        return None
    probe = subprocess.run([candidate, "-c", HAS_MODULES, *NEEDED], cwd="/")
    return candidate if probe.returncode == 0 else None


def ready() -> bool:
    """Whether the environment is there and at the lock's versions."""
    return conda() is not None or files.read(STAMP).get("made_from") == made_from()


def make() -> None:
    """Make .venv with what the lock names, and `helpers`, editable.

    Each file is checked against its hash.
    """
    if ready():
        return
    STAMP.unlink(missing_ok=True)
    data_folder.make()
    if not _has_module("uv") and not _has_module("pip"):
        shutil.rmtree(VENV, ignore_errors=True)
        _call(sys.executable, "-m", "venv", VENV, why="Making the Python environment .venv")
    _require_space(VENV, SPACE)
    if not _has_module("uv"):
        _install_uv()
    own = _own_python()
    checked = ("--quiet", "--require-hashes", "--python", own)
    _pip("sync", *checked, locks.LOCK, why="Installing the Python packages")
    alone = ("--quiet", "--no-deps", "--no-build-isolation", "--python", own)
    _pip("install", *alone, "--editable", paths.CLONE, why="Installing helpers")
    _quiet_jupyterlab()
    files.write(STAMP, {"made_from": made_from()})


def browser_ready() -> bool:
    """Whether what the tests in a browser need is there.

    A conda environment is its owner's, and left as it is.
    """
    if conda() is not None:
        return True
    return files.read(STAMP).get("browser") == _hash(locks.BROWSER_LOCK.read_bytes())


def make_browser() -> None:
    """Install what the tests in a browser need into .venv."""
    _add(locks.BROWSER_LOCK, "what the tests in a browser need")
    made = {"browser": _hash(locks.BROWSER_LOCK.read_bytes())}
    files.write(STAMP, files.read(STAMP) | made)


def make_box() -> None:
    """Install what the box has beyond the lock into .venv."""
    _add(locks.BOX_LOCK, "what the box needs")


def made_from() -> str:
    """A hash of the lock, the package's own file, the interpreter and the place of the clone."""
    parts = (
        locks.LOCK.read_bytes(),
        (paths.CLONE / "pyproject.toml").read_bytes(),
        sys.version.encode(),
        bytes(paths.CLONE),
    )
    return _hash(b"\0".join(parts))


def _own_python() -> Path:
    return VENV / "bin" / "python"


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _has_module(name: str) -> bool:
    """Whether .venv has a program of this name that works."""
    own = _own_python()
    if not own.exists():
        return False
    return subprocess.run([own, "-m", name, "--version"], capture_output=True).returncode == 0


def _install_uv() -> None:
    """Install uv with pip, from its entry in the lock."""
    paths.run().mkdir(exist_ok=True)
    requirement = paths.run() / "uv.lock"
    requirement.write_text(locks.entry("uv"))
    options = ("--quiet", "--require-hashes", "--no-deps")
    _call(_own_python(), "-m", "pip", "install", *options, "-r", requirement, why="Installing uv")


def _add(lock: Path, what: str) -> None:
    """Install what one more lock names; each file is checked against its hash."""
    data_folder.make()
    options = ("--quiet", "--require-hashes", "--no-deps", "--python", _own_python())
    _pip("install", *options, "-r", lock, why=f"Installing {what}")


def _pip(*words: str | Path, why: str) -> None:
    """Run uv's pip on .venv."""
    env = dict(os.environ)
    env.pop("VIRTUAL_ENV", None)
    if not _cache_is_on_same_disk():
        env["UV_LINK_MODE"] = "copy"
    _call(_own_python(), "-m", "uv", "pip", *words, why=why, env=env)


def _call(*argv: str | Path, why: str, env: dict[str, str] | None = None) -> None:
    programs.call(argv, why=why, log=paths.run() / "python.log", env=env)


def _quiet_jupyterlab() -> None:
    """Let JupyterLab ask nothing, and call nobody."""
    settings = {"fetchNews": "false", "checkForUpdates": False}
    overrides = VENV / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    files.write(overrides, {"@jupyterlab/apputils-extension:notification": settings})


def _cache_is_on_same_disk() -> bool:
    """Whether uv can link files from its cache into .venv."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    while not cache.exists():
        cache = cache.parent
    return cache.stat().st_dev == paths.CLONE.stat().st_dev


def _require_space(folder: Path, megabytes: int) -> None:
    free = shutil.disk_usage(folder.parent).free // 1_000_000
    if free < megabytes:
        raise SetupError(
            f"Too little disk space for {folder}: {free} MB free, {megabytes} MB needed. "
            "Free some and run this again."
        )

"""The Python environment: the active conda environment if it is the course's, else .venv at the lock's versions."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from lab.base import data_folder, files, paths, programs
from lab.base.errors import SetupError

LIST = paths.CLONE / "environment.yml"
LOCK = paths.CLONE / "environment.lock"
# What only the tests in a browser need: large, so not a learner's.
BROWSER = paths.CLONE / "tests" / "data" / "browser.in"
BROWSER_LOCK = BROWSER.with_suffix(".lock")
BOX = paths.CLONE / "lab" / "box" / "image" / "box.in"  # what only the box needs
BOX_LOCK = BOX.with_suffix(".lock")
VENV = paths.CLONE / ".venv"
STAMP = VENV / "course-lock.json"
NEEDED = "jupyterlab, docker, pandas, ipywidgets, nbval, helpers"


def python() -> Path:
    """The Python that runs the lessons."""
    return conda() or VENV / "bin" / "python"


def conda() -> Path | None:
    """The active conda environment's Python, when that environment holds what environment.yml names."""
    prefix = os.environ.get("CONDA_PREFIX")
    candidate = Path(prefix, "bin", "python") if prefix else None
    if candidate is None or not candidate.exists():
        return None
    probe = f"import importlib.util as u; import sys; sys.exit(any(u.find_spec(n) is None for n in '{NEEDED}'.split(', ')))"
    return candidate if subprocess.run([candidate, "-c", probe], cwd="/").returncode == 0 else None


def ready() -> bool:
    """Whether the environment is there and at the lock's versions."""
    return conda() is not None or files.read(STAMP).get("made_from") == made_from()


def make() -> None:
    """Make .venv and install what the lock names, each file checked against its hash; then `helpers`, editable."""
    if ready():
        return
    STAMP.unlink(missing_ok=True)
    own = VENV / "bin" / "python"
    log = data_folder.make() / "run" / "python.log"
    if not _works(own, "uv") and not _works(own, "pip"):
        shutil.rmtree(VENV, ignore_errors=True)
        programs.call(
            [sys.executable, "-m", "venv", VENV], why="Making the Python environment .venv", log=log
        )
    _need_space(VENV, 600)
    if not _works(own, "uv"):
        first = paths.data() / "run" / "uv.lock"
        first.write_text(locked("uv"))
        argv = [
            own,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--require-hashes",
            "--no-deps",
            "-r",
            first,
        ]
        programs.call(argv, why="Installing uv", log=log)
    pip = [own, "-m", "uv", "pip"]
    env = os.environ | {"UV_LINK_MODE": "copy"} if not _same_disk() else dict(os.environ)
    env.pop("VIRTUAL_ENV", None)
    argv = [*pip, "sync", "--quiet", "--require-hashes", "--python", own, LOCK]
    programs.call(argv, why="Installing the Python packages", log=log, env=env)
    argv = [
        *pip,
        "install",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--python",
        own,
        "--editable",
        paths.CLONE,
    ]
    programs.call(argv, why="Installing helpers", log=log, env=env)
    quiet = {"fetchNews": "false", "checkForUpdates": False}  # asks nothing, calls nobody
    overrides = VENV / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    files.write(overrides, {"@jupyterlab/apputils-extension:notification": quiet})
    files.write(STAMP, {"made_from": made_from()})


def browser_ready() -> bool:
    """Whether what the tests in a browser need is there; a conda environment is its owner's, and left as it is."""
    return conda() is not None or files.read(STAMP).get("browser") == _hash(
        BROWSER_LOCK.read_bytes()
    )


def make_browser() -> None:
    """Install what the tests in a browser need into .venv, each file checked against its hash."""
    _add(BROWSER_LOCK, "what the tests in a browser need")
    files.write(STAMP, files.read(STAMP) | {"browser": _hash(BROWSER_LOCK.read_bytes())})


def make_box() -> None:
    """Install what the box has beyond the lock into .venv, each file checked against its hash."""
    _add(BOX_LOCK, "what the box needs")


def _add(more: Path, what: str) -> None:
    own = VENV / "bin" / "python"
    argv = [
        own,
        "-m",
        "uv",
        "pip",
        "install",
        "--quiet",
        "--require-hashes",
        "--no-deps",
        "--python",
        own,
    ]
    env = {key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"}
    programs.call(
        [*argv, "-r", more],
        why=f"Installing {what}",
        log=data_folder.make() / "run" / "python.log",
        env=env,
    )


def made_from() -> str:
    """What an environment stands on: the lock, the package's own file, the interpreter, the place of the clone."""
    parts = (
        LOCK.read_bytes(),
        (paths.CLONE / "pyproject.toml").read_bytes(),
        sys.version.encode(),
        bytes(paths.CLONE),
    )
    return _hash(b"\0".join(parts))


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def requirements(text: str) -> list[str]:
    """The Python requirements that environment.yml names (conda's list and its pip list; python and pip aside)."""
    items = re.findall(
        r"^\s*- ([^:#\n]+?)\s*(?:#.*)?$", text.partition("dependencies:")[2], re.MULTILINE
    )
    return [item for item in items if not re.match(r"python\b|pip$|--editable", item)]


def locked(name: str) -> str:
    """The lock's entry for one package: its version and its hashes."""
    entry = re.search(rf"^{name}==.*?(?=^\S|\Z)", LOCK.read_text(), re.MULTILINE | re.DOTALL)
    if entry is None:
        raise SetupError(f"environment.lock has no {name}: make it anew with `./course lock`.")
    return entry.group(0)


def lock() -> None:
    """Make environment.lock from environment.yml, and beside it the locks of what comes on top (for maintainers)."""
    wanted = "\n".join(requirements(LIST.read_text())) + "\n"
    source = data_folder.make() / "run" / "requirements.in"
    source.write_text(wanted)
    head = "# Made from {} by `./course lock`; do not edit.\n"
    LOCK.write_text(
        head.format(LIST.name) + f"# environment.yml: {fingerprint()}\n" + _resolve(source)
    )
    made = _resolve(BROWSER, "--constraint", LOCK)
    BROWSER_LOCK.write_text(head.format("browser.in") + made)
    there = re.findall(r"^([\w.-]+)==", LOCK.read_text(), re.MULTILINE)
    left_out = [word for name in there for word in ("--no-emit-package", name)]
    made = _resolve(BOX, "--constraint", LOCK, *left_out)
    BOX_LOCK.write_text(head.format("box.in") + made)


def _resolve(*words) -> str:
    options = [
        "--universal",
        "--python-version",
        "3.11",
        "--generate-hashes",
        "--no-header",
        "--no-annotate",
        "--quiet",
    ]
    return programs.call(
        [python(), "-m", "uv", "pip", "compile", "--quiet", *options, *words],
        why="Resolving the lock",
    )


def fingerprint() -> str:
    """The hash of what environment.yml asks for; the lock carries it, and a test compares the two."""
    return _hash("\n".join(sorted(requirements(LIST.read_text()))).encode())


def _works(own: Path, module: str) -> bool:
    return (
        own.exists()
        and subprocess.run([own, "-m", module, "--version"], capture_output=True).returncode == 0
    )


def _same_disk() -> bool:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    while not cache.exists():
        cache = cache.parent
    return cache.stat().st_dev == paths.CLONE.stat().st_dev


def _need_space(folder: Path, megabytes: int) -> None:
    free = shutil.disk_usage(folder.parent).free // 1_000_000
    if free < megabytes:
        raise SetupError(
            f"Too little disk space for {folder}: {free} MB free, {megabytes} MB needed. Free some and run this again."
        )

"""environment.lock and the locks of what comes on top: exact versions, each with its hashes."""

import hashlib
import re
from pathlib import Path

from lab.base import data_folder, paths, programs
from lab.base.errors import SetupError

LIST = paths.CLONE / "environment.yml"
LOCK = paths.CLONE / "environment.lock"
# What only the tests in a browser need: it is large, so it is not a learner's.
BROWSER = paths.CLONE / "tests" / "data" / "browser.in"
BROWSER_LOCK = BROWSER.with_suffix(".lock")
# What only the box needs.
BOX = paths.CLONE / "lab" / "box" / "image" / "box.in"
BOX_LOCK = BOX.with_suffix(".lock")

HEAD = "# Made from {} by `./course lock`; do not edit.\n"
ITEM = re.compile(r"^\s*- ([^:#\n]+?)\s*(?:#.*)?$", re.MULTILINE)
NOT_FOR_PIP = re.compile(r"python\b|pip$|--editable")
NAME = re.compile(r"^([\w.-]+)==", re.MULTILINE)
COMPILE = (
    "--universal",
    "--python-version",
    "3.11",
    "--generate-hashes",
    "--no-header",
    "--no-annotate",
    "--quiet",
)


def requirements(text: str) -> list[str]:
    """The requirements that environment.yml names for Python, conda's and pip's."""
    _, _, dependencies = text.partition("dependencies:")
    return [item for item in ITEM.findall(dependencies) if not NOT_FOR_PIP.match(item)]


def fingerprint() -> str:
    """A hash of what environment.yml asks for: the lock carries it, and a test compares the two."""
    wanted = sorted(requirements(LIST.read_text()))
    return hashlib.sha256("\n".join(wanted).encode()).hexdigest()


def entry(name: str) -> str:
    """The lock's entry for a package: its version and its hashes."""
    pattern = rf"^{name}==.*?(?=^\S|\Z)"
    found = re.search(pattern, LOCK.read_text(), re.MULTILINE | re.DOTALL)
    if found is None:
        raise SetupError(f"environment.lock has no {name}: make it anew with `./course lock`.")
    return found.group(0)


def make(python: Path) -> None:
    """Make environment.lock from environment.yml, and beside it the others (for maintainers).

    `python` is an environment's that has uv.
    """
    data_folder.make()
    paths.run().mkdir(exist_ok=True)
    source = paths.run() / "requirements.in"
    source.write_text("\n".join(requirements(LIST.read_text())) + "\n")
    head = HEAD.format(LIST.name) + f"# environment.yml: {fingerprint()}\n"
    LOCK.write_text(head + _resolve(python, source))
    constraint = ("--constraint", LOCK)
    browser = _resolve(python, BROWSER, *constraint)
    BROWSER_LOCK.write_text(HEAD.format(BROWSER.name) + browser)
    leave_out: list[str] = []
    for name in NAME.findall(LOCK.read_text()):
        leave_out += ["--no-emit-package", name]
    BOX_LOCK.write_text(HEAD.format(BOX.name) + _resolve(python, BOX, *constraint, *leave_out))


def _resolve(python: Path, *words: str | Path) -> str:
    argv = [python, "-m", "uv", "pip", "compile", *COMPILE, *words]
    return programs.call(argv, why="Resolving the lock")

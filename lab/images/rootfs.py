"""The files of a small Debian, from its packages: what the course's base is made of."""

import os
from pathlib import Path

from lab.base import programs
from lab.images.catalog import SUITE

# A base without manuals and translations, also of what is installed on it later. mmdebstrap runs
# the hook when the packages are unpacked and not yet installed; its own way, a filter for each
# package, takes as long as all the rest.
SLIM = (
    "--extract-hook=\n"
    'cd "$1/usr/share"\n'
    "rm -rf man/* info/* locale/* doc-base/* lintian/*\n"
    "find doc ! -type d ! -name copyright -delete\n"
    "printf 'path-exclude=/usr/share/%s/*\\n' man info locale doc doc-base lintian "
    '> "$1/etc/dpkg/dpkg.cfg.d/slim"\n'
    "echo 'path-include=/usr/share/doc/*/copyright' >> \"$1/etc/dpkg/dpkg.cfg.d/slim\"\n"
)
NO_TRANSLATIONS = '--aptopt=Acquire::Languages "none"'
NO_DEVICES = "--skip=output/dev"  # a rootless engine makes none, and each container gets its own


def make_rootfs(target: Path, log: Path) -> None:
    """Make an archive with the files of a small Debian."""
    argv = ["mmdebstrap", "--variant=apt", SLIM, NO_TRANSLATIONS, NO_DEVICES]
    argv += [SUITE, str(target), *mirror()]
    programs.call(argv, why="Making the Debian base", log=log)


def mirror() -> list[str]:
    """The words by which mmdebstrap is told of another mirror of Debian; none without one."""
    chosen = os.environ.get("COURSE_DEBIAN_MIRROR")
    return [chosen] if chosen else []

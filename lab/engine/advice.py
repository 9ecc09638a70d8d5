"""What to tell somebody for whom there is no engine: what is missing, and who can give it."""

import sys
from typing import NoReturn

from lab.base import rootless
from lab.base.errors import SetupError

FOR_ROOTLESS_ONLY = ("rootlesskit", "slirp4netns")  # packages that a guest of an engine needs not


def refuse(lacking: list[str]) -> NoReturn:
    """Raise the error for an ordinary user who lacks these packages, or more than packages."""
    if sys.platform != "linux":
        raise SetupError(
            "No Docker engine answers here. Start Docker Desktop, or set DOCKER_HOST, "
            "and run this again."
        )
    raise SetupError(without_root(rootless.look(), lacking))


def without_root(facts: rootless.Facts, lacking: list[str]) -> str:
    """Pure: what an ordinary user lacks, and the three ways in which root can give it."""
    gaps = rootless.gaps(facts)
    for_rootless = _install(lacking)
    for gap in gaps:
        if gap.command not in for_rootless:
            for_rootless.append(gap.command)
    for_guest = _install([name for name in lacking if name not in FOR_ROOTLESS_ONLY])
    for_guest += ["systemctl start docker", f"usermod -aG docker {facts.user}"]
    missing = [*lacking, *(gap.what for gap in gaps)] or ["nothing"]
    return "\n".join(
        [
            f"You are {facts.user}, no Docker engine that you may use answers, "
            "and for one of your own this is missing:",
            f"  {', '.join(missing)}.",
            "Who has root on this machine can give it, in one of three ways:",
            f"  a rootless engine, yours alone:    {' && '.join(for_rootless)}",
            "                                     then: ./course lab",
            "  an engine of the course's own:     sudo ./course lab",
            f"  the machine's engine, lent to you: {' && '.join(for_guest)}",
            "                                     then log in anew: ./course lab "
            "(whoever may use it is as good as root)",
        ]
    )


def _install(names: list[str]) -> list[str]:
    """The command that installs these packages; none for no package."""
    if not names:
        return []
    return [f"apt-get install --no-install-recommends {' '.join(names)}"]

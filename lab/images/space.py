"""Whether the disk has room for a build."""

import shutil

from lab.base import paths
from lab.base.errors import SetupError

NEEDED = 1000  # megabytes that must be free before each build


def require_space() -> None:
    """Refuse when the disk is too full to build on."""
    if _free() < NEEDED:
        raise too_full()


def ran_out(error: SetupError) -> bool:
    """Whether a program failed for want of space: the kernel's words are all that tells it."""
    return "no space left" in str(error).lower()


def too_full() -> SetupError:
    """The error that says how much is free, and what to do."""
    return SetupError(
        f"The disk under {paths.data()} is too full to build images: "
        f"{_free()} MB free, {NEEDED} MB needed.\n"
        "Free some space, or set COURSE_DATA to a folder on another disk, and run this again."
    )


def _free() -> int:
    return shutil.disk_usage(paths.data()).free // 1_000_000

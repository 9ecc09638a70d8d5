"""What is refused before anything is written: names that no file can have, and more than fits."""

import errno
import os
import shutil
from pathlib import Path

from ..errors import CourseError, brief

SPARE = 64 << 20  # bytes of a disk that stay free


def require_space(folder: Path, size: int, what: str) -> None:
    """Refuse to fill the disk up."""
    if shutil.disk_usage(folder).free - size < SPARE:
        raise CourseError("disk-full", what=what)


def check_file_name(path: str | Path) -> None:
    """Refuse what no file on this disk can be called, before it is looked for."""
    try:
        os.lstat(os.path.expanduser(path))
    except FileNotFoundError:
        return
    except ValueError as error:
        raise _not_a_file_name(path) from error
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise _not_a_file_name(path) from error


def _not_a_file_name(path: str | Path) -> CourseError:
    return CourseError("not-a-file-name", path=repr(brief(str(path))))

"""Files of the learner's, written so that nobody else may change them."""

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import CourseError, NotFound
from .limits import require_space

FOR_OTHERS_TO_WRITE = 0o022
LONGEST_PREFIX = 40  # characters of a name that its temporary file begins with


@contextmanager
def written_by_owner_only() -> Iterator[None]:
    """Make files and folders that nobody else may write, whatever the umask is."""
    mask = os.umask(FOR_OTHERS_TO_WRITE)
    os.umask(mask | FOR_OTHERS_TO_WRITE)
    try:
        yield
    finally:
        os.umask(mask)


def write_file(pieces: Iterable[bytes], to: Path) -> None:
    """Write a file for its owner only, as `docker save` does.

    A file that is there already stays until all has come.

    Raises:
        NotFound: There is no such folder.
        CourseError: There is something else than a file, or the disk is too full.
    """
    if not to.parent.is_dir():
        raise NotFound("no-folder-to-write-to", kind="folder", path=to.parent)
    if to.exists() and not to.is_file():
        raise CourseError("not-a-file", path=to)
    prefix = f".{to.name[:LONGEST_PREFIX]}."
    handle, temporary = tempfile.mkstemp(dir=to.parent, prefix=prefix)
    try:
        with open(handle, "wb") as file:
            for piece in pieces:
                require_space(to.parent, len(piece), str(to))
                file.write(piece)
        os.replace(temporary, to)
    except BaseException:
        os.unlink(temporary)
        raise

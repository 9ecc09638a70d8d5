"""Files of a container: what there is at a path, and archives that are unpacked in it.

The SDK has no request that only looks at a path, and none that keeps a file from a folder's place.
"""

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ..errors import CourseError
from .connection import client
from .watchdog import watched_answer

ARCHIVE = "/containers/{0}/archive"
STATUS = "X-Docker-Container-Path-Stat"
# Bits of Go's os.FileMode.
FOLDER = 1 << 31
LINK = 1 << 27
DEVICE = 1 << 26
IRREGULAR = 1 << 19


@dataclass(frozen=True)
class PathStatus:
    """What there is at a path in a container.

    Attributes:
        name: The last part of the path.
        is_folder: Whether it is a folder.
        is_link: Whether it is a symbolic link, which is not followed.
        is_device: Whether it is a device, or something that is neither that nor a file.
        link_target: Where a link leads, a whole path in the container.
    """

    name: str
    is_folder: bool
    is_link: bool
    is_device: bool
    link_target: str


def path_status(container: str, path: str) -> PathStatus | None:
    """Look what there is at a path in a container.

    None if there is nothing, or no such container: the answer does not tell the two apart.
    """
    api = client().api

    def ask() -> str:
        answer = api.head(api._url(ARCHIVE, container), params={"path": path}, timeout=api.timeout)
        api._raise_for_status(answer)
        header: str = answer.headers[STATUS]
        return header

    try:
        header = watched_answer(ask, container)
    except CourseError as error:
        if error.status is None:  # there was no answer
            raise
        return None
    return read_status(json.loads(base64.b64decode(header)))


def read_status(status: dict[str, Any]) -> PathStatus:
    """Read what the engine tells of a path."""
    mode = status["mode"]
    return PathStatus(
        name=status["name"],
        is_folder=bool(mode & FOLDER),
        is_link=bool(mode & LINK),
        is_device=bool(mode & (DEVICE | IRREGULAR)),
        link_target=status.get("linkTarget") or "",
    )


def put_archive(container: str, folder: str, archive: Iterable[bytes]) -> None:
    """Unpack an archive in a container's folder.

    No file takes the place of a folder, and no folder that of a file.
    """
    api = client().api

    def send() -> None:
        answer = api._put(
            api._url(ARCHIVE, container),
            params={"path": folder, "noOverwriteDirNonDir": "true"},
            data=archive,
        )
        api._raise_for_status(answer)

    watched_answer(send, container)

"""Read what an archive of `docker save` holds."""

import hashlib
import json
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from .. import engine


class NotAnArchive(Exception):
    """The file is no tar that can be read."""


class NoManifest(Exception):
    """The file is a tar, but not of images."""


@dataclass(frozen=True)
class SavedImage:
    """An image in an archive: its names as the lessons write them, and its ID.

    The ID is the digest of its configuration, by which a registry knows it too.
    """

    names: list[str]
    id: str


def read(path: Path) -> list[SavedImage]:
    """Read which images an archive holds.

    Errors: NotAnArchive, NoManifest.
    """
    try:
        with tarfile.open(path) as archive:
            manifest = json.load(_member(archive, "manifest.json"))
            return [_saved_image(archive, entry) for entry in manifest]
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise NotAnArchive(str(path)) from error
    except (KeyError, TypeError) as error:
        raise NoManifest(str(path)) from error


def _saved_image(archive: tarfile.TarFile, entry: dict[str, Any]) -> SavedImage:
    config = _member(archive, entry["Config"]).read()
    digest = hashlib.sha256(config).hexdigest()
    names = [engine.reference(name).displayed for name in entry["RepoTags"] or []]
    return SavedImage(names, f"sha256:{digest}")


def _member(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    """Open a file of the archive; a folder of that name is as good as no file."""
    content = archive.extractfile(name)
    if content is None:
        raise KeyError(name)
    return content

"""What an archive says of its images: `manifest.json`, and `index.json` beside it. Pure.

Go takes `repotags` for `RepoTags`, and of two such keys the last. So only descriptions are taken
whose keys are spelt as engines spell them.
"""

import json
import re
from collections.abc import Callable, Collection
from typing import Any

from .._files.plain_tar import NotPlain

MANIFEST = "manifest.json"
INDEX = "index.json"
KEYS_OF_IMAGE = ("Config", "RepoTags", "Layers", "Parent", "LayerSources")
KEYS_OF_INDEX = ("schemaVersion", "mediaType", "artifactType", "manifests", "subject")
KEYS_OF_ENTRY = ("mediaType", "digest", "size", "platform", "annotations", "artifactType", "data")
NAME = "io.containerd.image.name"  # an entry's annotation: the image's name
TAG = "org.opencontainers.image.ref.name"  # its tag, or without the other annotation its name
PLAIN_TAG = re.compile(r"\w[\w.-]{0,127}", re.ASCII)


def read_manifest(content: bytes, is_file: Callable[[str], bool]) -> list[dict[str, Any]]:
    """Read `manifest.json`: a list with a description of each image.

    `is_file` tells whether the archive has such a file.

    Raises:
        ValueError: It is no such list, or a file is not there.
        NotPlain: Go might read it otherwise.
    """
    images = _parse(content, MANIFEST)
    if not isinstance(images, list):
        raise ValueError("no list of images")
    for image in images:
        _check_keys(image, KEYS_OF_IMAGE, MANIFEST)
        for name in _texts(image.get("RepoTags") or []):
            if not name.isascii():
                raise NotPlain(MANIFEST)
        for file in _texts([image.get("Config"), *(image.get("Layers") or [])]):
            if not is_file(file):
                raise ValueError(f"there is no file {file}")
    return images


def read_index(content: bytes) -> dict[str, Any]:
    """Read `index.json`, which newer engines prefer; the errors are those of `read_manifest`."""
    index = _parse(content, INDEX)
    _check_keys(index, KEYS_OF_INDEX, INDEX)
    for entry in index.get("manifests") or []:
        _check_keys(entry, KEYS_OF_ENTRY, INDEX)
        annotations = entry.get("annotations") or {}
        _texts(list(annotations.values()))
    return dict(index)


def names_in_manifest(images: list[dict[str, Any]]) -> list[str]:
    """List the names that the images get, if the engine reads the manifest."""
    names: list[str] = []
    for image in images:
        names += image.get("RepoTags") or []
    return names


def names_in_index(index: dict[str, Any]) -> list[str]:
    """List the names that the images get, if the engine reads the index."""
    names = []
    for entry in index.get("manifests") or []:
        annotations = entry.get("annotations") or {}
        name = annotations.get(NAME, "")
        tag = annotations.get(TAG, "")
        if name:
            names.append(name)
        if tag and not (name and PLAIN_TAG.fullmatch(tag)):
            names.append(tag)
    return names


def _parse(content: bytes, member: str) -> Any:
    """Decode JSON in which no object has two keys that Go takes for one."""

    def check(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({key.casefold() for key, _ in pairs}) < len(pairs):
            raise NotPlain(member)
        return dict(pairs)

    try:
        return json.loads(content.decode(), object_pairs_hook=check)
    except RecursionError as error:
        raise ValueError("objects without end") from error


def _check_keys(found: Any, known: Collection[str], member: str) -> None:
    """Refuse what is no object, or has a key that Go takes for a known one spelt otherwise."""
    if not isinstance(found, dict):
        raise ValueError("no object")
    folded = {key.casefold() for key in known}
    for key in found:
        if key not in known and key.casefold() in folded:
            raise NotPlain(member)


def _texts(values: Any) -> list[str]:
    """Take a list of texts, and nothing else."""
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError("no list of texts")
    return values

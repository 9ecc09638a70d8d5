"""Whether the registry holds each image, built from the files that are here."""

import hashlib
import json
from pathlib import Path

from lab.base import files, paths
from lab.images import platforms
from lab.images.catalog import IMAGES, SUITE, Image
from lab.images.rootfs import SLIM
from lab.registry import server
from lab.registry.client import RegistryClient


def ready() -> bool:
    """Whether the registry holds every image, built from the files that are here."""
    registry = server.client()
    return not missing(registry) and platforms.are_joined(registry)


def missing(registry: RegistryClient) -> list[Image]:
    """List the images that have to be built, in the order of the catalog."""
    if not registry.answers():
        return list(IMAGES.values())
    return [image for image in IMAGES.values() if not is_built(image, registry)]


def is_built(image: Image, registry: RegistryClient) -> bool:
    """Whether the registry holds the image under each of its tags, as it was built and as it is.

    A learner may have pushed to one of the tags.
    """
    record = files.read(record_file(image))
    if record.get("made_from") != fingerprint(image):
        return False
    for tag in image.tags:
        manifest = registry.manifest(image.repository, tag)
        if manifest is None or manifest.digest != record["digest"]:
            return False
    return True


def remember(image: Image, registry: RegistryClient) -> None:
    """Keep what an image that was pushed has been built from, and its digest."""
    manifest = registry.require_manifest(image.repository, image.tags[0])
    record = {"made_from": fingerprint(image), "digest": manifest.digest}
    files.write(record_file(image), record)


def record_file(image: Image) -> Path:
    """The file that keeps what an image was built from."""
    return paths.data() / "registry" / f"{image.key}.json"


def fingerprint(image: Image) -> str:
    """A hash of all that the image is built from; when it changes, the image is built again."""
    lines = [json.dumps([image.repository, image.tags, image.arguments, SUITE, SLIM])]
    for path in sorted(image.folder.iterdir()):
        lines.append(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}")
    if image.built_on:
        lines.append(fingerprint(IMAGES[image.built_on]))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()

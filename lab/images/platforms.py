"""Busybox for two platforms: the platform of each image, and one name for both."""

import hashlib
import json
from typing import Any

from lab.images.catalog import BUSYBOX, Image
from lab.registry import server
from lab.registry.client import MANIFEST, MANIFEST_LIST, RegistryClient

PLATFORMS = {
    "amd64": {"architecture": "amd64", "os": "linux"},
    "arm64": {"architecture": "arm64", "os": "linux", "variant": "v8"},
}
JOINED = ("1.37", "1", "latest")  # the tags of busybox that have both platforms


def write_platform(image: Image, registry: RegistryClient) -> None:
    """Write the platform into the image's config: a build on `scratch` has the builder's."""
    platform = PLATFORMS[image.arguments["ARCH"]]
    content = registry.require_manifest(image.repository, image.tags[0]).content
    config = json.loads(registry.blob(image.repository, content["config"]["digest"]))
    new_config = json.dumps(config | platform).encode()
    digest = f"sha256:{hashlib.sha256(new_config).hexdigest()}"
    registry.put_blob(image.repository, digest, new_config)
    content["config"] |= {"digest": digest, "size": len(new_config)}
    registry.put_manifest(image.repository, image.tags[0], content)


def join() -> None:
    """Give both platforms one name: a manifest list that names the image of each."""
    registry = server.client()
    joined = manifest_list(registry)
    for tag in JOINED:
        registry.put_manifest(BUSYBOX, tag, joined)


def are_joined(registry: RegistryClient) -> bool:
    """Whether each tag for both platforms names the images that the registry has now."""
    joined = manifest_list(registry)
    for tag in JOINED:
        manifest = registry.manifest(BUSYBOX, tag)
        if manifest is None or manifest.content != joined:
            return False
    return True


def manifest_list(registry: RegistryClient) -> dict[str, Any]:
    """Make the list that names the image of each platform."""
    rows = []
    for tag, platform in PLATFORMS.items():
        digest = registry.require_manifest(BUSYBOX, tag).digest
        row = {
            "mediaType": MANIFEST,
            "size": registry.size(BUSYBOX, digest),
            "digest": digest,
            "platform": platform,
        }
        rows.append(row)
    return {"schemaVersion": 2, "mediaType": MANIFEST_LIST, "manifests": rows}

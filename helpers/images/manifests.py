"""Read what a registry says of an image: `docker manifest inspect`."""

import json
from typing import Any

from .. import _registry, engine
from .._command_line import line, show
from ..tables import Table, make_table


def manifest(image: str) -> Table:
    """Read an image's manifest from its registry (`docker manifest inspect`).

    Columns: PLATFORM, DIGEST, SIZE of a list; MEDIA TYPE, DIGEST, SIZE of one image (its config, then its layers).
    `attrs` has `raw`, the manifest's exact bytes, and `digest`, the SHA-256 of them that the registry tells.
    Errors: NotFound (says which tags there are), PullError. https://docs.docker.com/reference/cli/docker/manifest/inspect/
    """
    reference = engine.reference(image)
    is_plain_http = _registry.repository_of(reference).is_plain_http
    name = _registry.whole_name(reference)
    command = show(line("manifest inspect", name, insecure=is_plain_http))
    answer = _registry.manifest(reference)
    content = json.loads(answer.content)
    if "manifests" in content:
        columns = ["PLATFORM", "DIGEST", "SIZE"]
        rows = [
            [_platform_name(image.get("platform", {})), image["digest"], image["size"]]
            for image in content["manifests"]
        ]
    else:
        columns = ["MEDIA TYPE", "DIGEST", "SIZE"]
        parts = [content["config"], *content["layers"]]
        rows = [[part["mediaType"], part["digest"], part["size"]] for part in parts]
    digest = answer.headers[_registry.DIGEST_HEADER]
    return make_table(columns, rows, command, raw=answer.content, digest=digest)


def _platform_name(platform: dict[str, Any]) -> str:
    """Write a platform as docker does: `linux/arm64/v8`."""
    parts = [platform.get(key) for key in ("os", "architecture", "variant")]
    return "/".join(part for part in parts if part)

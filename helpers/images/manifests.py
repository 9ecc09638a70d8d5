"""Read what a registry says of an image: `docker manifest inspect`."""

import json
from typing import Any

from .. import _registry, engine
from .._command_line import line, show
from ..tables import Table, make_table


def manifest(image: str) -> Table:
    """Read an image's manifest from its registry (`docker manifest inspect`).

    Parameters:
        image (str): Its name; without a tag, `latest`.

    Returns:
        A table. Of an image for several platforms: PLATFORM (text, `linux/amd64`), DIGEST (text),
        SIZE (bytes of that platform's manifest). Of an image for one: MEDIA TYPE (text), DIGEST
        (text), SIZE (bytes) of its config and then of its layers. `attrs["raw"]` is the manifest
        as it is stored (bytes), `attrs["digest"]` the SHA-256 of it that the registry tells.

    Raises:
        NotFound: The registry has no such image; the error says which tags there are.
        PullError: The registry does not answer.

    https://docs.docker.com/reference/cli/docker/manifest/inspect/
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

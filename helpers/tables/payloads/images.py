"""Images and their history: `GET /images/json` and `GET /images/NAME/history`."""

from collections.abc import Iterable
from typing import Any

from ...references import display_name
from .answers import Rows, read_objects, whole_number

COLUMNS = ["REPOSITORY", "TAG", "IMAGE ID", "CREATED", "SIZE"]
DIGEST_COLUMNS = ["REPOSITORY", "TAG", "DIGEST", "IMAGE ID", "CREATED", "SIZE"]
REPOSITORY = COLUMNS.index("REPOSITORY")
TAG = COLUMNS.index("TAG")
CREATED = COLUMNS.index("CREATED") - len(COLUMNS)  # from the end: with DIGEST or without
HISTORY_COLUMNS = ["IMAGE", "CREATED", "CREATED BY", "SIZE", "COMMENT"]
NONE = "<none>"


def read_images(answer: Iterable[dict], digests: bool = False, registry: str | None = None) -> Rows:
    """Read `GET /images/json`: one row for each name of each image, the newest image first."""
    rows: list[list[Any]] = []
    read_names = _read_names_with_digests if digests else _read_names

    def read(image: dict) -> None:
        created = whole_number(image["Created"])
        size = whole_number(image["Size"])
        image_id = image["Id"]
        for repository, *parts in read_names(image):
            shown = display_name(repository, registry)
            rows.append([shown, *parts, image_id, created, size])

    read_objects("GET /images/json", answer, read)
    rows.sort(key=lambda row: (-row[CREATED], row[REPOSITORY], row[TAG]))
    return Rows(DIGEST_COLUMNS if digests else COLUMNS, rows)


def _read_names(image: dict) -> list[tuple[str, str]]:
    """List repository and tag of each name of an image, `<none>` for what there is not."""
    tags = _split_tags(image.get("RepoTags"))
    digests = _split_digests(image.get("RepoDigests"))
    names = list(tags)
    for repository, _ in _without_tag(digests, tags):
        if (repository, NONE) not in names:
            names.append((repository, NONE))
    return names or [(NONE, NONE)]


def _read_names_with_digests(image: dict) -> list[tuple[str, str, str]]:
    """List repository, tag and digest of each name of an image, `<none>` for what there is not."""
    tags = _split_tags(image.get("RepoTags"))
    digests = _split_digests(image.get("RepoDigests"))
    names = []
    for repository, tag in tags:
        own = [digest for known_in, digest in digests if known_in == repository]
        for digest in own or [NONE]:
            names.append((repository, tag, digest))
    for repository, digest in _without_tag(digests, tags):
        names.append((repository, NONE, digest))
    return names or [(NONE, NONE, NONE)]


def _without_tag(
    digests: list[tuple[str, str]], tags: list[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Keep the digests in repositories of which the image has no tag."""
    tagged = {repository for repository, _ in tags}
    return [(repository, digest) for repository, digest in digests if repository not in tagged]


def _split_tags(names: list[str] | None) -> list[tuple[str, str]]:
    """Split each `nginx:1.26` into repository and tag."""
    tags = []
    for name in names or []:
        if name != f"{NONE}:{NONE}":
            repository, _, tag = name.rpartition(":")
            tags.append((repository, tag))
    return tags


def _split_digests(names: list[str] | None) -> list[tuple[str, str]]:
    """Split each `nginx@sha256:...` into repository and digest."""
    digests = []
    for name in names or []:
        if name != f"{NONE}@{NONE}":
            repository, _, digest = name.partition("@")
            digests.append((repository, digest))
    return digests


def read_history(answer: Iterable[dict]) -> Rows:
    """Read `GET /images/NAME/history`."""
    return Rows(HISTORY_COLUMNS, read_objects("GET /images/NAME/history", answer, _read_step))


def _read_step(step: dict) -> list[Any]:
    return [
        step["Id"],
        whole_number(step["Created"]),
        step["CreatedBy"],
        whole_number(step["Size"]),
        step["Comment"],
    ]

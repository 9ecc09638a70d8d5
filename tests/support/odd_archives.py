"""Archives of an image that Python and Go might read differently, made of one that docker saved."""

import io
import json
import tarfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MANIFEST = "manifest.json"
Extra = tuple[str, bytes | str, bytes]  # name, content or a link's target, type


@dataclass(frozen=True)
class Saved:
    """What `docker save` wrote: its members, and the first image's description."""

    members: list[tuple[tarfile.TarInfo, bytes]]
    description: dict[str, Any]


def read_saved(path: Path) -> Saved:
    """Read an archive that docker wrote."""
    with tarfile.open(path) as archive:
        members = []
        for member in archive:
            content = archive.extractfile(member)
            members.append((member, content.read() if content else b""))
        (description,) = json.loads(archive.extractfile(MANIFEST).read())
    return Saved(members, description)


def manifest(saved: Saved, *names: str) -> bytes:
    """Write a manifest that gives these names to the image."""
    return json.dumps([{**saved.description, "RepoTags": list(names)}]).encode()


def write(path: Path, saved: Saved, content: bytes, *extras: Extra) -> None:
    """Write the archive with this manifest, and other members behind all others."""
    without = (MANIFEST, "repositories", "index.json", "oci-layout")
    with tarfile.open(path, "w") as archive:
        for member, data in saved.members:
            if member.name not in without:
                archive.addfile(member, io.BytesIO(data))
        _add_all(archive, [(MANIFEST, content, tarfile.REGTYPE), *extras])


def _add_all(archive: tarfile.TarFile, extras: Sequence[Extra]) -> None:
    for name, content, kind in extras:
        member = tarfile.TarInfo(name)
        member.type = kind
        if isinstance(content, str):
            member.linkname = content
            archive.addfile(member)
            continue
        member.size = len(content)
        archive.addfile(member, io.BytesIO(content))


def second_manifest(name: str) -> Callable[[Path, Saved, str, str], None]:
    """Write a second manifest, under a name that may mean the first."""

    def make(path: Path, saved: Saved, own: str, foreign: str) -> None:
        extra = (name, manifest(saved, foreign), tarfile.REGTYPE)
        write(path, saved, manifest(saved, own), extra)

    return make


def linked_manifest(kind: bytes, link: str) -> Callable[[Path, Saved, str, str], None]:
    """Write a link in the manifest's place, to another file."""

    def make(path: Path, saved: Saved, own: str, foreign: str) -> None:
        other = ("other.json", manifest(saved, foreign), tarfile.REGTYPE)
        write(path, saved, manifest(saved, own), other, (MANIFEST, link, kind))

    return make


def linked_folder(path: Path, saved: Saved, own: str, foreign: str) -> None:
    """Write the manifest through a folder that is a link to the archive's root."""
    folder = ("folder", ".", tarfile.SYMTYPE)
    through = ("folder/manifest.json", manifest(saved, foreign), tarfile.REGTYPE)
    write(path, saved, manifest(saved, own), folder, through)


def key_beside(key: str) -> Callable[[Path, Saved, str, str], None]:
    """Write the names a second time, under a key that Go takes for the same."""

    def make(path: Path, saved: Saved, own: str, foreign: str) -> None:
        text = manifest(saved, own).decode()
        twice = text.replace(f'["{own}"]', f'["{own}"], "{key}": ["{foreign}"]')
        write(path, saved, twice.encode())

    return make


def key_instead(key: str) -> Callable[[Path, Saved, str, str], None]:
    """Write the names under a key that only Go takes for RepoTags."""

    def make(path: Path, saved: Saved, own: str, foreign: str) -> None:
        text = manifest(saved, foreign).decode()
        write(path, saved, text.replace("RepoTags", key).encode())

    return make


def two_lists(path: Path, saved: Saved, own: str, foreign: str) -> None:
    """Write two lists, one behind the other: Go reads the first."""
    write(path, saved, manifest(saved, foreign) + manifest(saved, own))


def only_repositories(path: Path, saved: Saved, own: str, foreign: str) -> None:
    """Write no manifest: old engines take the names of `repositories`."""
    repository, _, tag = foreign.rpartition(":")
    layer = saved.description["Layers"][0].partition("/")[0]
    content = json.dumps({repository: {tag: layer}}).encode()
    write(path, saved, b"", ("repositories", content, tarfile.REGTYPE))
    with tarfile.open(path) as whole, tarfile.open(f"{path}.new", "w") as archive:
        for member in whole:
            if member.name != MANIFEST:
                archive.addfile(member, whole.extractfile(member))
    Path(f"{path}.new").replace(path)


def index_with(**annotations: str) -> Callable[[Path, Saved, str, str], None]:
    """Write an index beside the manifest: engines with the containerd store take its names."""

    def make(path: Path, saved: Saved, own: str, foreign: str) -> None:
        told = {
            key.replace("__", "."): value.format(own=own, foreign=foreign)
            for key, value in annotations.items()
        }
        index = {"schemaVersion": 2, "manifests": [{"annotations": told}]}
        layout = ("oci-layout", b'{"imageLayoutVersion": "1.0.0"}', tarfile.REGTYPE)
        extra = ("index.json", json.dumps(index).encode(), tarfile.REGTYPE)
        write(path, saved, manifest(saved, own), layout, extra)

    return make


def global_header(path: Path, saved: Saved, own: str, foreign: str) -> None:
    """Let a header for all members call the manifest otherwise: only Python heeds it."""
    extra = ("other.json", manifest(saved, own), tarfile.REGTYPE)
    write(path, saved, manifest(saved, foreign), extra)
    with tarfile.open(path) as whole:
        members = [(member, whole.extractfile(member)) for member in whole]
        with tarfile.open(
            f"{path}.new", "w", format=tarfile.PAX_FORMAT, pax_headers={"path": "x"}
        ) as archive:
            for member, content in members:
                archive.addfile(member, content)
    Path(f"{path}.new").replace(path)


ODD_ARCHIVES: dict[str, Callable[[Path, Saved, str, str], None]] = {
    "the manifest twice": second_manifest(MANIFEST),
    "a point before it": second_manifest("./manifest.json"),
    "two points in it": second_manifest("x/../manifest.json"),
    "a root before it": second_manifest("/manifest.json"),
    "two strokes in it": second_manifest(".//manifest.json"),
    "a link in its place": linked_manifest(tarfile.SYMTYPE, "other.json"),
    "a hard link in its place": linked_manifest(tarfile.LNKTYPE, "other.json"),
    "a link to a folder": linked_folder,
    "a key in lower case beside it": key_beside("repotags"),
    "a key with a long s beside it": key_beside("RepoTag\u017f"),
    "a key twice": key_beside("RepoTags"),
    "a key in lower case": key_instead("repotags"),
    "a key in upper case": key_instead("REPOTAGS"),
    "two lists": two_lists,
    "names of old engines": only_repositories,
    "another name in the index": index_with(io__containerd__image__name="{foreign}"),
    "a name as the index's tag": index_with(
        io__containerd__image__name="{own}", org__opencontainers__image__ref__name="{foreign}"
    ),
    "a name as the index's only tag": index_with(org__opencontainers__image__ref__name="{foreign}"),
    "a header for all members": global_header,
}

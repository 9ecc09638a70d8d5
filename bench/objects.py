"""What is measured on: containers, volumes and images, made by plain requests and removed again."""

import hashlib
import io
import json
import tarfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from .raw import Engine

LABEL = "course.docker.bench"
LABELS = {"course.docker": "1", LABEL: "1"}
NAME = "course-bench"
WORKERS = 4  # more do not make the engine faster on two cores
CREATED = "2024-01-01T00:00:00Z"


@dataclass(frozen=True)
class Image:
    """An image to load: its name, its layers as archives, the number of steps in its history.

    The steps above the number of layers are empty ones, which made no layer.
    """

    name: str
    layers: list[bytes]
    steps: int = 1


def containers(
    engine: Engine, numbers: Iterable[int], image: str, command: list[str] | None = None
) -> list[str]:
    """Create a container `course-bench-NUMBER` for each number, not started; return the names."""
    body = {
        "Image": image,
        "Cmd": command or ["sleep", "3600"],
        "StopSignal": "SIGKILL",
        "Labels": LABELS,
    }

    def create(number: int) -> str:
        name = f"{NAME}-{number}"
        engine.request("POST", f"/containers/create?name={name}", body)
        return name

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(create, numbers))


def volumes(engine: Engine, numbers: Iterable[int]) -> None:
    """Create an empty volume `course-bench-NUMBER` for each number."""

    def create(number: int) -> None:
        engine.request("POST", "/volumes/create", {"Name": f"{NAME}-{number}", "Labels": LABELS})

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(create, numbers))  # raises the first failure


def images(engine: Engine, numbers: Iterable[int]) -> list[str]:
    """Load an image of one small layer for each number, with an ID of its own; return the names."""
    layer = archive({"file": b"the same in every image\n"})
    names = [f"{NAME}/image-{number}:latest" for number in numbers]
    load(engine, [Image(name, [layer]) for name in names])
    return names


def load(engine: Engine, wanted: list[Image]) -> None:
    """Load images in one archive, as `docker save` writes it."""
    entries: list[dict[str, Any]] = []
    files: dict[str, bytes] = {}
    for image in wanted:
        digests = [hashlib.sha256(layer).hexdigest() for layer in image.layers]
        config = _config(image, digests)
        config_file = f"{hashlib.sha256(config).hexdigest()}.json"
        layer_files = [f"{digest}.tar" for digest in digests]
        files[config_file] = config
        files.update(zip(layer_files, image.layers, strict=True))
        entries.append({"Config": config_file, "RepoTags": [image.name], "Layers": layer_files})
    files["manifest.json"] = json.dumps(entries).encode()
    engine.request("POST", "/images/load?quiet=1", archive(files), "application/x-tar")


def _config(image: Image, digests: list[str]) -> bytes:
    """Pure: the config of an image, whose bytes are the image's ID."""
    history: list[dict[str, Any]] = []
    for number in range(image.steps):
        step: dict[str, Any] = {"created_by": f"step {number}", "created": CREATED}
        if number >= len(image.layers):
            step["empty_layer"] = True
        history.append(step)
    config = {
        "architecture": "amd64",
        "os": "linux",
        "created": CREATED,
        "history": history,
        "config": {"Labels": LABELS | {"name": image.name}, "Cmd": ["true"]},
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{digest}" for digest in digests]},
    }
    return json.dumps(config).encode()


def archive(files: dict[str, bytes]) -> bytes:
    """Pack files into a tar archive, the same bytes each time."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def listing(engine: Engine) -> dict[str, list[str]]:
    """List what of the benchmark is on the engine, by the kind that a request names."""
    filters = f"filters={{%22label%22:[%22{LABEL}=1%22]}}"
    containers = engine.get(f"/containers/json?all=1&{filters}")
    volumes = engine.get(f"/volumes?{filters}")["Volumes"] or []
    images = []
    for image in engine.get(f"/images/json?all=1&{filters}"):
        tags = image["RepoTags"] or []
        images += [tag for tag in tags if NAME in tag]
        if not tags:
            images.append(image["Id"])
    return {
        "containers": [container["Id"] for container in containers],
        "volumes": [volume["Name"] for volume in volumes],
        "images": images,
    }


def remove(engine: Engine) -> None:
    """Remove what of the benchmark is on the engine, and nothing else."""
    with ThreadPoolExecutor(WORKERS) as pool:
        for kind, names in listing(engine).items():
            paths = [f"/{kind}/{name}?force=1" for name in names]
            removals = [pool.submit(engine.request, "DELETE", path) for path in paths]
            for removal in removals:
                removal.result()

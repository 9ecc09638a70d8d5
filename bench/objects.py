"""What is measured on: containers, volumes and images, made by plain requests and removed again, no other with them."""

import hashlib
import io
import json
import tarfile
from concurrent.futures import ThreadPoolExecutor

from .raw import Engine

MARK = "course.docker.bench"
LABELS = {"course.docker": "1", MARK: "1"}
NAME = "course-bench"
WORKERS = 4  # more do not make the engine faster on two cores


def containers(engine: Engine, first: int, last: int, image: str, **config) -> list[str]:
    """Create the containers `course-bench-FIRST` up to before `LAST`, not started; give their names."""
    body = {
        "Image": image,
        "Cmd": ["sleep", "3600"],
        "StopSignal": "SIGKILL",
        "Labels": LABELS,
        **config,
    }

    def make(number: int) -> str:
        engine.bytes("POST", f"/containers/create?name={NAME}-{number}", body)
        return f"{NAME}-{number}"

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(make, range(first, last)))


def volumes(engine: Engine, first: int, last: int) -> None:
    """Create volumes, empty ones."""
    with ThreadPoolExecutor(WORKERS) as pool:
        for _ in pool.map(
            lambda n: engine.bytes(
                "POST", "/volumes/create", {"Name": f"{NAME}-{n}", "Labels": LABELS}
            ),
            range(first, last),
        ):
            pass


def images(engine: Engine, first: int, last: int) -> None:
    """Load images of one small layer, each with an id and a name of its own: `course-bench/image-7:latest`."""
    layer = archive({"file": b"the same in every image\n"})
    load(engine, {f"{NAME}/image-{number}:latest": ([layer], 1) for number in range(first, last)})


def load(engine: Engine, wanted: dict[str, tuple[list[bytes], int]]) -> None:
    """Load images in one archive: a name, its layers, and the number of steps in its history (the rest are empty)."""
    entries, files = [], {}
    for name, (layers, steps) in wanted.items():
        digests = ["sha256:" + hashlib.sha256(layer).hexdigest() for layer in layers]
        history = [
            {"created_by": f"step {i}", "created": "2024-01-01T00:00:00Z"} for i in range(steps)
        ]
        for step in history[len(layers) :]:
            step["empty_layer"] = True
        config = {
            "architecture": "amd64", "os": "linux", "created": "2024-01-01T00:00:00Z", "history": history,
            "config": {"Labels": LABELS | {"name": name}, "Cmd": ["true"]},
            "rootfs": {"type": "layers", "diff_ids": digests},
        }  # fmt: skip
        body = json.dumps(config).encode()
        where = f"{hashlib.sha256(body).hexdigest()}.json"
        files[where] = body
        files |= {f"{digest[7:]}.tar": layer for digest, layer in zip(digests, layers, strict=True)}
        entries.append(
            {
                "Config": where,
                "RepoTags": [name],
                "Layers": [f"{digest[7:]}.tar" for digest in digests],
            }
        )
    files["manifest.json"] = json.dumps(entries).encode()
    engine.bytes("POST", "/images/load?quiet=1", archive(files), "application/x-tar")


def archive(files: dict[str, bytes]) -> bytes:
    """Pack files into a tar archive, the same bytes each time."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for name, body in files.items():
            about = tarfile.TarInfo(name)
            about.size = len(body)
            tar.addfile(about, io.BytesIO(body))
    return packed.getvalue()


def there(engine: Engine) -> dict[str, list[str]]:
    """List what of the benchmark is on the engine."""
    mine = f"filters={{%22label%22:[%22{MARK}=1%22]}}"
    pictures = engine.get(f"/images/json?all=1&{mine}")
    return {
        "containers": [one["Id"] for one in engine.get(f"/containers/json?all=1&{mine}")],
        "volumes": [one["Name"] for one in engine.get(f"/volumes?{mine}")["Volumes"] or []],
        "images": [
            name
            for one in pictures
            for name in one["RepoTags"] or [one["Id"]]
            if NAME in name or not one["RepoTags"]
        ],
    }


def remove(engine: Engine, kinds: tuple[str, ...] = ("containers", "volumes", "images")) -> int:
    """Remove what of the benchmark is on the engine, and nothing else; return how many objects it was."""
    found = there(engine)
    with ThreadPoolExecutor(WORKERS) as pool:
        for kind in kinds:
            gone = [
                pool.submit(engine.bytes, "DELETE", f"/{kind}/{one}?force=1") for one in found[kind]
            ]
            for one in gone:
                one.result()
    return sum(len(found[kind]) for kind in kinds)

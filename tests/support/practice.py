"""What tests share: doing what a learner does, in a cell or in a terminal, waiting, and what the engine has."""

import os
import subprocess
import time
from collections.abc import Callable

import helpers as dk
from helpers import _registry, engine


def sh(line: str) -> None:
    """Type a line in a terminal; what is made so is the learner's, without the course's label."""
    environment = {**os.environ, "DOCKER_HOST": engine.host(), "DOCKER_BUILDKIT": "0"}
    subprocess.run(line, shell=True, env=environment, check=True, capture_output=True, timeout=60)  # noqa: S602 - a test's own line


def do(code: str) -> None:
    """Do what a learner does in a cell."""
    exec(code, {"dk": dk, "sh": sh})  # noqa: S102 - code of this repository


def until(holds: Callable[[], object], seconds: float = 120) -> None:
    """Wait until something holds, or for so long."""
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.1)  # the engine has no event for what is asked here


def fitting(diagnosis: str | tuple[str, str]) -> str:
    """Choose the diagnosis that fits this engine; of two the second is for its containerd store.

    By force that store takes only the name of an image which a container uses; the older ones take the image, too.
    """
    if isinstance(diagnosis, str):
        return diagnosis
    return diagnosis[
        any("io.containerd.snapshotter" in row[1] for row in dk.client().info()["DriverStatus"])
    ]


def boxes() -> set[str]:
    """All containers, volumes and networks of the engine."""
    api = dk.client().api
    volumes = {one["Name"] for one in api.volumes()["Volumes"] or []}
    return (
        {one["Id"] for one in api.containers(all=True)}
        | volumes
        | {one["Id"] for one in api.networks()}
    )


def named() -> set[str]:
    """The names of images that are not the registry's, and of those for another CPU."""
    api, found, known = dk.client().api, set(), set(_registry.names())
    for one in api.images():
        tags = one["RepoTags"] or []
        foreign = tags and api.inspect_image(one["Id"])["Architecture"] != api.version()["Arch"]
        found |= {name for name in tags if foreign or name not in known}
    return found


def pictures() -> dict[str, tuple]:
    """All images of the engine: their names and digests."""
    images = dk.client().api.images(all=True)
    return {
        one["Id"]: (sorted(one["RepoTags"] or []), sorted(one["RepoDigests"] or []))
        for one in images
    }

"""Doing what a learner does, in a cell or in a terminal."""

import helpers as dk
from tests.support.docker_program import shell


def sh(line: str) -> None:
    """Type a line in a terminal; what it makes is the learner's, without the course's label."""
    shell(line, seconds=60)


def do(code: str) -> None:
    """Do what a learner does in a cell."""
    exec(code, {"dk": dk, "sh": sh})  # noqa: S102 - code of this repository


def fitting(diagnosis: str | tuple[str, str]) -> str:
    """Choose the diagnosis that fits this engine; of two the second is for its containerd store.

    With `force` that store removes only the name of an image which a container uses; older stores
    remove the image too.
    """
    if isinstance(diagnosis, str):
        return diagnosis
    of_older_stores, of_containerd_store = diagnosis
    if _has_containerd_store():
        return of_containerd_store
    return of_older_stores


def _has_containerd_store() -> bool:
    status = dk.client().info()["DriverStatus"]
    return any("io.containerd.snapshotter" in value for _, value in status)

"""Objects that a run of the tests can tell from all others by the beginning of their names."""

import io
import os
import tarfile

from helpers import engine
from tests.support.docker_program import docker

MARK = f"words{os.getpid()}"
NO_NETWORK = {"network": "none"}


def remove_marked(mark: str = MARK) -> None:
    """Remove containers, volumes, networks and names of images that begin with the mark."""
    named = ("--filter", f"name={mark}")
    for container in docker("ps", "-aq", *named).split():
        docker("rm", "-fv", container)
    for kind in ("volume", "network"):
        for name in docker(kind, "ls", "-q", *named).split():
            docker(kind, "rm", name, check=False)
    for name in docker("images", "--format", "{{.Repository}}:{{.Tag}}").split():
        if mark in name:
            docker("rmi", name, check=False)


def build_small_image(name: str) -> None:
    """Build a small image that has one name only, and no label."""
    recipe = f'FROM scratch\nCOPY Dockerfile /\nCMD ["{name}"]\n'.encode()
    context = io.BytesIO()
    with tarfile.open(fileobj=context, mode="w") as archive:
        member = tarfile.TarInfo("Dockerfile")
        member.size = len(recipe)
        archive.addfile(member, io.BytesIO(recipe))
    context.seek(0)
    engine.client().images.build(fileobj=context, custom_context=True, tag=name, rm=True)


def image_ids(*words: str) -> set[str]:
    """Return the IDs of all images that `docker images --all WORDS` lists."""
    return set(docker("images", "--all", "--quiet", "--no-trunc", *words).split())

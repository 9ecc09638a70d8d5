"""What the engine has at a moment, so that a test can say that it left nothing."""

import helpers as dk
from helpers import _registry


def objects() -> set[str]:
    """Return all containers and networks by ID, and all volumes by name."""
    api = dk.client().api
    containers = {container["Id"] for container in api.containers(all=True)}
    volumes = {volume["Name"] for volume in api.volumes()["Volumes"] or []}
    networks = {network["Id"] for network in api.networks()}
    return containers | volumes | networks


def images() -> dict[str, tuple[list[str], list[str]]]:
    """Return all images by ID, each with its names and digests."""
    found = {}
    for image in dk.client().api.images(all=True):
        names = sorted(image["RepoTags"] or [])
        digests = sorted(image["RepoDigests"] or [])
        found[image["Id"]] = (names, digests)
    return found


def names_of_others() -> set[str]:
    """Return the names of images that are not the registry's, and of those for another CPU."""
    api = dk.client().api
    of_the_registry = set(_registry.names())
    machine = api.version()["Arch"]
    found = set()
    for image in api.images():
        names = set(image["RepoTags"] or [])
        if names and api.inspect_image(image["Id"])["Architecture"] != machine:
            found |= names
        else:
            found |= names - of_the_registry
    return found

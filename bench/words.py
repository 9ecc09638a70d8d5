"""The words that list: for each, what it asks the engine, and how each peer answers the same."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import helpers as dk

from . import objects, peers
from .measure import Act
from .raw import Engine

CONTAINER = f"{objects.NAME}-0"
LIMIT = "the limit"  # the word's own requests with nothing around them


@dataclass(frozen=True)
class Word:
    """A word of the course and its peers; `sdk` and `whales` are None where they have no such."""

    name: str
    ours: Callable[[], object]
    requests: list[str]
    commands: list[str]  # of the docker program
    sdk: Callable[[Any], object] | None = None
    whales: Callable[[Any], object] | None = None

    def acts(self, engine: Engine, sdk: Any, whales: Any) -> dict[str, Act]:
        """Make the acts to measure: ours, the limit, docker, then the slower peers there are."""
        acts: dict[str, Act] = {
            "ours": self.ours,
            LIMIT: lambda: [engine.get(path) for path in self.requests],
            "docker": lambda: [peers.docker(*command.split()) for command in self.commands],
        }
        ask_sdk = self.sdk
        if ask_sdk:
            acts["docker SDK"] = lambda: ask_sdk(sdk)
        ask_whales = self.whales
        if ask_whales and whales:
            acts["python-on-whales"] = lambda: ask_whales(whales)
        return acts


def words(image: str) -> list[Word]:
    """List the words; `image` is the one whose history and layers are asked for."""
    history = f"history --no-trunc --format json {image}"
    layers = f"inspect --format {{{{.RootFS.Layers}}}} {image}"
    return [
        Word(
            "ps",
            ours=lambda: dk.ps(all=True),
            requests=["/containers/json?all=1"],
            commands=["ps --all --no-trunc --format json"],
            sdk=lambda sdk: sdk.containers.list(all=True),
            whales=lambda whales: [each.name for each in whales.container.list(all=True)],
        ),
        Word(
            "images",
            ours=dk.images,
            requests=["/images/json"],
            commands=["images --no-trunc --format json"],
            sdk=lambda sdk: sdk.images.list(),
            whales=lambda whales: [each.repo_tags for each in whales.image.list()],
        ),
        Word(
            "volumes",
            ours=dk.volumes,
            requests=["/volumes"],
            commands=["volume ls --format json"],
            sdk=lambda sdk: sdk.volumes.list(),
            whales=lambda whales: [each.name for each in whales.volume.list()],
        ),
        Word(
            "history",
            ours=lambda: dk.history(image),
            requests=[f"/images/{image}/history"],
            commands=[history],
            sdk=lambda sdk: sdk.images.get(image).history(),
        ),
        Word(
            "layers",
            ours=lambda: dk.layers(image),
            requests=[f"/images/{image}/json", f"/images/{image}/history"],
            commands=[layers, history],
        ),
        Word(
            "df",
            ours=dk.df,
            requests=["/system/df"],
            commands=["system df --format json"],
            sdk=lambda sdk: sdk.df(),
            whales=lambda whales: whales.system.disk_free(),
        ),
        Word(
            "inspect",
            ours=lambda: dk.inspect(CONTAINER),
            requests=[f"/containers/{CONTAINER}/json"],
            commands=[f"inspect {CONTAINER}"],
            sdk=lambda sdk: sdk.containers.get(CONTAINER),
            whales=lambda whales: whales.container.inspect(CONTAINER),
        ),
    ]

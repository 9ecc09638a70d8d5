"""Images for the views, the end of each view, and the requests that views make."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import docker
import pytest

import helpers as dk
from helpers.widgets import notebook_cells


@pytest.fixture(scope="package", autouse=True)
def images() -> Iterator[None]:
    """The images that the views are tried with, before; nothing of the course's, after."""
    dk.reset()
    dk.pull("busybox")
    dk.pull("nginx")
    yield
    dk.reset(images=True)


@pytest.fixture(autouse=True)
def tidy() -> Iterator[None]:
    """No view and no container stays."""
    yield
    for shown in list(notebook_cells.open_views):
        shown.close()
    dk.reset()


@pytest.fixture
def requests(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each request that is made to the engine, as its method and path, in order."""
    made: list[str] = []
    send = docker.APIClient.send

    def counted(self: docker.APIClient, request: Any, **options: Any) -> Any:
        path = re.sub(r"^/v1\.\d+/", "", urlsplit(request.path_url).path)
        made.append(f"{request.method} {path}")
        return send(self, request, **options)

    monkeypatch.setattr(docker.APIClient, "send", counted)
    return made

"""The SDK's client: one for each address, and the question whether an engine lives."""

import os
from contextlib import closing
from functools import lru_cache
from typing import Any

import docker
import requests
import urllib3
from docker.utils import kwargs_from_env

from ..errors import EngineUnavailable
from .address import host
from .transport import make_breakable

CONNECT_TIMEOUT = 8  # seconds
CONNECTION_LOST = (
    requests.RequestException,
    urllib3.exceptions.HTTPError,
    ConnectionError,
    TimeoutError,
)


def client() -> docker.DockerClient:
    """Give the SDK's client of this engine, for what the words here do not do.

    Its low-level half is `client().api`.

    Returns:
        A `docker.DockerClient`.

    Raises:
        EngineUnavailable: The engine does not answer.

    https://docker-py.readthedocs.io/
    """
    return _connect(host())


@lru_cache
def _connect(address: str) -> docker.DockerClient:
    try:
        connected = docker.DockerClient(
            version="auto", timeout=CONNECT_TIMEOUT, **_connection(address)
        )
    except (docker.errors.DockerException, *CONNECTION_LOST) as error:
        raise unavailable() from error
    connected.api.timeout = None  # a request may take long: the watchdog looks after it
    if address.startswith("unix://"):
        # No proxy stands before a socket, and to look for one takes a third of a short request.
        connected.api.trust_env = False
    make_breakable(connected.api)
    return connected


def _connection(address: str) -> dict[str, Any]:
    """Give what the SDK needs to know of an address, with the environment's certificates."""
    certificates = kwargs_from_env(environment={**os.environ, "DOCKER_HOST": address})
    return {"base_url": address, **certificates}


def forget() -> None:
    """Connect anew at the next request."""
    _connect.cache_clear()


def unavailable() -> EngineUnavailable:
    """Make the error of an engine that does not answer."""
    return EngineUnavailable(address=host())


def alive(timeout: float = 5) -> bool:
    """Ask the engine whether it answers, on a connection of its own."""
    try:
        version = client().api.api_version
        asking = docker.APIClient(version=version, timeout=timeout, **_connection(host()))
        with closing(asking):
            answers: bool = asking.ping()
    except (docker.errors.DockerException, EngineUnavailable, *CONNECTION_LOST):
        return False
    return answers

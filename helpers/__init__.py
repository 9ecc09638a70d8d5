"""Docker's own words, as calls that print their command line and return a table.

`import helpers as dk`.
"""

from importlib import import_module
from typing import Any

from . import engine as engine
from . import errors as errors
from .containers.cp import cp
from .containers.diff import diff
from .containers.exec import exec
from .containers.lifecycle import kill, pause, restart, rm, start, stop, unpause, wait
from .containers.logs import logs
from .containers.port import port
from .containers.ps import ps
from .containers.rename import rename
from .containers.run import create, run
from .containers.stats import stats
from .containers.top import top
from .course import doctor, reset
from .engine import client
from .images.archive import load, save
from .images.building import build
from .images.history import history, layers
from .images.listing import images
from .images.manifests import manifest
from .images.pulling import pull
from .images.pushing import push
from .images.removing import rmi
from .images.searching import search
from .images.tagging import tag
from .inspect import inspect
from .networks import (
    network_connect,
    network_create,
    network_disconnect,
    network_inspect,
    network_rm,
    networks,
)
from .practice import compare, exercise, hand_in, incident, predict, progress
from .second_host import second_engine
from .system import df, events, info, prune, version
from .volumes import volume_create, volume_inspect, volume_rm, volumes

__all__ = [
    "board", "build", "client", "compare", "cp", "create", "df", "diff", "doctor", "events", "exec",
    "exercise", "filter_builder", "hand_in", "history", "images", "incident", "info", "inspect",
    "kill", "layer_explorer", "layers", "load", "logs", "manifest", "network_connect",
    "network_create", "network_disconnect", "network_inspect", "network_rm", "networks", "pause",
    "port", "port_lab", "predict", "progress", "prune", "ps", "pull", "push", "rename", "reset",
    "restart", "restart_timeline", "rm", "rmi", "run", "save", "search", "second_engine", "start",
    "stats", "stop", "tag", "top", "unpause", "version", "volume_create", "volume_inspect",
    "volume_rm", "volumes", "wait",
]  # fmt: skip

_MODULES_OF_VIEWS = {
    "board": "board", "filter_builder": "filters", "layer_explorer": "layers", "port_lab": "ports",
    "restart_timeline": "timeline",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    """Find a live view at its first use, for only then ipywidgets is loaded."""
    if name not in _MODULES_OF_VIEWS:
        raise AttributeError(f"helpers has no word {name}: dir(helpers) lists them.")
    return getattr(import_module(f".widgets.{_MODULES_OF_VIEWS[name]}", __name__), name)


def __dir__() -> list[str]:
    """Show the words and nothing else to Tab."""
    return __all__

"""Docker's own words, as calls that show their command line and give back a table: `import helpers as dk`."""

from importlib import import_module

from . import engine as engine
from . import errors as errors
from .build import build
from .checks import compare, exercise, hand_in, incident, predict, progress
from .containers import (
    create,
    kill,
    pause,
    ps,
    rename,
    restart,
    rm,
    run,
    start,
    stop,
    unpause,
    wait,
)
from .engine import client
from .images import history, images, inspect, layers, load, rmi, save, tag
from .inside import cp, diff, exec, logs, port, stats, top
from .networks import (
    network_connect,
    network_create,
    network_disconnect,
    network_inspect,
    network_rm,
    networks,
)
from .second import second_engine
from .system import df, doctor, events, info, prune, reset, version
from .transfer import manifest, pull, push, search
from .volumes import volume_create, volume_inspect, volume_rm, volumes

__all__ = [
    "board", "build", "client", "compare", "cp", "create", "df", "diff", "doctor", "events", "exec", "exercise",
    "filter_builder", "hand_in", "history", "images", "incident", "info", "inspect", "kill", "layer_explorer",
    "layers", "load", "logs", "manifest", "network_connect", "network_create", "network_disconnect",
    "network_inspect", "network_rm", "networks", "pause", "port", "port_lab", "predict", "progress", "prune",
    "ps", "pull", "push", "rename", "reset", "restart", "restart_timeline", "rm", "rmi", "run", "save",
    "search", "second_engine", "start", "stats", "stop", "tag", "top", "unpause", "version", "volume_create",
    "volume_inspect", "volume_rm", "volumes", "wait",
]  # fmt: skip

_VIEWS = {
    "board": "board", "filter_builder": "filters", "layer_explorer": "layers", "port_lab": "ports",
    "restart_timeline": "timeline",
}  # fmt: skip


def __getattr__(name: str):
    """Find a live view at its first use: ipywidgets is not loaded for those who only call docker's words."""
    if name not in _VIEWS:
        raise AttributeError(f"helpers has no word {name}: dir(helpers) lists them.")
    return getattr(import_module(f".widgets.{_VIEWS[name]}", __name__), name)


def __dir__() -> list[str]:
    """Show the words and nothing else to Tab."""
    return __all__

"""Docker's own words, as calls that show their command line and give back a table: `import helpers as dk`."""

from . import engine as engine
from . import errors as errors
from .build import build
from .checks import compare, exercise, hand_in, predict, progress
from .containers import create, kill, pause, ps, rename, restart, rm, run, start, stop, unpause, wait
from .engine import client
from .images import history, images, inspect, layers, load, rmi, save, tag
from .inside import cp, diff, exec, logs, port, stats, top
from .networks import network_connect, network_create, network_disconnect, network_inspect, network_rm, networks
from .second import second_engine
from .system import df, doctor, events, info, prune, reset, version
from .transfer import manifest, pull, push, search
from .volumes import volume_create, volume_inspect, volume_rm, volumes

__all__ = [
    "build", "client", "compare", "cp", "create", "df", "diff", "doctor", "events", "exec", "exercise",
    "hand_in", "history", "images", "info", "inspect", "kill", "layers", "load", "logs", "manifest",
    "network_connect", "network_create", "network_disconnect", "network_inspect", "network_rm", "networks",
    "pause", "port", "predict", "progress", "prune", "ps", "pull", "push", "rename", "reset", "restart", "rm",
    "rmi", "run", "save", "search", "second_engine", "start", "stats", "stop", "tag", "top", "unpause",
    "version", "volume_create", "volume_inspect", "volume_rm", "volumes", "wait",
]  # fmt: skip


def __dir__() -> list[str]:
    """Show the words and nothing else to Tab."""
    return __all__

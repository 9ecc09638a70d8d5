"""What runs now: `./course status`."""

from lab import jupyter
from lab.base import console, daemon, paths, processes
from lab.engine import choose
from lab.registry import server

TITLES = {
    "dockerd": "engine",
    "registry": "registry",
    "index": "search index",
    "jupyter": "JupyterLab",
}


def show() -> int:
    """Say what runs; the exit code is 0 when engine and registry answer."""
    for name, title in TITLES.items():
        console.say(f"{title:<13} {_state(name)}")
    if paths.in_box():
        console.say("\nThis is the box: a container, with an engine of its own.")
    engine = choose.choose()
    engine_answers = engine.answers()
    answer = "answers" if engine_answers else "does not answer"
    console.say(f"\nEngine in use: {engine.host} ({engine.kind}), {answer}")
    url = jupyter.running()
    if url:
        console.say(f"JupyterLab:    {url}")
    if engine_answers and server.answers():
        console.say("")
        return 0
    console.say("Next:  ./course lab")
    return 1


def _state(name: str) -> str:
    pid = daemon.pid(name)
    if pid is None:
        return "does not run"
    return f"runs (pid {pid}, {processes.resident(pid) / 1e6:.0f} MB resident)"

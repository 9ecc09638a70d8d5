"""Beginnings and what stays: the import, the warm start of the lab, a replay, memory."""

import os
import subprocess
import sys
import time
from collections.abc import Callable

import helpers as dk
from lab.base import daemon, paths
from lab.engine import client
from lab.maintain import replay as lab_replay

from . import fresh, measure

PEER = "import docker, pandas"


def run(rounds: int, long: bool, say: Callable) -> list[measure.Line]:
    """Measure the import and memory; with `long` also a replay of all lessons and a set-up."""
    lines: list[measure.Line] = []
    acts = {
        "ours": lambda: _python("import helpers"),
        "import docker, pandas": lambda: _python(PEER),
    }
    times = measure.rounds(acts, rounds)
    say(measure.compare("starting", "import", 0, times, {PEER: ("ratio", 1.1)}), lines)
    say([kernels()], lines)
    if daemon.pid("jupyter"):
        print(
            "JupyterLab of the course runs already, so its start and its memory are not measured: ./course stop first."
        )
    elif daemon.pid("dockerd"):
        say(lab(), lines)
    if long:
        say(replay(), lines)
        say(fresh.run(), lines)
    return lines


def _python(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], check=True, cwd=paths.CLONE)  # noqa: S603 - code from here


def kernels() -> measure.Line:
    """Hold the memory of a kernel that has imported helpers, and shown a table, against one that has pandas."""
    ours, _ = _kernel("import helpers as dk; dk.ps()")
    theirs, _ = _kernel("import pandas as pd; pd.DataFrame({'A': [1]})")
    return measure.figure(
        "memory", "kernel", 0, "a kernel with pandas", ours / 1e6, theirs / 1e6, 1.15
    )


def _kernel(code: str) -> tuple[int, float]:
    """Start a kernel and run the code in it; give its resident bytes and the seconds that it took."""
    from jupyter_client.manager import start_new_kernel

    begun = time.perf_counter()
    manager, client = start_new_kernel(cwd=str(paths.CLONE))
    try:
        client.execute_interactive(code, output_hook=lambda message: None, timeout=60)
        took = time.perf_counter() - begun
        return daemon.resident(manager.provisioner.pid), took
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def lab() -> list[measure.Line]:
    """Start JupyterLab with engine and registry up, measure until it answers, and what all of it takes when idle."""
    begun = time.perf_counter()
    words = [sys.executable, str(paths.CLONE / "lab"), "lab", "--no-browser"]
    output = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    child = subprocess.Popen(words, **output)  # noqa: S603 - the course's own command
    try:
        for line in child.stdout:
            if "JupyterLab is ready" in line:
                break
        took = time.perf_counter() - begun
        parts = {
            name: daemon.resident(daemon.pid(name))
            for name in ("dockerd", "registry", "index", "jupyter")
        }
    finally:
        child.terminate()  # a shell that starts something in the background lets it ignore Ctrl-C
        child.wait(30)
    whole, alone = sum(parts.values()) / 1e6, parts["dockerd"] / 1e6
    lines = [measure.limit("starting", "lab warm", "4 s", took, 4.0)]
    lines += [measure.figure("memory", "all idle", 0, "dockerd alone", whole, alone, 1.5)]
    for name in ("registry", "index", "jupyter"):
        lines += [measure.figure("memory", name, 0, "dockerd alone", parts[name] / 1e6, alone, 0)]
    return lines


def replay() -> list[measure.Line]:
    """Replay all lessons; beside it the same cells as plain programs, and the start of a kernel for each lesson."""
    lessons = lab_replay.lessons([])
    host = dk.engine.host()
    env = os.environ | {"COURSE_DOCKER_HOST": host, "DOCKER_HOST": host} | lab_replay.nobody()
    quiet = {"cwd": paths.CLONE, "env": env, "capture_output": True, "text": True}
    begun = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "lab.maintain.replay"], **quiet)
    took = time.perf_counter() - begun
    if done.returncode or not client.answers(host):
        print(f"The replay failed, so it took no time that counts:\n{done.stdout[-800:]}")
        return []
    starts = min(_kernel("import helpers as dk")[1] for _ in range(3)) * len(lessons)
    begun = time.perf_counter()
    for lesson in lessons:
        subprocess.run([sys.executable, "-m", "bench.script", str(lesson)], check=True, **quiet)  # noqa: S603 - own lessons
    plain = time.perf_counter() - begun
    return [
        measure.figure(
            "starting",
            "replay",
            len(lessons),
            "plain programs and kernels",
            took,
            plain + starts,
            1.5,
            "s ",
        ),
        measure.figure("starting", "replay", len(lessons), "kernel starts", took, starts, 0, "s "),
    ]

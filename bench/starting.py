"""Beginnings and what stays: the import, the warm start of the lab, a replay, memory."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass

from jupyter_client.manager import start_new_kernel
from jupyter_client.provisioning import LocalProvisioner

import helpers as dk
from lab.base import daemon, paths, processes
from lab.engine import client
from lab.maintain import replay as lab_replay

from . import figures, fresh, measure
from .figures import Figure, Goal
from .report import Report

PEER = "import docker, pandas"
LISTING = "import helpers as dk; dk.ps()"
PANDAS = "import pandas as pd; pd.DataFrame({'A': [1]})"
SERVICES = ("registry", "index", "jupyter")  # that run beside the engine


def run(rounds: int, whole: bool, report: Report) -> None:
    """Measure the import and memory; with `whole` also a replay of all lessons and a set-up."""
    report.add(imports(rounds))
    report.add([kernel_memory()])
    if daemon.pid("jupyter"):
        print(
            "JupyterLab of the course runs already, so its start and its memory are not measured: "
            "./course stop first."
        )
    elif daemon.pid("dockerd"):
        report.add(lab())
    if whole:
        report.add(replay())
        report.add(fresh.run())


def imports(rounds: int) -> list[Figure]:
    """Measure the import of helpers, beside the packages that it needs in any case."""
    acts: dict[str, measure.Act] = {
        "ours": lambda: run_python("-c", "import helpers"),
        PEER: lambda: run_python("-c", PEER),
    }
    times = measure.rounds(acts, rounds)
    return figures.compare("starting", "import", 0, times, {PEER: Goal("ratio", 1.1)})


def kernel_memory() -> Figure:
    """Hold a kernel that has shown a table of the course's against one that has made pandas'."""
    ours = start_kernel(LISTING).memory / 1e6
    theirs = start_kernel(PANDAS).memory / 1e6
    return figures.single("memory", "kernel", 0, "a kernel with pandas", ours, theirs, 1.15)


@dataclass(frozen=True)
class Started:
    """What starting a kernel took: its resident bytes, and seconds."""

    memory: int
    seconds: float


def start_kernel(code: str) -> Started:
    """Start a kernel, run the code in it, and end it."""
    begun = time.perf_counter()
    manager, kernel = start_new_kernel(cwd=str(paths.CLONE))
    try:
        kernel.execute_interactive(code, output_hook=lambda message: None, timeout=60)
        seconds = time.perf_counter() - begun
        provisioner = manager.provisioner
        if not isinstance(provisioner, LocalProvisioner) or provisioner.pid is None:
            raise RuntimeError("The kernel is no process of this machine.")
        return Started(processes.resident(provisioner.pid), seconds)
    finally:
        kernel.stop_channels()
        manager.shutdown_kernel(now=True)


def lab() -> list[Figure]:
    """Start JupyterLab with engine and registry up, until it answers; then what all take idle."""
    begun = time.perf_counter()
    argv = [sys.executable, str(paths.CLONE / "lab"), "lab", "--no-browser"]
    child = subprocess.Popen(  # noqa: S603 - the course's own command
        argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        wait_for_line(child, "JupyterLab is ready")
        took = time.perf_counter() - begun
        engine = resident("dockerd")
        services = {name: resident(name) for name in SERVICES}
    finally:
        child.terminate()  # a shell that starts something in the background lets it ignore Ctrl-C
        child.wait(30)
    total = engine + sum(services.values())
    peer = "dockerd alone"
    found = [
        figures.limited("starting", "lab warm", took, most=4.0),
        figures.single("memory", "all idle", 0, peer, total, engine, 1.5),
    ]
    for name, memory in services.items():
        found.append(figures.single("memory", name, 0, peer, memory, engine))
    return found


def wait_for_line(child: subprocess.Popen[str], text: str) -> None:
    """Read what a program prints until a line holds the text, or to its end."""
    for line in child.stdout or ():
        if text in line:
            return


def resident(name: str) -> float:
    """Resident megabytes of one of the course's programs."""
    pid = daemon.pid(name)
    if pid is None:
        raise RuntimeError(f"{name} does not run, so its memory is not measured.")
    return processes.resident(pid) / 1e6


def replay() -> list[Figure]:
    """Replay all lessons; beside it the same cells as plain programs, and kernels' starts."""
    lessons = lab_replay.lessons([])
    host = dk.engine.host()
    env = os.environ | {"COURSE_DOCKER_HOST": host, "DOCKER_HOST": host} | lab_replay.unattended()
    begun = time.perf_counter()
    done = run_python("-m", "lab.maintain.replay", check=False, env=env)
    took = time.perf_counter() - begun
    if done.returncode or not client.answers(host):
        print(f"The replay failed, so it took no time that counts:\n{done.stdout[-800:]}")
        return []
    one_start = min(start_kernel("import helpers as dk").seconds for _ in range(3))
    starts = one_start * len(lessons)
    begun = time.perf_counter()
    for lesson in lessons:
        run_python("-m", "bench.script", str(lesson), env=env)
    plain = time.perf_counter() - begun
    return [
        _replay_figure(len(lessons), "plain programs and kernels", took, plain + starts, 1.5),
        _replay_figure(len(lessons), "kernel starts", took, starts, None),
    ]


def _replay_figure(count: int, peer: str, ours: float, theirs: float, most: float | None) -> Figure:
    unit = figures.IN_SECONDS
    return figures.single("starting", "replay", count, peer, ours, theirs, most, unit)


def run_python(
    *words: str, check: bool = True, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run this Python in the clone, its output kept."""
    argv = [sys.executable, *words]
    return subprocess.run(  # noqa: S603 - code of the benchmark's own
        argv, check=check, cwd=paths.CLONE, env=env, capture_output=True, text=True
    )

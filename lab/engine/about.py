"""What `helpers` is told of the engine: one file in the data folder, engine.json."""

import json
import sys
from pathlib import Path
from typing import Any

from lab.base import data_folder, files, paths, rootless
from lab.engine import second_host
from lab.engine.client import Engine
from lab.registry import server as registry


def write(engine: Engine) -> None:
    """Tell `helpers` which engine it is, and what it may ask of `lab` there."""
    about: dict[str, Any] = {
        "host": engine.host,
        "kind": engine.kind,
        "registry": registry.address(),
        "learner": data_folder.learner_id(),
        "restart": [],
        "second": [],
        "second_host": "",
    }
    if engine.is_private:
        course = [sys.executable, str(paths.CLONE / "lab")]
        about["restart"] = [*course, "restart-engine"]
        about["second"] = [*course, "second-engine"]
        about["second_host"] = second_host.host()
    if not engine.is_private or rootless.needed():  # else it is root's, and can do all
        info = engine.docker("info", "--format", "{{json .}}", why="Asking the engine")
        about["cannot"] = cannot(json.loads(info))
    files.write(_file(), about)
    if not engine.is_private:
        data_folder.remember_borrowed(engine.host)


def read() -> dict[str, Any]:
    """What `helpers` was told last; empty where it was told nothing."""
    return files.read(_file())


def forget_private() -> None:
    """Take back what `helpers` was told of the course's own engine, which has ended."""
    if read().get("kind") == "private":
        _file().unlink()


def cannot(info: dict[str, Any]) -> list[str]:
    """Pure: the words that an engine takes and cannot do, read from what `GET /info` says."""
    if info.get("CgroupDriver") == "none":
        return ["memory", "cpus", "stats", "pause"]
    words = []
    if not info.get("MemoryLimit", True):
        words += ["memory", "stats"]
    if not info.get("CpuCfsQuota", True):
        words.append("cpus")
    return words


def _file() -> Path:
    return paths.data() / data_folder.ENGINE_FILE

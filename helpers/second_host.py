"""A second engine, lent by the lab, as if it were another host that shares a folder with this one."""

import json
import os
import shlex
import subprocess
from pathlib import Path

from . import engine
from ._files.extract import fits
from .errors import CourseError, NotFound


class SecondEngine:
    """Another engine: `with other:` the words (and `!docker`) go to it; `stop()` ends it.

    `how` is `nfs` or `folder`: how the two engines share the folder; `why` says why it is not NFS. `options` are the
    words for `docker volume create`, the same on both engines; `label` is the course's, for what is made by hand.
    """

    def __init__(self, told: dict, host: str):
        """Keep what the lab told, and where the engine is."""
        self.how, self.why, self.host = told["how"], told["why"], host
        words = (
            word for key, value in told["options"].items() for word in ("--opt", f"{key}={value}")
        )
        self.options, self.label = shlex.join(words), engine.course_label()
        self._before: list[dict] = []

    def __enter__(self) -> "SecondEngine":
        """Turn to the second engine."""
        names = ("COURSE_DOCKER_HOST", "DOCKER_HOST")
        self._before.append({name: os.environ.get(name) for name in names})
        os.environ |= dict.fromkeys(names, self.host)
        return self

    def __exit__(self, *_) -> None:
        """Turn back to the first."""
        for name, value in self._before.pop().items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value

    def stop(self) -> None:
        """End the second engine with all that is on it; the shared folder stays."""
        if engine.kind() == "private":
            _ask("stop")


def second_engine(folder: str | Path) -> SecondEngine:
    """Lend a second engine that shares `folder` with this one; no `docker` command does.

    Beside a borrowed engine none is started: there the same engine stands in for the second, and `why` says so.
    Errors: NotFound (no such folder), CourseError (it did not start).
    """
    fits(folder)
    if not Path(folder).is_dir():
        raise NotFound("no-folder-to-share", kind="folder", path=folder)
    path = str(Path(folder).resolve())
    if engine.kind() != "private":
        why = "this engine is not the course's own, so none was started beside it: it stands in for the second"
        return SecondEngine({"how": "folder", "why": why, "options": _folder(path)}, engine.host())
    return SecondEngine(json.loads(_ask("start", path)), engine.settings()["second_host"])


def _folder(path: str) -> dict[str, str]:
    return {"type": "none", "o": "bind", "device": path}


def _ask(*words: str) -> str:
    argv = [*engine.settings()["second"], *words]
    done = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, text=True)  # noqa: S603 - the lab's own words
    if done.returncode:
        raise CourseError("lab-says", words=done.stderr.strip())
    return done.stdout

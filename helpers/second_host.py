"""A second engine, lent by the lab: it stands for another host that shares a folder."""

import json
import os
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from . import engine
from ._files.limits import check_file_name
from .errors import CourseError, NotFound, Phrase

ADDRESS_NAMES = ("COURSE_DOCKER_HOST", "DOCKER_HOST")


@dataclass(frozen=True)
class SharedFolder:
    """How two engines share a folder.

    Attributes:
        how: `nfs` or `folder`.
        why: Why it is not NFS; empty if it is.
        driver_options: The options of a volume that is on the folder, the same on both engines.
    """

    how: str
    why: str
    driver_options: dict[str, str]


class SecondEngine:
    """Another engine: in `with other:` the words, and `!docker`, go to it; `stop()` ends it.

    Attributes:
        how: How the two engines share the folder: `nfs` or `folder`.
        why: Why it is not NFS; empty if it is.
        host: The engine's address.
        options: The words for `docker volume create`, the same on both engines.
        label: The course's label, for what is made by hand.
    """

    def __init__(self, shared: SharedFolder, host: str):
        """Keep how the folder is shared, and where the engine is."""
        self.how = shared.how
        self.why = shared.why
        self.host = host
        self.options = _option_words(shared.driver_options)
        self.label = engine.course_label()
        self._before: list[dict[str, str | None]] = []

    def __enter__(self) -> "SecondEngine":
        """Turn to the second engine."""
        self._before.append({name: os.environ.get(name) for name in ADDRESS_NAMES})
        for name in ADDRESS_NAMES:
            os.environ[name] = self.host
        return self

    def __exit__(
        self,
        error_type: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Turn back to the first."""
        for name, value in self._before.pop().items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value

    def stop(self) -> None:
        """End the second engine with all that is on it; the shared folder stays."""
        if engine.kind() == "private":
            _ask_lab("stop")


def second_engine(folder: str | Path) -> SecondEngine:
    """Lend a second engine that shares a folder with this one; no `docker` command does.

    Beside a borrowed engine none is started: the same engine stands in for the second.

    Parameters:
        folder (str | Path): The folder that both share.

    Returns:
        A `SecondEngine`: in `with other:` the words go to it, `other.stop()` ends it; `how` (`nfs`
        or `folder`) and `why` say how the folder is shared, `options` are the words for
        `docker volume create`, and `label` is the course's, for what is made by hand.

    Raises:
        NotFound: There is no such folder.
        CourseError: The engine did not start.
    """
    check_file_name(folder)
    if not Path(folder).is_dir():
        raise NotFound("no-folder-to-share", kind="folder", path=folder)
    path = str(Path(folder).resolve())
    if engine.kind() != "private":
        return SecondEngine(_bound_folder(path), engine.host())
    answer = json.loads(_ask_lab("start", path))
    shared = SharedFolder(answer["how"], answer["why"], answer["options"])
    return SecondEngine(shared, engine.settings().second_host)


def _bound_folder(path: str) -> SharedFolder:
    why = str(Phrase("stands-in-for-second"))
    return SharedFolder("folder", why, {"type": "none", "o": "bind", "device": path})


def _option_words(driver_options: dict[str, str]) -> str:
    """Write options of a volume's driver as the words of a command line."""
    words = []
    for key, value in driver_options.items():
        words += ["--opt", f"{key}={value}"]
    return shlex.join(words)


def _ask_lab(*words: str) -> str:
    command = [*engine.settings().second, *words]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)  # noqa: S603 - the lab's own words
    if done.returncode:
        raise CourseError("lab-says", words=done.stderr.strip())
    return done.stdout

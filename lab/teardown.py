"""End what the course runs, remove what the lessons made, delete the data folder."""

from lab import child, jupyter
from lab.base import console, data_folder, paths, rootless
from lab.base.errors import SetupError
from lab.base.lock import setup_lock
from lab.box.box import Box
from lab.engine import about, choose, private, second_host
from lab.engine.client import Engine, answers
from lab.install import environment
from lab.registry import server
from lab.setup import start_services

RESET = """\
import sys, helpers
gone = helpers.reset(images=True)
print(gone.to_string() if len(gone) else 'The engine has nothing that the course made.')
sys.exit(bool(gone.attrs['left']))
"""


def stop() -> None:
    """End JupyterLab, registry and engine, and take away what they left on the machine."""
    with setup_lock("stopping"):
        done = jupyter.stop() + second_host.stop() + server.stop() + private.stop()
    console.say("\n".join(done) if done else "Nothing of the course runs.")
    console.say(
        "\nThe course's data is kept. "
        "Next:  ./course lab  goes on,  ./course reset --all  deletes it."
    )


def reset() -> int:
    """Remove what the lessons made on the engine; the exit code is 0 if nothing of it is left."""
    return _reset(choose.choose())


def reset_all() -> int:
    """Remove everything of the course but the clone."""
    folder = paths.data()
    if folder.exists() and not data_folder.is_marked():
        raise SetupError(
            f"{folder} does not look like the course's data folder ({data_folder.MARK} is not in "
            "it): nothing was deleted."
        )
    _leave_borrowed_engines()
    stop()
    if folder.exists():
        size = data_folder.size()
        rootless.remove(folder)
        console.say(
            f"Deleted {folder} ({size} MB). "
            f"The Python packages are in {environment.VENV}; delete it too if you like."
        )
    return 0


def _reset(engine: Engine) -> int:
    with setup_lock("resetting"):
        start_services(engine)
    return child.python(engine, "-c", RESET)


def _leave_borrowed_engines() -> None:
    """Remove what the course made on borrowed engines.

    With the data folder goes the learner's ID, by which it is known there.
    """
    last = about.read()
    for host in data_folder.borrowed_hosts():
        if host != last.get("host"):
            _require_left(Engine(host, "borrowed"))
    if last.get("kind") == "borrowed":
        _leave(Engine(last["host"], "borrowed"), last.get("learner"))


def _require_left(engine: Engine) -> None:
    """Refuse while an engine where the course worked earlier has what it made there."""
    if answers(engine.host) and engine.holds_course_objects(server.address()):
        raise SetupError(
            f"The engine at {engine.host}, where the course worked earlier, still has what it made "
            f"there, so the data folder stays too. `DOCKER_HOST={engine.host} ./course reset` "
            "removes it from there; then do this again."
        )


def _leave(engine: Engine, learner: str | None) -> None:
    """Remove what the course made on the borrowed engine that it used last."""
    if not environment.ready() or not engine.answers():
        console.say(
            f"What the course made on the engine at {engine.host} stays there, "
            f"with the label course.docker={learner}."
        )
        return
    if _reset(engine):
        raise SetupError(
            f"The engine at {engine.host} keeps some of what the course made there, so the data "
            "folder stays too: what it keeps is named above. Remove what uses it, and do this "
            "again."
        )
    console.say("\n".join(Box(engine).remove()))

"""Bring what a task begins with: images under names of the task, containers with the task's label."""

from .. import _owner, engine
from ..containers import run
from ..images import tag
from ..transfer import pull
from . import look


def image(name: str) -> str:
    """Have an image on this engine, pulled where it is not here, and give its ID."""
    if look.image(name) is None:
        pull(name)
    return look.image(name)["Id"]


def named(source: str, target: str) -> str:
    """Have an image under a name of the task as well, wherever that name pointed before, and give its ID."""
    image(source)
    tag(source, target)
    return look.image(target)["Id"]


def container(of: str, command=None, *, name: str, label, **options) -> str:
    """Run a container under a name of the task, and give its id; one that an earlier try left there makes room.

    Errors: Refused (on a borrowed engine the name is the learner's own).
    """
    if look.container(name):
        _owner.check("container", name, "replaced")
        engine.call("remove_container", name, force=True, v=True)
    return run(of, command, name=name, label=label, **options)["CONTAINER ID"][0]

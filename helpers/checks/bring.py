"""What a task brings along: containers made anew, in place of an earlier answer but never of the learner's own."""

from .. import containers, engine
from . import look


def container(label, name: str, image: str, command=None, *, start: bool = True, **options) -> str:
    """Make a container for a task with the task's label, start it in the background, and give its id.

    One of this name that the course's calls made - the answer when the task was shown before - goes first. Errors:
    Conflict (the name is taken by another, or a port in use).
    """
    before = look.container(name)
    if before and (before["Config"]["Labels"] or {}).get(engine.LABEL) == "1":
        engine.call("remove_container", before["Id"], force=True, v=True)
    if start:
        containers.run(image, command, name=name, label=label, detach=True, **options)
    else:
        containers.create(image, command, name=name, label=label, **options)
    return look.container(name)["Id"]


def ended(label, name: str, image: str, command, **options) -> str:
    """Make a container whose command ends, wait for that, and give its id."""
    made = container(label, name, image, command, **options)
    engine.call("wait", made)
    return made

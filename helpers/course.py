"""The course on this engine: `doctor` and `reset`, which no docker command does."""

from typing import NamedTuple

from . import _registry, engine
from ._ownership import course_images, leftovers
from ._ownership.cleanup import Cleanup
from .errors import CourseError
from .tables import Table, make_table


class Check(NamedTuple):
    """A row of `doctor`: what was looked at, whether it is well, and what was found."""

    name: str
    ok: bool
    answer: str


def doctor() -> Table:
    """Tell which engine this is, and whether all that the course needs is there.

    No `docker` command does this. What does not answer is a row of the table, and no error.

    Returns:
        A table: CHECK (text), OK (bool), ANSWER (text).
    """
    folder = Check("data folder", True, str(engine.data_folder()))
    try:
        address = f"{engine.host()}, {engine.kind()}"
    except CourseError as error:
        return _check_table([Check("engine", False, str(error)), folder])
    checks = [Check("engine", True, address), folder]
    checks += _check_engine()
    checks.append(_check_registry())
    return _check_table(checks)


def _check_table(checks: list[Check]) -> Table:
    return make_table(["CHECK", "OK", "ANSWER"], checks)


def _check_engine() -> list[Check]:
    try:
        info = engine.call("info")
        unlabelled = _unlabelled_objects()
    except CourseError as error:
        return [Check("engine answers", False, str(error))]
    cgroup = f"v{info.get('CgroupVersion', '1')} ({info.get('CgroupDriver')})"
    system = f"{info['OperatingSystem']}, {info['Architecture']}, {info['NCPU']} CPUs"
    checks = [
        Check("engine answers", True, info["ServerVersion"]),
        Check("storage driver", True, info["Driver"]),
        Check("cgroup", True, cgroup),
        Check("system", True, system),
    ]
    if unlabelled:
        checks.append(Check("not touched", True, unlabelled))
    return checks


def _unlabelled_objects() -> str:
    """Say what a borrowed engine has of a course without a learner's ID.

    It is of an older version of the course, or its owner's own.
    """
    if engine.kind() == "private":
        return ""
    label = f"{engine.LABEL}=1"
    filters = {"label": [label]}
    containers = engine.call("containers", all=True, filters=filters)
    volumes = engine.call("volumes", filters=filters)["Volumes"] or []
    networks = engine.call("networks", filters=filters)
    counts = {
        "containers": len(containers),
        "volumes": len(volumes),
        "networks": len(networks),
    }
    found = [f"{count} {kind}" for kind, count in counts.items() if count]
    if not found:
        return ""
    told = ", ".join(found)
    return f"{told} with the label {label}, which tells no learner: docker rm removes what is yours"


def _check_registry() -> Check:
    try:
        answer = f"{engine.registry()}, {len(_registry.names())} images"
    except CourseError as error:
        return Check("registry answers", False, str(error))
    return Check("registry answers", True, answer)


def reset(*, images: bool = False) -> Table:
    """Remove what the course made, and nothing else; several `docker` commands do the same.

    These are containers, volumes, networks and built images. Another learner's things stay.

    Parameters:
        images (bool): Also the images that came from the course's registry. On a borrowed engine,
            where they have names of their own, they go in any case. Not docker's.

    Returns:
        A table of what went: TYPE (text), NAME (text). `attrs["left"]` has such rows of what is the
        course's and could not go.

    Raises:
        EngineUnavailable: The engine does not answer.
        PullError: The course's registry does not answer, which tells what images are its own.
    """
    cleanup = Cleanup({"label": [engine.course_label()]})
    cleanup.rows += leftovers.remove_noted()
    cleanup.remove_containers()
    cleanup.remove_volumes()
    cleanup.remove_networks()
    cleanup.remove_images(course_images.removable(pulled=images))
    if engine.kind() == "private":
        cleanup.remove_images(course_images.orphaned_steps())
    return make_table(["TYPE", "NAME"], cleanup.rows, left=cleanup.left)

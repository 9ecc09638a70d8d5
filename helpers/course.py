"""The course on this engine: `doctor` and `reset`, which no docker command does."""

from . import _registry, engine
from ._ownership import course_images, leftovers
from ._ownership.cleanup import Cleanup
from .errors import CourseError
from .tables import Table, make_table


def doctor() -> Table:
    """Tell which engine this is and whether all that the course needs is there; no `docker` command does this.

    Columns: CHECK, OK (bool), ANSWER.
    """
    rows = [
        ["engine", True, f"{engine.host()}, {engine.kind()}"],
        ["data folder", True, str(engine.data_folder())],
    ]
    try:
        told = engine.call("info")
        cgroup = f"v{told.get('CgroupVersion', '1')} ({told.get('CgroupDriver')})"
        system = f"{told['OperatingSystem']}, {told['Architecture']}, {told['NCPU']} CPUs"
        rows += [
            ["engine answers", True, told["ServerVersion"]],
            ["storage driver", True, told["Driver"]],
        ]
        rows += [["cgroup", True, cgroup], ["system", True, system]]
        if text := _unmarked():
            rows.append(["not touched", True, text])
    except CourseError as error:
        rows.append(["engine answers", False, str(error)])
    try:
        rows.append(
            ["registry answers", True, f"{engine.registry()}, {len(_registry.names())} images"]
        )
    except CourseError as error:
        rows.append(["registry answers", False, str(error)])
    return make_table(["CHECK", "OK", "ANSWER"], rows, "")


def _unmarked() -> str:
    """Count what a borrowed engine has of a course without a mark: of an older version, or of its owner's own."""
    if engine.kind() == "private":
        return ""
    chosen = {"label": [f"{engine.LABEL}=1"]}
    found = {
        "containers": engine.call("containers", all=True, filters=chosen),
        "volumes": engine.call("volumes", filters=chosen)["Volumes"],
        "networks": engine.call("networks", filters=chosen),
    }
    told = ", ".join(f"{len(there)} {kind}" for kind, there in found.items() if there)
    return (
        told
        and f"{told} with the label {engine.LABEL}=1, which tells no learner: docker rm removes what is yours"
    )


def reset(*, images: bool = False) -> Table:
    """Remove what the course made - containers, volumes, networks, built images - and nothing else.

    With `images` also those that came from the course's registry; on a borrowed engine these go in any case, for there
    they have names of their own, and another learner's things stay. Columns: TYPE, NAME; `attrs` has `left`, such rows
    of what is the course's and could not go. Several `docker` commands do the same.
    """
    cleanup = Cleanup({"label": [engine.course_label()]})
    cleanup.rows += leftovers.remove_noted()
    cleanup.remove_containers()
    cleanup.remove_volumes()
    cleanup.remove_networks()
    cleanup.remove_images(course_images.removable(pulled=images))
    if engine.kind() == "private":
        cleanup.remove_images(course_images.orphaned_steps())
    return make_table(["TYPE", "NAME"], cleanup.rows, "", left=cleanup.left)

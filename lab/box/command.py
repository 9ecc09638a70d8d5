"""The command line that runs the box. Pure."""

from collections.abc import Iterable
from pathlib import Path

from lab import jupyter
from lab.base import paths
from lab.box import labels

RIGHTS = (  # what an engine in a container needs at least
    "--cap-add",
    "SYS_ADMIN",
    "--cap-add",
    "NET_ADMIN",
    "--cap-add",
    "SYS_PTRACE",  # for `docker exec` in a container whose program is not root's
    "--security-opt",
    "seccomp=unconfined",
    "--security-opt",
    "apparmor=unconfined",
)


def run(
    name: str, port: int, *, privileged: bool, own_cgroups: bool, variables: Iterable[str]
) -> list[str]:
    """The words for `docker` that run the box.

    On cgroup v2 the box gets groups of its own (`own_cgroups`). Of `variables` it gets the values
    that they have here.
    """
    argv = ["run", "--detach", "--init", "--name", name, "--hostname", "box"]
    argv += ["--stop-timeout", "90", *labels.own(name)]
    argv += ["--privileged"] if privileged else RIGHTS
    if own_cgroups:
        argv += ["--cgroupns", "private"]
    recorded = mount("bind", paths.LESSONS.parent, "/course/notebooks", read_only=True)
    argv += ["--mount", mount("volume", name, "/data")]
    argv += ["--mount", recorded]
    argv += ["--mount", mount("bind", paths.work(), "/course/work")]
    argv += ["--publish", f"127.0.0.1:{port}:{jupyter.PORT}"]
    argv += ["--env", "COURSE_BOX_TOKEN", "--env", f"COURSE_BOX_PORT={port}"]
    for variable in variables:
        argv += ["--env", variable]
    return [*argv, name]


def mount(kind: str, source: str | Path, target: str, *, read_only: bool = False) -> str:
    """The value of --mount, which is a line of CSV: a path may have commas in it."""
    fields = [f"type={kind}", f"source={source}", f"target={target}"]
    if read_only:
        fields.append("readonly=true")
    return ",".join(_quoted(field) for field in fields)


def _quoted(field: str) -> str:
    if "," not in field and '"' not in field:
        return field
    doubled = field.replace('"', '""')
    return f'"{doubled}"'

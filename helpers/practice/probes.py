"""Look at the engine without changing it and without printing a command."""

import tarfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from .. import _registry, engine
from .._files.tar import PIECE, Pieces
from .._ownership import guard
from .._wait import until
from ..errors import CourseError, NotFound
from .inspected import Container, Image

BETWEEN_LOOKS = 1.2  # seconds: a crash loop restarts within one

OF_CPUS = ["Architecture", "architecture", "Manifests", "Available", "ImageData", "Platform"]
CHANGES = "CAD"  # the letters of `docker diff`, by the number that the engine gives
FOLDER_BIT = 31  # of a file's mode as the engine, a Go program, writes it


# Objects -------------------------------------------------------------------------------------


def container(name: str) -> Container | None:
    """Read a container of this name or ID; None where there is none, or none of this learner's."""
    report = _report("inspect_container", name)
    if report is None or guard.of_another(report):
        return None
    return Container(report)


def image(name: str) -> Image | None:
    """Read an image of this name or ID; None where it is not on the engine."""
    report = _report("inspect_image", engine.qualify(name))
    return None if report is None else Image(report)


def has_volume(name: str) -> bool:
    """Tell whether there is a volume of this name, of this learner's."""
    report = _report("inspect_volume", name)
    return report is not None and not guard.of_another(report)


def _report(method: str, name: str) -> dict[str, Any] | None:
    try:
        return engine.call(method, name)
    except NotFound:
        return None


# Images --------------------------------------------------------------------------------------


def architectures(name: str) -> set[str]:
    """Tell for which CPUs an image is here under this name: the containerd store may hold several.

    https://docs.docker.com/reference/api/engine/version/v1.48/#tag/Image/operation/ImageInspect
    """
    qualified = engine.qualify(name)
    report = engine.only("/images/{0}/json", OF_CPUS, qualified, manifests=1)
    found = set()
    for manifest in report.get("Manifests") or []:
        if manifest.get("Available") and "ImageData" in manifest:
            found.add(manifest["ImageData"]["Platform"]["architecture"])
    return found or {report["Architecture"]}


def image_name(seen: Container) -> str:
    """Name a container's image as the lessons do: `nginx:latest`, with the tag."""
    reference = engine.reference(seen.image_reference)
    return f"{reference.repository.removeprefix('library/')}:{reference.tag_or_latest}"


def lesson_names(seen: Image) -> list[str]:
    """Name an image by all its tags as the lessons do, sorted."""
    return sorted(engine.reference(name).displayed for name in seen.names)


def displayed_image(seen: Container) -> str:
    """Name a container's image as `docker ps` shows it."""
    return engine.reference(seen.image_reference).displayed


def is_image(image_id: str, name: str) -> bool:
    """Tell whether this is the image for which a name stands, here or in its registry."""
    here = image(name)
    if here is not None and here.id == image_id:
        return True
    return image_id in registry_image_ids(name)


def registry_image_ids(name: str) -> set[str]:
    """Tell the image IDs for which a name stands in its registry: those of all platforms."""
    try:
        return _registry.ids(engine.reference(name))
    except CourseError:  # the registry has no such name
        return set()


def registry_digest(name: str) -> str:
    """Read the digest that a name has in its registry now."""
    return _registry.digest(engine.reference(name))


# What a container does -----------------------------------------------------------------------


def log(name: str, tail: int = 1) -> str:
    """Read the last lines that a container wrote; empty where it wrote nothing."""
    return engine.call("logs", name, tail=tail).decode(errors="replace").strip()


def last_line(name: str) -> str:
    """Read the last line that a container wrote, to be quoted: `-` where it wrote nothing."""
    return log(name) or "-"


@dataclass(frozen=True)
class Execution:
    """What a command that was run in a container gave."""

    exit_code: int
    output: str


def run_inside(name: str, *command: str) -> Execution:
    """Run a command that only reads in a running container (`docker exec`)."""
    execution = engine.call("exec_create", name, list(command), subject=name)["Id"]
    output = engine.call("exec_start", execution, subject=name).decode(errors="replace")
    exit_code = engine.call("exec_inspect", execution, subject=name)["ExitCode"]
    return Execution(exit_code, output)


def is_empty_folder(name: str, path: str) -> bool:
    """Tell whether a folder in a running container can be listed and holds nothing."""
    return run_inside(name, "ls", "-A", path) == Execution(0, "")


def network_namespace(name: str) -> str:
    """Read the number of the network namespace of a running container: `net:[4026532806]`."""
    return run_inside(name, "readlink", "/proc/self/ns/net").output.strip()


def changes(name: str) -> dict[str, str]:
    """Read what a container changed in its files (`docker diff`), also of one that has ended.

    Paths and docker's letters: `{"/memo": "A"}`.
    """
    return {change["Path"]: CHANGES[change["Kind"]] for change in engine.call("diff", name) or []}


def file(name: str, path: str) -> str:
    """Read the first megabyte of a file in a container, running or not; of a link nothing."""
    chunks, _ = engine.call("get_archive", name, path)
    with tarfile.open(fileobj=Pieces(engine.read(chunks)), mode="r:") as packed:
        member = packed.next()
        if member is None or not member.isfile():
            return ""
        content = packed.extractfile(member)
        if content is None:
            return ""
        return content.read(PIECE).decode(errors="replace")


def is_folder(name: str, path: str) -> bool:
    """Tell whether a path in a container, running or not, is a folder."""
    chunks, about = engine.call("get_archive", name, path)
    chunks.close()
    return bool(about["mode"] >> FOLDER_BIT & 1)


# Time ----------------------------------------------------------------------------------------


def look_twice(name: str) -> Container | None:
    """Look at a container so that one that is started over and over is not taken for a running one.

    A crash loop shows itself: at first its restarts come within a second. Its status is then
    given as `restarting`.
    """
    first = container(name)
    if first is None or not first.is_running:
        return first
    time.sleep(BETWEEN_LOOKS)
    second = container(name)
    if second is None:
        return None
    if second.id == first.id and second.restart_count > first.restart_count:
        state = {**second.report["State"], "Status": "restarting"}
        return replace(second, report={**second.report, "State": state})
    return second


def look_until(
    name: str, is_enough: Callable[[Container], bool], seconds: float, pause: float = 0.1
) -> Container | None:
    """Look at a container until what is seen is enough, or until it is gone, but not for long.

    Gives the container as it was seen then: a moment later it may be in another state.
    """
    seen: Container | None = None

    def is_seen() -> bool:
        nonlocal seen
        seen = container(name)
        return seen is None or is_enough(seen)

    until(is_seen, seconds, pause)
    return seen


def wait_for_end(name: str) -> Container | None:
    """Look until a container neither runs nor is about to be started again, but not for long."""
    return look_until(name, _is_at_rest, seconds=2.5)


def _is_at_rest(seen: Container) -> bool:
    return seen.status not in ("running", "restarting")

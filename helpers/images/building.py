"""Build an image from a Dockerfile: `docker build`."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from .. import engine
from .._command_line import as_list, key_values, line, parse_key_values, show
from .._environment import build_arguments
from .._files.limits import check_file_name
from .._ownership import build_steps, image_guard, leftovers
from ..errors import BuildError, NotFound
from ..tables import Table, make_table
from .build_progress import BuildProgress
from .builder_stream import read_stream
from .course_dockerfile import copy_into
from .tagging import give_name


def build(
    path: str | Path = ".",
    *,
    tag: str | list[str] | None = None,
    file: str | Path | None = None,
    build_arg: Mapping[str, str | None] | None = None,
    target: str | None = None,
    no_cache: bool = False,
    pull: bool = False,
    label: Mapping[str, str] | list[str] | str | None = None,
) -> Table:
    """Build an image from a Dockerfile (`docker build`), printing what the builder prints.

    One of the last steps is the course's label, by which the image is found again.

    Parameters:
        path (str | Path): The folder whose files the build may use.
        tag (str | list[str] | None): The image's name, or several (`--tag`); without one it is
            known by its ID alone.
        file (str | Path | None): The Dockerfile (`--file`); not given, `Dockerfile` in `path`.
        build_arg (Mapping[str, str | None] | None): Values of the Dockerfile's ARGs, by name. None
            means the value that an environment variable has in this notebook (`--build-arg`).
        target (str | None): The stage to build; not given, the last (`--target`).
        no_cache (bool): Make each step anew (`--no-cache`).
        pull (bool): Ask the registry for newer base images (`--pull`).
        label (Mapping[str, str] | list[str] | str | None): Labels for the image, `{"key": "value"}`
            or `["key=value"]` (`--label`).

    Returns:
        A table of the steps: STEP (int), INSTRUCTION (text), CACHED (bool), IMAGE (text, 12 digits
        of the image that the step made). `attrs["image"]` is the ID of the image.

    Raises:
        NotFound: There is no such folder, or no Dockerfile in it.
        BuildError: A step failed; the error says which and why.
        Refused: A name or a base image is not the course's.

    https://docs.docker.com/reference/cli/docker/buildx/build/
    """
    names = [engine.reference(name) for name in as_list(tag)]
    qualified_names = [name.qualified for name in names]
    command = show(
        line(
            "build",
            path,
            tag=qualified_names,
            file=file,
            build_arg=key_values(build_arg),
            target=target,
            no_cache=no_cache,
            pull=pull,
            label=key_values(label),
        )
    )
    request = BuildRequest(
        folder=_existing_folder(path),
        dockerfile=_existing_dockerfile(path, file),
        tag=qualified_names[0] if names else None,
        build_args=build_arguments(build_arg),
        target=target or "",
        no_cache=no_cache,
        pull=pull,
        labels=parse_key_values(key_values(label)),
    )
    for name in names:
        image_guard.check_name(name)
    known = _image_ids()
    progress = BuildProgress()
    with _leave_nothing_unfinished(progress, known):
        image_id = _build_with_label(request, progress)
    for name in names[1:]:
        give_name(image_id, name)
        print(f"Successfully tagged {name.qualified_with_tag}")
    columns = ["STEP", "INSTRUCTION", "CACHED", "IMAGE"]
    return make_table(columns, _rows(progress, known), command, image=image_id)


def _existing_folder(path: str | Path) -> Path:
    check_file_name(path)
    folder = Path(path)
    if not folder.is_dir():
        raise NotFound("no-folder-to-build-from", kind="folder", path=path)
    return folder


def _existing_dockerfile(path: str | Path, file: str | Path | None) -> Path:
    recipe = Path(path, "Dockerfile")
    if file:
        check_file_name(file)
        recipe = Path(file)
    if not recipe.is_file():
        raise NotFound("no-dockerfile", kind="file", path=recipe)
    return recipe


@dataclass(frozen=True)
class BuildRequest:
    """What the engine is asked to build."""

    folder: Path
    dockerfile: Path
    tag: str | None = None
    build_args: dict[str, str | None] = field(default_factory=dict)
    target: str = ""
    no_cache: bool = False
    pull: bool = False
    labels: dict[str, str] = field(default_factory=dict)

    def with_course_label(self) -> "BuildRequest":
        """Add the label by which the image is found again.

        Its value is the place of the label's step, counted from the last: the engine makes a step
        of each label, in their order.
        """
        label = engine.build_label()
        later = [name for name in self.labels if name > label]
        return replace(self, labels=self.labels | {label: str(1 + len(later))})

    def options(self) -> dict[str, Any]:
        """Write the options of `engine.build`."""
        return {
            "tag": self.tag,
            "buildargs": self.build_args,
            "target": self.target,
            "nocache": self.no_cache,
            "pull": self.pull,
            "labels": self.labels,
            "decode": True,
            "rm": True,
            # A failed step's container has no label by which it could be found.
            "forcerm": True,
        }


def _build_with_label(request: BuildRequest, progress: BuildProgress) -> str:
    """Build an image that has the course's label; returns the image ID."""
    with tempfile.TemporaryDirectory() as name:
        scratch = Path(name)
        recipe = request.dockerfile.resolve()
        if engine.prefix():
            recipe = copy_into(scratch, request.dockerfile)
        labelled = replace(request, dockerfile=recipe).with_course_label()
        image_id = _run_builder(labelled, progress)
        if not request.labels and not request.target:
            return image_id
        if image_guard.is_course_build(image_id):
            return image_id
        # Podman sets labels in any order, and none on a target.
        return _label_on_top(image_id, request.tag, scratch, progress)


def _label_on_top(image_id: str, tag: str | None, scratch: Path, progress: BuildProgress) -> str:
    """Build one more step with nothing but the course's label; returns the image ID."""
    folder = scratch / "label"
    folder.mkdir()
    recipe = folder / "Dockerfile"
    recipe.write_text(f"FROM {image_id.removeprefix('sha256:')}\n")
    request = BuildRequest(folder, recipe, tag)
    return _run_builder(request.with_course_label(), progress)


def _run_builder(request: BuildRequest, progress: BuildProgress) -> str:
    """Build, and print what the builder prints; returns the image ID."""
    recipe = request.dockerfile.read_text(encoding="utf-8", errors="replace")
    progress.expect(recipe, request.labels)
    stream = engine.build(str(request.folder), str(request.dockerfile), **request.options())
    for event in read_stream(stream):
        progress.add(event)
    if not progress.image_id:
        raise BuildError("build-incomplete", path=request.folder)
    return progress.image_id


def _image_ids() -> set[str]:
    return {image["Id"].removeprefix("sha256:") for image in engine.call("images", all=True)}


def _rows(progress: BuildProgress, known: set[str]) -> list[list[object]]:
    """Write a row for each step; the engine confirms which image it made."""
    rows: list[list[object]] = []
    confirmed = build_steps.confirm(progress.claimed_steps())
    for step, confirmation in zip(progress.steps, confirmed, strict=True):
        is_cached = bool(confirmation.made) and known.issuperset(confirmation.made)
        image = (confirmation.image or "").removeprefix("sha256:")[:12]
        rows.append([step.number, step.instruction, is_cached, image])
    return rows


@contextmanager
def _leave_nothing_unfinished(progress: BuildProgress, known: set[str]) -> Iterator[None]:
    """Remove the steps of a build that fails or breaks off: without its label none would find them.

    An engine that is killed keeps them, and the container of the last: they are noted.
    """
    since = engine.now()
    try:
        yield
    except BaseException:
        steps = progress.claimed_steps()
        leftovers.remove_steps(leftovers.failed_build(since, known, steps))
        raise

"""Building images."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .. import _registry, engine
from .._command_line import as_list, key_values, line, parse_key_values, show
from .._files.extract import fits
from .._ownership import image_guard, leftovers
from ..errors import BuildError, CourseError, EngineUnavailable, NotFound, Phrase
from ..errors.engine_words import translate
from ..tables import Table, make_table
from .local import give_name

# The images that a Dockerfile names: each is one of the course's, or a stage.
FROM = re.compile(r"(\s*FROM\s+(?:--\S+\s+)*)(\S+)(?:\s+AS\s+(\S+))?", re.IGNORECASE)
COPY = re.compile(r"(\s*COPY\s+(?:--\S+\s+)*?--from=)(\S+)", re.IGNORECASE)
# What the builder says of its steps: Docker's first, then Podman's.
STEP = re.compile(r"(?:Step \d+/\d+ :|(?:\[\d+/\d+\] )?STEP \d+/\d+:) (.*)")
CACHED = re.compile(r"\s*-?--> Using cache\b")
MADE = re.compile(r"(?: -)?--> ([0-9a-f]{11,12})$")
# The codes of an error that says that the image of a step was not fetched.
NOT_FETCHED = {"registry-of-image-unavailable", "registry-unavailable", "not-in-registry"}
# Containers that only live for a step: engines word it differently, and their ids are of no use afterwards.
TRANSIENT = re.compile(
    r" ---> Running in |( ---> )?Remov(ed|ing) intermediate container |DEPRECATED: "
)


def build(
    path: str | Path = ".", *, tag=None, file: str | None = None, build_arg: dict | None = None,
    target: str | None = None, no_cache: bool = False, pull: bool = False, label: dict | None = None,
) -> Table:  # fmt: skip
    """Build an image from a Dockerfile and the files beside it (`docker build`), printing what the builder prints.

    Columns: STEP (int), INSTRUCTION, CACHED (bool), IMAGE (what the step made, 12 digits); `attrs["image"]` is the id.
    One of the last steps is the course's label, by which the image can be found again.
    Errors: NotFound (no such folder or Dockerfile), BuildError (the step that failed).
    https://docs.docker.com/reference/cli/docker/buildx/build/
    """
    references = [engine.reference(name) for name in as_list(tag)]
    names = [reference.qualified for reference in references]
    command = show(
        line(
            "build", path, tag=names, file=file, build_arg=key_values(build_arg), target=target, no_cache=no_cache,
            pull=pull, label=key_values(label),
        )
    )  # fmt: skip
    for one in filter(None, (path, file)):
        fits(one)
    folder = Path(path)
    if not folder.is_dir():
        raise NotFound("no-folder-to-build-from", kind="folder", path=path)
    dockerfile = Path(file) if file else folder / "Dockerfile"
    if not dockerfile.is_file():
        raise NotFound("no-dockerfile", kind="file", path=dockerfile)
    for reference in references:
        image_guard.check_name(reference)
    given = parse_key_values(key_values(label))
    built = engine.build_label()
    place = 1 + sum(
        name > built for name in given
    )  # the engine makes a step of each label, in their order
    labels = given | {built: str(place)}
    options = {
        "buildargs": dict(build_arg or {}),
        "target": target or "",
        "nocache": no_cache,
        "pull": pull,
    }
    options |= {"tag": names[0] if names else None, "labels": labels, "decode": True}
    options |= {
        "rm": True,
        "forcerm": True,
    }  # a failed step's container has no label by which it could be found
    steps, boxes = [], []
    with tempfile.TemporaryDirectory() as aside, _whole_or_nothing(steps, boxes):
        recipe = _moved(dockerfile, Path(aside)) if engine.prefix() else dockerfile.resolve()
        made = _build(folder, recipe, steps, boxes, options)
        if (given or target) and not image_guard.is_course_build(
            made
        ):  # Podman: labels in any order, none on a target; so on top
            above = Path(aside, "above")
            above.mkdir()
            (above / "Dockerfile").write_text(f"FROM {made.removeprefix('sha256:')}\n")
            own = {
                "tag": options["tag"],
                "labels": {built: "1"},
                "decode": True,
                "rm": True,
                "forcerm": True,
            }
            made = _build(above, above / "Dockerfile", steps, boxes, own)
    for reference in references[1:]:
        give_name(made, reference)
        print(f"Successfully tagged {reference.qualified_with_tag}")
    return make_table(["STEP", "INSTRUCTION", "CACHED", "IMAGE"], steps, command, image=made)


def _build(folder: Path, recipe: Path, steps: list[list], boxes: list[str], options: dict) -> str:
    """Build, print what the builder prints, and add its steps to `steps`; `boxes` holds a step's container. The ID."""
    made = ""
    for event in engine.build(str(folder), str(recipe), **options):
        if event.get("error"):
            raise _failed(steps, event["error"])
        made = (event.get("aux") or {}).get("ID", made)
        text = event.get("stream", "")
        if not TRANSIENT.match(text):
            print(text, end="")
        elif running := re.match(r" ---> Running in ([0-9a-f]{12})", text):
            boxes[:] = [running[1]]
        if step := STEP.match(text):
            steps.append([len(steps) + 1, step[1], False, ""])  # Podman counts anew in each stage
        elif steps and CACHED.match(text):
            steps[-1][2] = True
        elif steps and (image := MADE.match(text)):
            steps[-1][3] = image[1]
    if not made:
        raise BuildError("build-incomplete", path=folder)
    return made


@contextmanager
def _whole_or_nothing(steps: list, boxes: list[str]) -> Iterator[None]:
    """Take back the steps that a build made which fails or breaks off: without its label none would find them again.

    `boxes` is the last step's container, which a killed engine keeps.
    """
    try:
        yield
    except BaseException as error:
        found = [["container", box] for box in boxes if isinstance(error, EngineUnavailable)]
        for _, instruction, cached, image in reversed(steps):
            if image and not cached and not FROM.match(instruction):
                found.append(["image", image])
        leftovers.take_back(found)
        raise


def _failed(steps: list, said: str) -> BuildError:
    """Say which step failed and why: its exit code, the image it did not get, or what the engine says."""
    begun = re.match(r"FROM (?:--\S+ )*(\S+)", steps[-1][1] if steps else "", re.IGNORECASE)
    cause = translate(said, begun[1] if begun else "", BuildError)
    if begun and cause.code in NOT_FETCHED:
        cause = _registry.missing(engine.reference(begun[1]))
    code = re.search(
        r"(?:returned a non-zero code:|while running runtime: exit status) (\d+)", said
    )
    why: CourseError | Phrase = cause
    if code is not None:
        why = Phrase("exit-code-of-step", {"exit_code": code[1]})
    if steps:
        number, instruction, *_ = steps[-1]
        error = BuildError("build-step-failed", step=number, instruction=instruction, why=why)
    else:
        error = BuildError("build-failed", why=why)
    error.__cause__ = cause
    return error


def _moved(dockerfile: Path, folder: Path) -> Path:
    """Copy a Dockerfile for a borrowed engine, its images in the course's registry: the learner's stay aside."""
    stages, lines = {"scratch"}, []
    for text in dockerfile.read_text().splitlines():
        for pattern in (FROM, COPY):
            if (
                (found := pattern.match(text))
                and found[2].lower() not in stages
                and not found[2].isdigit()
            ):
                image = engine.reference(found[2])
                image_guard.check_not_yours(image, "built on")
                text = found[1] + image.qualified + text[found.end(2) :]
        if (found := FROM.match(text)) and found[3]:
            stages.add(found[3].lower())
        lines.append(text)
    copy = folder / "Dockerfile"
    copy.write_text("\n".join(lines) + "\n")
    return copy

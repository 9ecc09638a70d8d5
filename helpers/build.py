"""Building images."""

import re
from pathlib import Path

from . import engine, references
from .commands import line, listed, pairs, show
from .errors import BuildError, NotFound, translate
from .tables import Table, table


def build(
    path: str | Path = ".", *, tag=None, file: str | None = None, build_arg: dict | None = None,
    target: str | None = None, no_cache: bool = False, pull: bool = False, label: dict | None = None,
) -> Table:  # fmt: skip
    """Build an image from a Dockerfile and the files beside it (`docker build`), printing what the builder prints.

    Columns: STEP (int), INSTRUCTION, CACHED (bool), IMAGE (what the step made, 12 digits); `attrs["image"]` is the id.
    The last step is the course's label, by which the image can be found again.
    Errors: NotFound (no such folder or Dockerfile), BuildError (the step that failed).
    https://docs.docker.com/reference/cli/docker/buildx/build/
    """
    names = [engine.wire(one) for one in listed(tag)]
    command = show(
        line(
            "build", path, tag=names, file=file, build_arg=pairs(build_arg), target=target, no_cache=no_cache,
            pull=pull, label=pairs(label),
        )
    )  # fmt: skip
    folder = Path(path)
    dockerfile = Path(file) if file else folder / "Dockerfile"
    if not dockerfile.is_file():
        raise NotFound(f"There is no {dockerfile} to build from: write it first, or name another with file=.")
    labels = {**dict(pair.partition("=")[::2] for pair in pairs(label)), **engine.LABELS}
    options = {"dockerfile": str(dockerfile.resolve()), "buildargs": dict(build_arg or {}), "target": target or ""}
    options |= {"tag": names[0] if names else None, "nocache": no_cache, "pull": pull, "labels": labels, "rm": True}
    made, steps = "", []
    for event in engine.stream("build", str(folder), decode=True, default=BuildError, subject=str(path), **options):
        if event.get("error"):
            at = f"Step {steps[-1][0]}, {steps[-1][1]}, failed" if steps else "The build failed"
            said = translate(event["error"], "", BuildError)
            raise BuildError(f"{at}: {reason(event['error'], str(said))}") from said
        made = (event.get("aux") or {}).get("ID", made)
        text = event.get("stream", "")
        print(text, end="")
        if step := re.match(r"Step (\d+)/\d+ : (.*)", text):
            steps.append([int(step[1]), step[2], False, ""])
        elif steps and text.strip() == "---> Using cache":
            steps[-1][2] = True
        elif steps and (image := re.match(r" ---> ([0-9a-f]{12})$", text.rstrip("\n"))):
            steps[-1][3] = image[1]
    if not made:
        raise BuildError(f"The build of {path} ended before it was complete: build it again.")
    for name in names[1:]:
        parts = references.parse(name)
        engine.call("tag", made, name if not parts.tag else name.rpartition(":")[0], parts.tag or "latest")
        print(f"Successfully tagged {name if parts.tag else name + ':latest'}")
    return table(["STEP", "INSTRUCTION", "CACHED", "IMAGE"], steps, command, image=made)


def reason(said: str, translated: str) -> str:
    """Say why a step failed: its exit code, or what the engine says in the course's words."""
    code = re.search(r"returned a non-zero code: (\d+)", said)
    return f"its command gave exit code {code[1]}." if code else translated

"""Make and start containers: `docker run`, `docker create`."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from .. import engine
from .._command_line import line, show, split_command
from .._ownership import guard, image_guard
from ..errors import CourseError, NotFound, Phrase
from ..images.pulling import fetch
from ..tables import Table
from . import configuration
from .lifecycle import settled
from .listing import row
from .streams import echo


def run(
    image: str, command=None, *, detach: bool = False, name: str | None = None, publish=None, publish_all: bool = False,
    restart: str | None = None, env=None, volume=None, mount=None, tmpfs=None, network: str | None = None,
    network_alias=None, ipc: str | None = None, pid: str | None = None, memory: str | None = None,
    cpus: float | None = None, rm: bool = False, label=None, entrypoint: str | None = None, user: str | None = None,
    workdir: str | None = None, hostname: str | None = None, read_only: bool = False, init: bool = False,
    platform: str | None = None,
) -> Table:  # fmt: skip
    """Make a container of an image and start it (`docker run`); an image that is not here is pulled first.

    With `detach` it runs in the background; else its output is printed until it ends, and `attrs["exit_code"]` has
    its exit code. Columns: as `ps`, the container's row - none when `rm` removed it.
    Errors: NotFound (image, program), Conflict (name or port in use). https://docs.docker.com/reference/cli/docker/container/run/
    """
    options = {key: value for key, value in locals().items() if key not in ("image", "command")}
    box, warrant = _create("run", image, command, options)
    if detach:
        _start(box, name, rm)
        return row(box, warrant)
    code = _foreground(box, name, rm)
    return row(box, warrant, exit_code=code)


def create(image: str, command=None, **options) -> Table:
    """Make a container of an image and do not start it (`docker create`).

    Takes the options of `run`, without `detach`. Columns: as `ps`, the container's row.
    Errors: as `run`. https://docs.docker.com/reference/cli/docker/container/create/
    """
    return row(*_create("create", image, command, options))


def _create(word: str, image: str, command, options: dict) -> tuple[str, str]:
    reference = engine.reference(image)
    options = configuration.checked(options)
    printed = show(
        line(word, reference.qualified, *split_command(command), **configuration.printed(options))
    )
    engine.require(*(name for name in ("memory", "cpus") if options.get(name)))
    config = configuration.config(reference.qualified, command, options)
    configuration.prepare_volumes(config)

    def make() -> dict:
        image_guard.check_parent_image(reference)
        name, platform = options.get("name"), options.get("platform")
        with guard.explain_name_conflict("container", name):
            return engine.call(
                "create_container_from_config", config, name, platform, subject=reference.displayed
            )

    try:
        return make()["Id"], printed
    except NotFound as error:
        if error.kind != "image":
            raise
        print(f"Unable to find image '{reference.qualified_with_tag}' locally")
        fetch(reference, options.get("platform"), printed)
        return make()["Id"], printed


def _start(box: str, name: str | None, rm: bool) -> None:
    """Start a new container; when it can't be started docker leaves it created, and the error says so."""
    with _starting(box, name, rm):
        engine.call("start", box, subject=name or box[:12])


@contextmanager
def _starting(box: str, name: str | None, rm: bool) -> Iterator[None]:
    called = name or box[:12]
    try:
        yield
    except CourseError as error:
        if rm:
            with suppress(CourseError):  # the engine did it itself; Podman does not
                engine.call("remove_container", box)
        else:
            error.notes.append(Phrase("created-not-started", {"name": called}))
        raise


def _foreground(box: str, name: str | None, rm: bool) -> int:
    """Start a container with its output attached, and wait for its end: both begin before the start, as docker's do."""
    with _starting(box, name, rm):  # Podman prepares it now
        output = engine.call("attach", box, stream=True, demux=True, subject=name or box[:12])
    ended = engine.wait_for_exit(box, removed=rm)
    _start(box, name, rm)
    echo(output, lambda: engine.call("kill", box, "SIGINT"))
    code = ended()
    settled(box)
    return code

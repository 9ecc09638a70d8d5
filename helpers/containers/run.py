"""Make and start containers: `docker run`, `docker create`."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any

from .. import engine
from .._command_line import as_list, line, show, split_command
from .._ownership import guard, image_guard
from ..errors import CourseError, NotFound, Phrase
from ..images.pulling import fetch
from ..references import Reference
from ..tables import Table
from . import configuration, networking
from .changing import wait_until_listed
from .named_volumes import named_volumes
from .option_table import command_line_options, read_options, with_options
from .output import show_output
from .ports import on_loopback
from .ps import show_container
from .run_options import ONLY_OF_RUN, RunOptions


@dataclass(frozen=True)
class NewContainer:
    """A container that was made and not started yet.

    Attributes:
        id: Its ID.
        called: How an error names it: by the name that the learner gave, else by its short ID.
        removed_at_end: Whether it is removed when it ends (`--rm`).
        command_line: The command line that makes it.
    """

    id: str
    called: str
    removed_at_end: bool
    command_line: str


@with_options(RunOptions)
def run(image: str, command: str | list[str] | None = None, **options: Any) -> Table:
    """Make a container of an image and start it (`docker run`).

    An image that is not here is pulled first. Without `detach` its output is printed until it
    ends, and Ctrl-C (interrupt) goes to the container.

    Parameters:
        image (str): The image: `nginx`, `nginx:1.26`, a name with its digest, or an ID.
        command (str | list[str] | None): What to run in place of the image's command. A text is
            split at blanks as a shell does, and no shell reads it: for `>`, `|` or `$HOME` run one,
            `["sh", "-c", "echo $HOME"]`.
        {options}

    Returns:
        A table with the container's row, its columns those of `ps`; no row where `rm` removed it.
        Without `detach`, `attrs["exit_code"]` (int) is its exit code.

    Raises:
        NotFound: There is no such image, program, network or path to mount. A container whose
            program is missing is made and not started.
        Conflict: The name is in use, or a host port: with the latter it is made and not started.
        PullError: The image is not here, and its registry does not answer.
        Refused: What it should use or join is not the course's.
        CourseError: A value cannot be read.

    https://docs.docker.com/reference/cli/docker/container/run/
    """
    chosen = read_options(RunOptions, options)
    container = _create("run", image, command, chosen)
    if chosen.detach:
        _start(container)
        return show_container(container.id, container.command_line)
    exit_code = _run_in_foreground(container)
    return show_container(container.id, container.command_line, exit_code=exit_code)


@with_options(RunOptions, without=ONLY_OF_RUN)
def create(image: str, command: str | list[str] | None = None, **options: Any) -> Table:
    """Make a container of an image and do not start it (`docker create`).

    An image that is not here is pulled first.

    Parameters:
        image (str): The image: `nginx`, `nginx:1.26`, a name with its digest, or an ID.
        command (str | list[str] | None): What to run in place of the image's command, as in `run`.
        {options}

    Returns:
        A table with the container's row, its columns those of `ps`.

    Raises:
        NotFound: There is no such image, network or path to mount.
        Conflict: The name is in use.
        PullError: The image is not here, and its registry does not answer.
        Refused: What it should use or join is not the course's.
        CourseError: A value cannot be read.

    https://docs.docker.com/reference/cli/docker/container/create/
    """
    chosen = read_options(RunOptions, options, without=ONLY_OF_RUN)
    container = _create("create", image, command, chosen)
    return show_container(container.id, container.command_line)


def _create(
    word: str, image: str, command: str | list[str] | None, options: RunOptions
) -> NewContainer:
    reference = engine.reference(image)
    options = _published_here(options)
    words = split_command(command)
    command_line = show(line(word, reference.qualified, *words, **command_line_options(options)))
    configuration.check_is_possible(options)
    body = configuration.container_body(reference.qualified, words, options)
    with named_volumes(body):
        container_id = _request_container(reference, body, options, command_line)
    called = options.name or container_id[:12]
    return NewContainer(container_id, called, bool(options.rm), command_line)


def _published_here(options: RunOptions) -> RunOptions:
    """Publish ports on this machine only, on the course's own engine.

    On the network `bridge` a setting of that engine sees to it; it does not hold for others.
    """
    network = options.network or networking.DEFAULT
    if engine.kind() == "borrowed" or networking.is_built_in(network):
        return options
    publish = [on_loopback(str(specification)) for specification in as_list(options.publish)]
    return replace(options, publish=publish)


def _request_container(
    reference: Reference, body: dict[str, Any], options: RunOptions, command_line: str
) -> str:
    """Let the engine make the container, and fetch its image first if need be. Returns its ID."""
    try:
        return _request_once(reference, body, options)
    except NotFound as error:
        if error.kind != "image":
            raise
    print(f"Unable to find image '{reference.qualified_with_tag}' locally")
    fetch(reference, options.platform, command_line)
    return _request_once(reference, body, options)


def _request_once(reference: Reference, body: dict[str, Any], options: RunOptions) -> str:
    image_guard.check_parent_image(reference)
    with guard.explain_name_conflict("container", options.name):
        answer = engine.call(
            "create_container_from_config",
            body,
            options.name,
            options.platform,
            subject=reference.displayed,
        )
    container_id: str = answer["Id"]
    return container_id


def _start(container: NewContainer) -> None:
    with _explain_failed_start(container):
        engine.call("start", container.id, subject=container.called)


@contextmanager
def _explain_failed_start(container: NewContainer) -> Iterator[None]:
    """Say that a container was made which cannot be started: docker leaves it as it is."""
    try:
        yield
    except CourseError as error:
        if container.removed_at_end:
            with suppress(CourseError):  # the engine removed it by itself; Podman does not
                engine.call("remove_container", container.id)
        else:
            error.notes.append(Phrase("created-not-started", {"name": container.called}))
        raise


def _run_in_foreground(container: NewContainer) -> int:
    """Start a container, print its output, and wait for its end. Returns its exit code.

    Reading and waiting begin before the start, as docker's do, so that nothing is missed.
    """
    with _explain_failed_start(container):  # Podman prepares it when somebody begins to read
        output = engine.call(
            "attach", container.id, stream=True, demux=True, subject=container.called
        )
    with engine.wait_for_exit(container.id, removed=container.removed_at_end) as wait:
        _start(container)
        show_output(output, on_interrupt=lambda: engine.call("kill", container.id, "SIGINT"))
        exit_code = wait()
    wait_until_listed(container.id)
    return exit_code

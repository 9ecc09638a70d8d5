"""The engine: where it is, whose it is, and every request to it. The one module that imports `docker`."""

import json
import os
import re
import subprocess
import time
from _thread import start_new_thread
from collections.abc import Callable, Iterable, Iterator
from email.utils import parsedate_to_datetime
from functools import lru_cache
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Semaphore

import docker
import requests
import urllib3
from docker.context import ContextAPI
from docker.utils import kwargs_from_env

from . import references
from .errors import BuildError, CourseError, EngineUnavailable, Refused
from .errors.engine_words import translate
from .tables.units import short_id, truncate

LABEL = "course.docker"
AHEAD = 16  # pieces of a stream that are read before they are wanted
PATIENCE = (
    4  # seconds of silence before the engine is asked whether it lives: with the ping, under ten
)
_LOST = (requests.RequestException, urllib3.exceptions.HTTPError, ConnectionError, TimeoutError)
_END = object()
_PODMAN_ACTIONS = {"die": "died", "destroy": "remove"}  # its filter knows these only


# Where and whose -------------------------------------------------------------------------------------------------


def data_folder() -> Path:
    """Name the folder where the course keeps what it needs between sessions."""
    chosen = os.environ.get("COURSE_DATA")
    if chosen:
        return Path(chosen).expanduser().absolute()
    base = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(base).expanduser().absolute() / "docker-course"


def settings() -> dict:
    """Read what the course's lab says about its engine; nothing if there is no lab here."""
    file = f"{data_folder()}/engine.json"
    try:
        about = os.stat(file)
        return _settings(file, about.st_mtime_ns, about.st_ino)
    except (FileNotFoundError, NotADirectoryError):
        return {}


@lru_cache(1)
def _settings(file: str, changed: int, number: int) -> dict:
    """Read the file once for all the questions of a call; written anew, it is another file."""
    return json.loads(Path(file).read_text())


def host() -> str:
    """Name the engine's address: the environment's, the lab's, the docker context's or the usual socket."""
    given = (
        os.environ.get("COURSE_DOCKER_HOST")
        or os.environ.get("DOCKER_HOST")
        or settings().get("host")
    )
    if given:
        return given
    context = ContextAPI.get_context(os.environ.get("DOCKER_CONTEXT"))
    return ((context and context.Host) or "unix:///var/run/docker.sock").replace(
        "http+unix://", "unix://"
    )


def kind() -> str:
    """Tell whose engine it is: `private` (the course's own, all of it) or `borrowed` (only what is labelled)."""
    lab = settings()
    own = (lab.get("host"), lab.get("second_host"))
    return "private" if lab.get("kind") == "private" and host() in own else "borrowed"


def mark() -> str:
    """Give the value of the course's label: `1` on its own engine; on a borrowed one the learner's, no other has it."""
    if kind() == "private":
        return "1"
    found = settings().get("learner")
    if not found:
        raise CourseError("no-learner-id")
    return found


def ours() -> str:
    """Write the label by which this learner's objects are found: `course.docker=1`."""
    return f"{LABEL}={mark()}"


def labels() -> dict[str, str]:
    """Give the label that all carries which is made here."""
    return {LABEL: mark()}


def built() -> str:
    """Name the label of the images that are built here: theirs is inherited by what is made of them, so not LABEL."""
    return f"{LABEL}.build" if mark() == "1" else f"{LABEL}.build.{mark()}"


def need(*words: str) -> None:
    """Refuse what this engine takes and does not do: without control groups, a limit of memory would not hold."""
    lab = settings()
    cannot = lab.get("cannot") if host() in (lab.get("host"), lab.get("second_host")) else None
    for word in words:
        if word in (cannot or ()):
            raise CourseError("no-cgroups", option=word)


def registry() -> str:
    """Name the address of the course's registry."""
    found = os.environ.get("COURSE_REGISTRY") or settings().get("registry")
    if not found:
        raise CourseError("no-registry-known")
    return found


def prefix() -> str | None:
    """Name the registry that images go to and come from on a borrowed engine; nothing on the course's own."""
    return registry() if kind() == "borrowed" else None


def reference(image: object) -> references.Reference:
    """Read an image's name, once: on a borrowed engine one that tells no registry is the course's."""
    return references.parse(str(image), prefix())


def wire(image: object) -> str:
    """Name an image as the engine must hear it: on a borrowed engine never one of the learner's own."""
    return reference(image).qualified


# Requests --------------------------------------------------------------------------------------------------------


@lru_cache
def _connect(address: str) -> docker.DockerClient:
    try:
        made = docker.DockerClient(version="auto", timeout=2 * PATIENCE, **_where(address))
    except (docker.errors.DockerException, *_LOST) as error:
        raise _gone(address) from error
    made.api.timeout = (
        None  # a request may take long; `_watched` asks meanwhile whether the engine lives
    )
    if address.startswith("unix://"):
        made.api.trust_env = False  # no proxy stands before a socket: to look for one takes a third of a short request
    return made


def _where(address: str) -> dict:
    return {"base_url": address} | kwargs_from_env(
        environment={**os.environ, "DOCKER_HOST": address}
    )


def _gone(address: str) -> EngineUnavailable:
    return EngineUnavailable(address=address)


def client() -> docker.DockerClient:
    """Give the SDK's client of this engine, for what the words here do not do. Its low-level half is `client().api`.

    Errors: EngineUnavailable. See https://docker-py.readthedocs.io/
    """
    return _connect(host())


def clock() -> float:
    """Tell the time of day by the engine's clock, in seconds since 1970: an age means nothing by another one.

    It tells whole seconds: where both clocks agree, this program's is the finer one.
    """
    api = client().api
    told = next(
        _watched(lambda: [api._get(api._url("/_ping")).headers.get("Date")], "", CourseError)
    )
    here = time.time()
    try:
        there = parsedate_to_datetime(told).timestamp()
    except (TypeError, ValueError):  # it tells no time
        return here
    return here if abs(there - here) < 2 else there + 1


def alive(timeout: float = 5) -> bool:
    """Ask the engine whether it answers, on a connection of its own."""
    try:
        version = client().api.api_version
        return docker.APIClient(version=version, timeout=timeout, **_where(host())).ping()
    except (docker.errors.DockerException, EngineUnavailable, *_LOST):
        return False


def _watched(produce: Callable[[], Iterable], subject: str, default: type[CourseError]) -> Iterator:
    """Hand on what `produce` yields; translate its errors; give up when the engine is silent and does not answer."""
    queue: SimpleQueue = SimpleQueue()
    room, over = Semaphore(AHEAD), []

    def pump() -> None:
        try:
            for item in produce():
                room.acquire()
                if over:  # nobody wants the rest
                    return
                queue.put((item, None))
            queue.put((_END, None))
        except Exception as error:
            queue.put((_END, error))

    start_new_thread(
        pump, ()
    )  # threading.Thread would first wait for it to have begun: a tenth of a short request
    try:
        while True:
            try:
                item, error = queue.get(timeout=PATIENCE)
            except Empty:
                if alive():
                    continue
                raise _gone(host()) from None
            if isinstance(error, docker.errors.APIError):
                words = error.explanation or str(error)
                raise translate(words, subject, default, error.status_code) from error
            if isinstance(error, requests.JSONDecodeError) and alive():
                raise CourseError("answer-not-readable", name=subject) from error
            if isinstance(error, _LOST):
                raise _gone(host()) from error
            if isinstance(error, docker.errors.NullResource):
                raise CourseError("no-name-given") from error
            if isinstance(
                error, docker.errors.DockerException
            ):  # the SDK said no, before the engine was asked
                raise translate(str(error), subject, default) from error
            if error:
                raise error
            if item is _END:
                return
            room.release()
            yield item
    finally:
        over.append(True)
        room.release()


def call(method: str, *arguments, subject: str | None = None, default=CourseError, **options):
    """Make one request with a method of the SDK's low-level client; its errors become the course's."""
    api = client().api
    if subject is None:
        subject = arguments[0] if arguments and isinstance(arguments[0], str) else ""
    subject = short_id(references.display_name(subject, prefix()))
    return next(_watched(lambda: [getattr(api, method)(*arguments, **options)], subject, default))


def listing(
    path: str, *names: str, filters: dict | None = None, inside: str = "", **options
) -> Iterator[dict]:
    """Ask for a list, such as `/containers/json`, and give its objects one by one, each decoded when it is wanted.

    The SDK decodes all at once; of 3,000 containers that is five times the answer's bytes, and most of it is not shown.
    `names` go into the path's `{0}`; `inside` names the list's key where the answer is an object.
    """
    chosen = {"filters": docker.utils.convert_filters(filters)} if filters else {}
    return objects(_text(path, names, {**options, **chosen}), path, inside)


def only(path: str, keys: Iterable[str], *names: str, **options) -> dict:
    """Ask for one large object, such as `/system/df`, keeping these keys of it and of all within it: as `listing`."""
    keys = frozenset(keys)
    try:
        text = _text(path, names, options)
        return json.loads(
            text, object_hook=lambda one: {key: one[key] for key in keys & one.keys()}
        )
    except (ValueError, RecursionError) as error:
        raise CourseError("answer-not-a-whole-object", request=f"GET {path}") from error


def _text(path: str, names: tuple[str, ...], params: dict) -> str:
    api = client().api
    if "" in names:
        raise CourseError("no-name-given")

    def ask() -> Iterator[str]:
        answer = api._get(api._url(path, *names), params=params)
        api._raise_for_status(answer)
        yield answer.content.decode()

    subject = short_id(references.display_name("".join(names), prefix()))
    return next(_watched(ask, subject, CourseError))


def objects(text: str, path: str, inside: str = "") -> Iterator[dict]:
    """Decode the objects of a list one by one; an answer that is no list, or breaks off, is an error. Pure."""
    decode, after = json.JSONDecoder().raw_decode, re.compile(r"[\s,]*").match
    begin = (
        re.search(rf'"{inside}"\s*:\s*(?:null|\[\s*)', text)
        if inside
        else re.match(r"\s*\[\s*", text)
    )
    if begin and begin[0].endswith("null"):  # Go's empty list
        return
    place = begin.end() if begin else len(text)
    try:
        while text[place] != "]":
            found, place = decode(text, place)
            yield found
            place = place + 1 if text.startswith(",{", place) else after(text, place).end()
    except (ValueError, IndexError, RecursionError) as error:
        raise CourseError(
            "answer-not-a-whole-list", request=f"GET {path}", text=truncate(text[:200], 90)
        ) from error


def stream(method: str, *arguments, subject: str = "", default=CourseError, **options) -> Iterator:
    """Make one request that answers in a stream; a stream that ends because the engine died is an error."""
    api = client().api
    yield from _watched(lambda: getattr(api, method)(*arguments, **options), subject, default)
    if not alive():
        raise _gone(host())


def happened(since: float, until: float, filters: dict) -> Iterator[dict]:
    """Give the events of a span of time.

    Podman ends a span at once that is over, whatever there was in it: it is asked for all until now, and no more.
    """
    span = {"since": f"{since:.9f}", "until": f"{until:.9f}"}
    if not _is_podman(host()) or until > clock():
        yield from stream("events", decode=True, filters=filters, **span)
        return
    if "event" in filters:
        filters = filters | {"event": [_PODMAN_ACTIONS.get(one, one) for one in filters["event"]]}
    told = {
        "since": span["since"],
        "stream": "false",
        "filters": docker.utils.convert_filters(filters),
    }
    for text in _text("/events", (), told).splitlines():
        if text and (event := json.loads(text))["timeNano"] <= until * 1e9:
            yield event


@lru_cache
def _is_podman(address: str) -> bool:
    return any(one["Name"] == "Podman Engine" for one in call("version").get("Components") or [])


def build(folder: str, dockerfile: str, **options) -> Iterator[dict]:
    """Send a folder to be built with a Dockerfile that may lie elsewhere.

    The SDK's own `build` names such a file and then gives its text for a name too, which Podman takes.
    """
    build = docker.api.build
    ignored = Path(folder, ".dockerignore")
    lines = [line.strip() for line in ignored.read_text().splitlines()] if ignored.exists() else []
    exclude = [line for line in lines if line and not line.startswith("#")]
    recipe = build.process_dockerfile(dockerfile, folder)
    with build.utils.tar(folder, exclude=exclude or None, dockerfile=recipe) as context:
        options |= {"fileobj": context, "custom_context": True, "dockerfile": recipe[0]}
        yield from stream("build", default=BuildError, subject=folder, **options)


def read(source: Iterable) -> Iterator:
    """Read a stream that an earlier request opened, under the same watch."""
    yield from _watched(lambda: source, "", CourseError)
    if not alive():
        raise _gone(host())


def pieces(source: Iterable[bytes], least: int = 1 << 20) -> Iterator[bytes]:
    """Read bytes that an earlier request opened, in pieces of a megabyte: the engine sends 32 kB at a time."""

    def merged() -> Iterator[bytes]:
        some, much = [], 0
        for part in source:
            some.append(part)
            much += len(part)
            if much >= least:
                yield b"".join(some)
                some, much = [], 0
        yield b"".join(some)

    yield from _watched(merged, "", CourseError)
    if not alive():
        raise _gone(host())


def output(container: str, **wanted) -> Iterator[tuple[str, bytes]]:
    """Read what a container has printed so far: pieces in the order of printing, each with its stream's name."""
    api = client().api
    path, params = api._url("/containers/{0}/logs", container), {"stdout": 1, "stderr": 1, **wanted}

    def ask() -> Iterator[bytes]:  # the SDK's own `logs` does not tell the streams apart
        answer = api._get(path, params=params)
        api._raise_for_status(answer)
        yield answer.content

    terminal = call("inspect_container", container)["Config"]["Tty"]
    body, place = next(_watched(ask, container, CourseError)), 0
    if terminal:  # one stream, and no heads in it
        yield "stdout", body
        return
    while place < len(body):
        end = place + 8 + int.from_bytes(body[place + 4 : place + 8], "big")
        yield ("stderr" if body[place] == 2 else "stdout"), body[place + 8 : end]
        place = end


def ending(container: str, removed: bool) -> Callable[[], int]:
    """Begin to wait for a container's end before it is started, so that none is missed; then ask for its exit code."""
    api = client().api
    # The SDK's own `wait` comes back only at the end, so it can't be begun first.
    path, params = (
        api._url("/containers/{0}/wait", container),
        {"condition": "removed" if removed else "next-exit"},
    )

    def begin() -> Iterator:
        answer = api._post(path, params=params, stream=True)
        api._raise_for_status(answer)
        yield answer

    answer = next(_watched(begin, container, CourseError))
    return lambda: next(_watched(lambda: [answer.json()["StatusCode"]], container, CourseError))


def restart() -> None:
    """Restart the course's own engine and wait until it answers; another engine is never restarted.

    Errors: Refused (a borrowed engine), EngineUnavailable.
    """
    if kind() != "private" or not settings().get("restart"):
        raise Refused("engine-not-restarted")
    subprocess.run(settings()["restart"], check=True, stdin=subprocess.DEVNULL, capture_output=True)  # noqa: S603 - the lab's own words
    until = time.monotonic() + 30
    while time.monotonic() < until:
        _connect.cache_clear()
        if alive(timeout=1):
            return
        time.sleep(0.1)  # the engine has no other sign of being ready than its answer
    raise _gone(host())

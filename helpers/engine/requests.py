"""Requests to the engine: each is watched, and its errors are the course's own."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import docker

from ..errors import CourseError
from ..tables.units import short_id
from .connection import alive, client, unavailable
from .exchange import Exchange
from .image_names import displayed
from .json_lists import decode_objects
from .open_stream import OpenStream, with_exchange
from .watchdog import watched, watched_answer

MEGABYTE = 1 << 20

Params = dict[str, Any]


def call(
    method: str,
    *arguments: Any,
    subject: str | None = None,
    default: type[CourseError] = CourseError,
    **options: Any,
) -> Any:
    """Make one request with a method of the SDK's low-level client.

    Parameters:
        method: The method's name, such as `inspect_container`.
        arguments: Its arguments.
        subject: What the request is about, for its errors, as a learner reads it; unless told, the
            first argument.
        default: The class of an error that is not of a kind of its own.
        options: Its named arguments.

    Raises:
        CourseError: What the engine refused, as an error of the course.
    """
    if subject is not None:
        shown = short_id(subject)
    elif arguments and isinstance(arguments[0], str):
        shown = displayed(arguments[0])
    else:
        shown = ""
    send = getattr(client().api, method)
    exchange = Exchange()
    answer = watched_answer(lambda: send(*arguments, **options), shown, default, exchange)
    return with_exchange(answer, exchange)


def listing(
    path: str, *names: str, filters: Params | None = None, inside: str = "", **params: Any
) -> Iterator[dict[str, Any]]:
    """Ask for a list, such as `/containers/json`, and give its objects one by one.

    The SDK decodes all at once; of 3,000 containers that is five times the answer's bytes, and most
    of it is not shown. Here each object is decoded when it is wanted.

    Parameters:
        path: The request's path; `names` go into its `{0}`.
        names: Names of objects.
        filters: The list's filters.
        inside: The list's key where the answer is an object.
        params: The request's other parameters.
    """
    if filters:
        params["filters"] = docker.utils.convert_filters(filters)
    return decode_objects(get_text(path, *names, **params), path, inside)


def only(path: str, keys: Iterable[str], *names: str, **params: Any) -> dict[str, Any]:
    """Ask for one large object, such as `/system/df`, and keep these keys of it and all within."""
    wanted = frozenset(keys)

    def keep(found: dict[str, Any]) -> dict[str, Any]:
        return {key: found[key] for key in wanted & found.keys()}

    text = get_text(path, *names, **params)
    try:
        content: dict[str, Any] = json.loads(text, object_hook=keep)
    except (ValueError, RecursionError) as error:
        raise CourseError("answer-not-a-whole-object", request=f"GET {path}") from error
    return content


def get_text(path: str, *names: str, **params: Any) -> str:
    """Make a GET request and give the answer as it is."""
    return get_bytes(path, *names, **params).decode()


def get_bytes(path: str, *names: str, **params: Any) -> bytes:
    """Make a GET request and give the answer's bytes."""
    if "" in names:
        raise CourseError("no-name-given")
    api = client().api

    def ask() -> bytes:
        answer = api._get(api._url(path, *names), params=params)
        api._raise_for_status(answer)
        content: bytes = answer.content
        return content

    return watched_answer(ask, displayed("".join(names)))


def stream(
    method: str,
    *arguments: Any,
    subject: str = "",
    default: type[CourseError] = CourseError,
    **options: Any,
) -> Iterator[Any]:
    """Make one request that answers in a stream; the parameters are those of `call`.

    Raises:
        EngineUnavailable: The stream ended because the engine died.
    """
    send = getattr(client().api, method)
    yield from _to_its_end(lambda: send(*arguments, **options), subject, default)


def read(source: Iterable[Any]) -> Iterator[Any]:
    """Read a stream that an earlier request opened."""
    yield from _to_its_end(lambda: source, exchange=_exchange_of(source))


def pieces(source: Iterable[bytes]) -> Iterator[bytes]:
    """Read bytes that an earlier request opened, a megabyte at a time: the engine sends 32 kB."""
    yield from _to_its_end(lambda: _joined(source), exchange=_exchange_of(source))


def _exchange_of(source: Iterable[Any]) -> Exchange | None:
    return source.exchange if isinstance(source, OpenStream) else None


def _to_its_end(
    produce: Callable[[], Iterable[Any]],
    subject: str = "",
    default: type[CourseError] = CourseError,
    exchange: Exchange | None = None,
) -> Iterator[Any]:
    """Read a stream; one that ends because the engine died is an error, and no short answer."""
    yield from watched(produce, subject, default, exchange)
    if not alive():
        raise unavailable()


def _joined(source: Iterable[bytes]) -> Iterator[bytes]:
    """Join small pieces to some of a megabyte at least; the last may be smaller, or empty."""
    waiting = bytearray()
    for part in source:
        waiting += part
        if len(waiting) >= MEGABYTE:
            yield bytes(waiting)
            waiting.clear()
    yield bytes(waiting)

"""Decoding a long JSON list object by object. Pure."""

import json
import re
from collections.abc import Iterator
from typing import Any

from ..errors import CourseError
from ..tables.units import truncate

LIST_BEGINS = re.compile(r"\s*\[\s*")
BETWEEN_OBJECTS = re.compile(r"[\s,]*")


def decode_objects(text: str, path: str, inside: str = "") -> Iterator[dict[str, Any]]:
    """Decode the objects of a list, each when it is wanted.

    Parameters:
        text: The whole answer.
        path: The request's path, for an error.
        inside: The list's key where the answer is an object.

    Raises:
        CourseError: The answer is no list, or breaks off.
    """
    decode = json.JSONDecoder().raw_decode
    begin = _list_begins(text, inside)
    if begin is not None and begin[0].endswith("null"):  # Go's empty list
        return
    place = begin.end() if begin is not None else len(text)
    try:
        while text[place] != "]":
            found, place = decode(text, place)
            yield found
            place = _next_object(text, place)
    except (ValueError, IndexError, RecursionError) as error:
        begins = truncate(text[:200], 90)
        raise CourseError("answer-not-a-whole-list", request=f"GET {path}", text=begins) from error


def _list_begins(text: str, inside: str) -> re.Match[str] | None:
    """Find the beginning of the list, up to its first object; None if there is none."""
    if inside:
        return re.search(rf'"{inside}"\s*:\s*(?:null|\[\s*)', text)
    return LIST_BEGINS.match(text)


def _next_object(text: str, place: int) -> int:
    """Tell where the next object begins, after one that ends at `place`."""
    if text.startswith(",{", place):  # as engines write it: faster than a search
        return place + 1
    found = BETWEEN_OBJECTS.match(text, place)
    return found.end() if found is not None else place

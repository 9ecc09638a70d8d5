"""A table of options, of which a word's signature, docstring, command line and request are made.

A table is a frozen dataclass; each of its fields is made by `option`. So an option is added in one
place: its field.
"""

import dataclasses
import inspect
import textwrap
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, TypeVar

from .._command_line import as_list

ROWS_GO_HERE = "{options}"  # the line of a docstring that the rows of the table replace
INDENT = " " * 8
LINE_LENGTH = 100
OPTION = "option"
Word = TypeVar("Word", bound=Callable[..., Any])
Options = TypeVar("Options")


@dataclass(frozen=True)
class Option:
    """What is known of an option beside its name, type and default.

    Attributes:
        meaning: What it means to a learner. Docker's option is added behind it.
        api_field: Where a request's body has it, such as `HostConfig.Memory`; empty if it is not
            simply a field.
        convert: How the field's value is made of what the learner gave.
        as_words: How its values are written on the command line.
    """

    meaning: str
    api_field: str = ""
    convert: Callable[[Any], Any] = lambda value: value
    as_words: Callable[[Any], Any] = as_list


def option(default: Any, meaning: str, **details: Any) -> Any:
    """Make a field of a table: its default, its meaning, and what else `Option` takes."""
    return dataclasses.field(default=default, metadata={OPTION: Option(meaning, **details)})


def read_options(
    table: type[Options], given: dict[str, Any], without: Collection[str] = ()
) -> Options:
    """Check the options of a call, and bring them into the table's form.

    Raises:
        TypeError: There is no such option.
    """
    known = [field.name for field in _fields(table, without)]
    for name in given:
        if name not in known:
            listed = ", ".join(sorted(known))
            raise TypeError(f"There is no option {name}: there are {listed}.")
    return table(**given)


def command_line_options(options: Any) -> dict[str, Any]:
    """Write options as `line` takes them, in the order of the table."""
    words = {}
    for field in dataclasses.fields(options):
        value = getattr(options, field.name)
        if not isinstance(value, bool):
            value = _details(field).as_words(value)
        words[field.name] = value
    return words


def api_fields(options: Any) -> dict[str, Any]:
    """Make the simple parts of a request's body: the options that were given and are a field."""
    body: dict[str, Any] = {}
    for field in dataclasses.fields(options):
        value = getattr(options, field.name)
        details = _details(field)
        if details.api_field and value != field.default:
            _put(body, details.api_field, details.convert(value))
    return body


def _put(body: dict[str, Any], api_field: str, value: Any) -> None:
    *parents, key = api_field.split(".")
    for parent in parents:
        body = body.setdefault(parent, {})
    body[key] = value


def with_options(table: type, without: Collection[str] = ()) -> Callable[[Word], Word]:
    """Let a word's signature and docstring show the options of a table in place of `**options`."""

    def show_options(word: Word) -> Word:
        fields = _fields(table, without)
        word.__signature__ = _signature(word, fields)  # type: ignore[attr-defined] # inspect reads it
        if word.__doc__ is not None:
            rows = "\n".join(_row(field) for field in fields)
            word.__doc__ = word.__doc__.replace(INDENT + ROWS_GO_HERE, rows)
        return word

    return show_options


def _fields(table: Any, without: Collection[str]) -> list[dataclasses.Field[Any]]:
    return [field for field in dataclasses.fields(table) if field.name not in without]


def _details(field: dataclasses.Field[Any]) -> Option:
    details: Option = field.metadata[OPTION]
    return details


def _signature(word: Callable[..., Any], fields: list[dataclasses.Field[Any]]) -> inspect.Signature:
    signature = inspect.signature(word)
    parameters = [
        parameter
        for parameter in signature.parameters.values()
        if parameter.kind is not inspect.Parameter.VAR_KEYWORD
    ]
    for field in fields:
        parameters.append(
            inspect.Parameter(
                field.name,
                inspect.Parameter.KEYWORD_ONLY,
                default=field.default,
                annotation=field.type,
            )
        )
    return signature.replace(parameters=parameters)


def _row(field: dataclasses.Field[Any]) -> str:
    """Write an option's entry in the docstring: its name, form, meaning, and docker's option."""
    form = inspect.formatannotation(field.type)
    flag = "--" + field.name.replace("_", "-")
    return textwrap.fill(
        f"{field.name} ({form}): {_details(field).meaning} (`{flag}`).",
        LINE_LENGTH,
        initial_indent=INDENT,
        subsequent_indent=INDENT + "    ",
        break_on_hyphens=False,
        break_long_words=False,
    )

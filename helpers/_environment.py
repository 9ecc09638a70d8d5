"""Settings without a value, `KEY`: they take that of this process, as docker takes `--env KEY`."""

import os
from collections.abc import Mapping
from typing import Any

from ._command_line import key_values


def environment_settings(settings: Any) -> list[str]:
    """Write environment variables as `KEY=VALUE`.

    A `KEY` that this process does not have either stays as it is: the engine then takes the
    variable away that the image sets.
    """
    return [_with_value(setting) for setting in key_values(settings)]


def _with_value(setting: str) -> str:
    value = os.environ.get(setting)
    if "=" in setting or value is None:
        return setting
    return f"{setting}={value}"


def build_arguments(arguments: Mapping[str, str | None] | None) -> dict[str, str | None]:
    """Give each argument without a value the one of this process; None if there is none either."""
    filled: dict[str, str | None] = {}
    for name, value in (arguments or {}).items():
        filled[name] = os.environ.get(name) if value is None else str(value)
    return filled

"""Playing sequences of calls beside the learner's things, and looking at these afterwards."""

import contextlib
import io
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd

import helpers as dk
from helpers import engine, errors
from tests.engine.borrowed.random_calls import Call
from tests.engine.borrowed.random_names import YOURS
from tests.support.bystanders import Bystanders
from tests.support.snapshots import changes

REPORT_EVERY = 100  # sequences


class Play:
    """Plays calls, and counts how they ended."""

    def __init__(self, yours: Bystanders):
        """Find out once what the names mean."""
        self.yours = yours
        self.ends: Counter[str] = Counter()
        self.begun = time.monotonic()
        self._learn()

    def _learn(self) -> None:
        """Find out what the learner's names and IDs are, and how all is before."""
        self.names = _names(self.yours)
        self.before = self.yours.snapshot()

    def sequence(self, calls: list[Call]) -> None:
        """Play calls, then reset: the learner's things are as before after both."""
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            for call in calls:
                self._make(call)
            after = self.yours.snapshot()
            dk.reset()
        self._count()
        found = changes(self.before, after)
        if not found:
            changed_by_reset = changes(self.before, self.yours.snapshot())
            found = [f"{change} (by reset)" for change in changed_by_reset]
        if found:  # the next sequence, maybe a shorter one that shows the same, begins anew
            self.yours.remove()
            self.yours.make()
            self._learn()
        assert not found, "; ".join(found)

    def _count(self) -> None:
        self.ends["sequences"] += 1
        if self.ends["sequences"] % REPORT_EVERY == 0:
            print(f"{dict(self.ends)} in {time.monotonic() - self.begun:.0f} s", flush=True)

    def _make(self, call: Call) -> None:
        """Make one call; any error of the course's own may come, and no other."""
        try:
            arguments = self._meaning(call.arguments)
            options = {name: self._meaning(value) for name, value in call.options.items()}
            if call.word == "build":
                _write_recipe("".join(arguments))
                arguments = []
            getattr(dk, call.word)(*arguments, **options)
            self.ends["done"] += 1
        except (errors.CourseError, TypeError) as error:
            self.ends[type(error).__name__] += 1

    def _meaning(self, value: Any) -> Any:
        """Put what a name means in its place, also within `NAME:/path` and in lists."""
        if isinstance(value, list | tuple):
            return [self._meaning(item) for item in value]
        if not isinstance(value, str):
            return value
        if value.startswith("table "):
            return _table(*value.split()[1:])
        if value.startswith("container:"):
            return "container:" + self._meaning(value.removeprefix("container:"))
        for name in sorted(self.names, key=len, reverse=True):
            if value == name or value.startswith(f"{name}:/") or f"source={name}," in value:
                return value.replace(name, self.names[name], 1)
        return value


def _names(yours: Bystanders) -> dict[str, str]:
    """Return what each name of `random_names` means."""
    names = {}
    for name, container in yours.containers.items():
        names[f"yours:{name}"] = container
    for name, volume in yours.volumes.items():
        names[f"volume {name}"] = volume
    for name, network in yours.networks.items():
        names[f"network {name}"] = network
    for name, image in {**yours.own_images, **yours.shared_images}.items():
        names[f"image {name}"] = image
        names[f"hub image {name}"] = f"docker.io/library/{image}"
    for name, whole in _ids(yours, names).items():
        digits = whole.removeprefix("sha256:")
        names[f"id of {name}"] = whole
        names[f"id12 of {name}"] = digits[:12]
        names[f"id4 of {name}"] = digits[:4]
    return names


def _ids(yours: Bystanders, names: dict[str, str]) -> dict[str, str]:
    api = engine.client().api
    ids = {name: api.inspect_container(names[name])["Id"] for name in YOURS}
    for name in (*yours.own_images, *yours.shared_images):
        ids[f"image {name}"] = api.inspect_image(names[f"image {name}"])["Id"]
    ids["network net"] = api.inspect_network(yours.networks["net"])["Id"]
    return ids


def _write_recipe(first_line: str) -> None:
    """Write a Dockerfile that begins so."""
    if "COPY" in first_line:
        first_line += " / /x"
    Path("Dockerfile").write_text(f"{first_line or 'FROM busybox'}\nENV A=b\n")


def _table(word: str, *how: str) -> pd.DataFrame:
    """List what a call is given as a table."""
    options = {name: True for name in ("all", "everything") if name in how}
    if word == "ps" and "everything" in how:
        options["all"] = True
    found = getattr(dk, word)(**options)
    if "narrowed" in how:
        return found[found.index % 2 == 0]
    return found

"""Opening views, clicking their buttons and reading what they show."""

from collections.abc import Callable
from typing import Any

import helpers as dk
from helpers.widgets import view
from tests.support.waiting import wait_until


def sleeper(name: str = "web", **options: Any) -> None:
    """Run a container that ends as soon as it is asked to."""
    dk.run(
        "busybox",
        ["sh", "-c", 'trap "exit 0" TERM; sleep 3600 & wait'],
        name=name,
        detach=True,
        **options,
    )


def open_view(word: Callable[..., view.View], *arguments: Any, **options: Any) -> view.View:
    """Make a view and wait until it shows something."""
    shown = word(*arguments, **options)
    shown.settle()
    return shown


def button(shown: view.View, word: str) -> Any:
    """One of a view's buttons."""
    return next(
        child for child in view.descendants(shown) if getattr(child, "description", "") == word
    )


def press(shown: view.View, word: str) -> None:
    """Click a button and wait until it has done what it does."""
    button(shown, word).click()
    shown.settle()


def until(holds: Callable[[], object]) -> bool:
    """Wait for a state, thirty seconds at most."""
    return wait_until(holds, seconds=30, pause=0.02)


def states(shown: view.View) -> dict[str, str]:
    """Tell the state of each container on a board."""
    return dict(zip(shown.table["NAMES"], shown.table["STATE"], strict=True))

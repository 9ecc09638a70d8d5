"""The end of a container."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from .connection import client
from .exchange import Exchange
from .watchdog import watched_answer


@contextmanager
def wait_for_exit(container: str, removed: bool) -> Iterator[Callable[[], int]]:
    """Begin to wait for a container's end before it is started, so that none is missed.

    The SDK's own `wait` returns only at the end, so it cannot be begun first. If what is done
    meanwhile fails, nobody waits any more.

    Parameters:
        container: The container's name.
        removed: Whether to wait until the container is removed too.

    Returns:
        A function that waits, and returns the exit code.
    """
    api = client().api
    path = api._url("/containers/{0}/wait", container)
    condition = "removed" if removed else "next-exit"
    exchange = Exchange()

    def begin() -> Any:
        answer = api._post(path, params={"condition": condition}, stream=True)
        api._raise_for_status(answer)
        return answer

    answer = watched_answer(begin, container, exchange=exchange)

    def exit_code() -> int:
        code: int = watched_answer(
            lambda: answer.json()["StatusCode"], container, exchange=exchange
        )
        return code

    try:
        yield exit_code
    except BaseException:
        exchange.break_off()
        raise

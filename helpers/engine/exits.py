"""The end of a container."""

from collections.abc import Callable
from typing import Any

from .connection import client
from .watchdog import watched_answer


def wait_for_exit(container: str, removed: bool) -> Callable[[], int]:
    """Begin to wait for a container's end before it is started, so that none is missed.

    The SDK's own `wait` returns only at the end, so it cannot be begun first.

    Parameters:
        container: The container's name.
        removed: Whether to wait until the container is removed too.

    Returns:
        A function that waits, and returns the exit code.
    """
    api = client().api
    path = api._url("/containers/{0}/wait", container)
    condition = "removed" if removed else "next-exit"

    def begin() -> Any:
        answer = api._post(path, params={"condition": condition}, stream=True)
        api._raise_for_status(answer)
        return answer

    answer = watched_answer(begin, container)

    def exit_code() -> int:
        code: int = watched_answer(lambda: answer.json()["StatusCode"], container)
        return code

    return exit_code

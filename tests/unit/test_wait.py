"""Waiting for a state: asked at once, and not for ever."""

import time

from helpers._wait import until


def test_what_holds_already_is_not_waited_for() -> None:
    """A state that holds is asked for once."""
    asked = []

    def holds() -> bool:
        asked.append(True)
        return True

    assert until(holds, seconds=0)
    assert len(asked) == 1


def test_a_state_that_comes_is_noticed() -> None:
    """It is asked until it holds."""
    answers = iter([False, False, True])
    assert until(lambda: next(answers), seconds=10, every=0)


def test_a_state_that_never_comes_is_given_up() -> None:
    """After the limit the answer is no."""
    begun = time.monotonic()
    assert not until(lambda: False, seconds=0.1, every=0.01)
    assert 0.1 <= time.monotonic() - begun < 5

"""The steps of a set-up: in order, with their progress, and ended by a failure."""

import pytest

from lab.base.errors import SetupError
from lab.base.steps import Step, run_steps


def test_steps_wait_for_what_they_need(capsys: pytest.CaptureFixture[str]) -> None:
    """A step runs after those it needs, and the lines say how far the set-up is."""
    order = []
    steps = [
        Step("b", "second", lambda: order.append("b"), ("a",)),
        Step("a", "first", lambda: order.append("a")),
    ]
    run_steps(steps)
    assert order == ["a", "b"]
    assert "[2/2," in capsys.readouterr().out


def test_a_failed_step_ends_the_rest() -> None:
    """What needs a failed step does not run, and the failure's own sentence comes out."""
    ran = []

    def fail():
        raise SetupError("no space")

    steps = [
        Step("a", "fails", fail),
        Step("b", "never", lambda: ran.append("b"), ("a",)),
    ]
    with pytest.raises(SetupError, match="no space"):
        run_steps(steps)
    assert ran == []

"""The board: it shows all containers, follows the engine, and its buttons do what docker does."""

import helpers as dk
from tests.engine.views.opening import button, open_view, press, sleeper, states, until


def test_a_look_of_the_board_is_one_request(requests: list[str]) -> None:
    """However many containers there are: the listing, and nothing else."""
    sleeper("one")
    sleeper("two")
    shown = open_view(dk.board)
    shown.follow.value = False
    shown.settle()
    requests.clear()
    press(shown, "refresh")
    assert requests == ["GET containers/json"]
    assert states(shown) == {"one": "▶ running", "two": "▶ running"}


def test_the_board_follows_what_is_done_elsewhere() -> None:
    """A container that ends, comes and goes without a click is seen, by the engine's events."""
    sleeper()
    shown = open_view(dk.board)
    dk.stop("web")
    assert until(lambda: states(shown) == {"web": "■ exited"})
    sleeper("other")
    assert until(lambda: states(shown).get("other") == "▶ running")
    dk.pause("other")
    assert until(lambda: states(shown).get("other") == "‖ paused")
    dk.rm("web")
    assert until(lambda: set(states(shown)) == {"other"})


def test_the_buttons_do_what_docker_does() -> None:
    """Start, stop, rm and logs work on the chosen container; the board says a refusal."""
    sleeper("one")
    sleeper("two")
    shown = open_view(dk.board)
    shown.chosen.value = "one"
    press(shown, "rm")
    assert "one is running and was not removed" in shown.message.value
    press(shown, "stop")
    assert "$ docker stop one: stopped" in shown.message.value
    assert states(shown) == {"one": "■ exited", "two": "▶ running"}
    press(shown, "start")
    assert states(shown)["one"] == "▶ running"
    press(shown, "stop")
    press(shown, "rm")
    assert list(dk.ps(all=True)["NAMES"]) == ["two"]
    assert shown.chosen.value == "two"


def test_a_click_does_not_keep_the_kernel_waiting() -> None:
    """A stop that takes seconds leaves the clicking thread at once: the view's worker does it."""
    # As PID 1 `sleep` does not hear SIGTERM: it is stopped after ten seconds.
    dk.run("busybox", "sleep 3600", name="deaf", detach=True)
    shown = open_view(dk.board)
    button(shown, "stop").click()
    assert until(lambda: "docker stop deaf ..." in shown.message.value)
    assert dk.inspect("deaf", "State.Status")["VALUE"][0] == "running"
    dk.kill("deaf")
    shown.settle()
    assert states(shown) == {"deaf": "■ exited"}


def test_a_box_that_is_not_ticked_does_not_follow() -> None:
    """`follow` off: the board stays as it is until refreshed; on again: it looks, and follows."""
    sleeper()
    shown = open_view(dk.board)
    shown.follow.value = False
    shown.settle()
    dk.stop("web")
    assert states(shown) == {"web": "▶ running"}
    shown.follow.value = True
    shown.settle()
    assert states(shown) == {"web": "■ exited"}
    dk.start("web")
    assert until(lambda: states(shown) == {"web": "▶ running"})

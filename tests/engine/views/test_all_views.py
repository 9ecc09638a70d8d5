"""What all views have in common: threads, their end, markup, and a form for recordings."""

import threading

import pytest

import helpers as dk
from helpers.widgets import follower, view
from tests.engine.views.opening import button, open_view, press, sleeper, states, until


def test_what_a_container_says_is_text() -> None:
    """Names, labels, logs and pages with `<script>` in them are shown, never run."""
    dk.run("busybox", ["echo", "<script>alert(1)</script>"], name="evil")
    shown = open_view(dk.board)
    press(shown, "logs")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown.message.value
    builder = open_view(dk.filter_builder, filters={"name": "<script>"})
    lab = open_view(dk.port_lab, "<script>")
    explorer = open_view(dk.layer_explorer, "busybox", title="<script>")
    timeline = open_view(dk.restart_timeline, title="<script>")
    for kind in (shown, builder, lab, explorer, timeline):
        parts = view.descendants(kind)
        texts = [part.value for part in parts if type(part).__name__ == "HTML"]
        assert texts
        assert "<script" not in "".join(texts)


def test_two_views_at_a_time() -> None:
    """Two kinds stand side by side, each with its own worker; a second of a kind ends the first."""
    sleeper()
    first = open_view(dk.board)
    builder = open_view(dk.filter_builder, filters={"status": "running"})
    assert list(builder.table["NAMES"]) == list(first.table["NAMES"]) == ["web"]
    second = open_view(dk.board)
    first.worker.thread.join(30)
    assert not first.worker.thread.is_alive()
    dk.stop("web")
    assert until(lambda: states(second) == {"web": "■ exited"})
    assert states(first) == {"web": "▶ running"}
    assert builder.worker.thread.is_alive()


def test_a_view_that_is_closed_asks_no_more(requests: list[str]) -> None:
    """After `close` no thread of the view is left, and no request follows a change."""
    before = set(threading.enumerate())
    sleeper()
    shown = open_view(dk.board)
    assert "GET events" in requests
    shown.close()
    assert until(lambda: set(threading.enumerate()) <= before)
    requests.clear()
    dk.client().api.stop("web")
    button(shown, "refresh").click()
    assert requests == ["POST containers/web/stop"]
    assert shown.comm is None


def test_a_view_that_nobody_needs_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing happens a view looks now and then at the ages, and after some looks no more."""
    monkeypatch.setattr(follower, "TICK", 0.05)
    monkeypatch.setattr(follower, "PATIENCE", 3)
    shown = open_view(dk.board)
    assert until(lambda: not shown.follow.value)
    assert until(lambda: "no longer follows" in shown.message.value)


def test_a_still_view_is_text_and_html(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where lessons are recorded a view has no thread: its text and table are compared."""
    monkeypatch.setenv("COURSE_PROGRESS", "0")
    sleeper()
    before = threading.active_count()
    shown = dk.board(title="<b>")
    bundle = shown._repr_mimebundle_()
    assert threading.active_count() == before
    assert sorted(bundle) == ["text/html", "text/plain"]
    assert bundle["text/plain"].startswith("<b>\n$ docker ps --all\nNAMES")
    assert "&lt;b&gt;" in bundle["text/html"]
    assert "<td" in bundle["text/html"]

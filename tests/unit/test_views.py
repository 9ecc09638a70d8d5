"""What the live views say, and where their links lead. No engine."""

import threading

import pytest

from helpers.widgets import addresses, board, html
from helpers.widgets.web_page import PublishedPort, explain_failure, explain_unpublished
from helpers.widgets.worker import Worker


@pytest.mark.parametrize(
    ("hub", "proxy", "host", "address"),
    [
        (None, False, "127.0.0.1", "http://127.0.0.1:8080/a"),
        (None, True, "127.0.0.1", "/proxy/8080/a"),
        ("/user/kim/", True, "127.0.0.1", "/user/kim/proxy/8080/a"),
        ("/user/kim/", False, "127.0.0.1", ""),
        (None, True, "10.0.0.9", "http://10.0.0.9:8080/a"),
    ],
)
def test_the_port_labs_link_goes_where_a_browser_comes(monkeypatch, hub, proxy, host, address):
    """It goes through JupyterLab where JupyterLab hands on ports; behind a hub else nowhere."""
    monkeypatch.setattr(addresses, "find_spec", lambda _: proxy)
    monkeypatch.delenv("JUPYTERHUB_SERVICE_PREFIX", raising=False)
    if hub:
        monkeypatch.setenv("JUPYTERHUB_SERVICE_PREFIX", hub)
    assert addresses.browser_address(host, 8080, "/a") == address
    assert (f'href="{address}"' in addresses.link_to(address)) is bool(address)


def test_the_port_labs_link_is_escaped():
    """What is typed as a path stays inside the link, and on the same host."""
    assert "<b>" not in addresses.link_to(addresses.browser_address("127.0.0.1", 80, '/"><b>'))
    assert addresses.browser_address("127.0.0.1", 80, "//elsewhere").endswith("/elsewhere")
    assert "//elsewhere" not in addresses.browser_address("127.0.0.1", 80, "//elsewhere")


def test_the_words_for_other_failures():
    """A refusal, a silence and the unforeseen are told apart."""
    port = PublishedPort("web", "80/tcp", "127.0.0.1", 80)
    refused = explain_failure(ConnectionRefusedError(), port)
    assert "nobody listens on the host's port 80" in refused
    assert "No answer within" in explain_failure(TimeoutError(), port)
    assert "OSError: odd" in explain_failure(OSError("odd"), port)


def test_a_container_without_a_port_is_told_apart_from_one_that_ended():
    """One that runs was run without `publish`; of one that does not run the state is told."""
    assert explain_unpublished("web", "Up 2 minutes", "80/tcp").startswith("No port of the host")
    assert "uses 80/tcp" in explain_unpublished("web", "Up 2 minutes", "80/tcp")
    assert "not running (Exited (1) 2 minutes ago)" in explain_unpublished(
        "web", "Exited (1) 2 minutes ago", ""
    )
    assert "not running (gone)" in explain_unpublished("web", "", "")


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("Up 3 seconds", "▶ running"),
        ("Up 3 seconds (Paused)", "‖ paused"),
        ("Exited (137) 2 minutes ago", "■ exited"),
        ("Created", "○ created"),
        ("Restarting (1) 2 seconds ago", "↻ restarting"),
        ("Dead", "! dead"),
    ],
)
def test_states_have_signs(status, state):
    """Each of docker's states has a word and a sign of its own."""
    assert board.state_of(status) == state


def test_what_a_view_says_is_escaped():
    """A sentence, a command line and a log with tags in them are text."""
    for text, more in (("<b>", "<i>"), ("$ <b>", ""), ("", "<i>")):
        written = html.message_html(text, more)
        assert "<b>" not in written
        assert "<i>" not in written
    assert "&lt;b&gt;" in html.message_html("<b>")
    assert "<code>$ &lt;b&gt;</code>" in html.message_html("$ <b>")
    assert html.command_html("<b>") == "<code>$ &lt;b&gt;</code>"
    assert html.heading_html("<b>") == "<b>&lt;b&gt;</b>"


def test_a_worker_does_its_jobs_in_order_and_ends():
    """Jobs are done one after the other, by one thread, which ends after those that wait."""
    done: list[tuple[int, str]] = []
    idle = threading.Event()
    worker = Worker("view", run=lambda job: job(), idle=idle.set, timeout=lambda: None)
    worker.start()
    for number in range(5):
        worker.add(lambda number=number: done.append((number, threading.current_thread().name)))
    worker.settle()
    assert done == [(number, "view") for number in range(5)]
    worker.stop()
    worker.thread.join(10)
    assert not worker.thread.is_alive()
    assert not idle.is_set()


def test_a_worker_without_jobs_looks_around():
    """Where no job comes in time, `idle` is called, and jobs are done as before."""
    idle = threading.Event()
    done = threading.Event()
    worker = Worker("view", run=lambda job: job(), idle=idle.set, timeout=lambda: 0.01)
    worker.start()
    assert idle.wait(10)
    worker.add(done.set)
    assert done.wait(10)
    worker.stop()
    worker.thread.join(10)
    assert not worker.thread.is_alive()

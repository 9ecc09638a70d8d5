"""The live views, on the real engine: buttons are clicked, and what the views show is read."""

import re
import threading
from urllib.parse import urlsplit

import docker
import pytest

import helpers as dk
from helpers.widgets import follower, layers, notebook_cells, view
from tests.support.waiting import wait_until


@pytest.fixture(scope="module", autouse=True)
def images():
    """The images that the views are tried with, before; nothing of the course's, after."""
    dk.reset()
    dk.pull("busybox")
    dk.pull("nginx")
    yield
    dk.reset(images=True)


@pytest.fixture(autouse=True)
def tidy():
    """No view and no container stays."""
    yield
    for shown in list(notebook_cells.open_views):
        shown.close()
    dk.reset()


@pytest.fixture
def requests(monkeypatch):
    """Each request that is made to the engine, as its method and path, in order."""
    made: list[str] = []
    send = docker.APIClient.send

    def counted(self, request, **options):
        path = re.sub(r"^/v1\.\d+/", "", urlsplit(request.path_url).path)
        made.append(f"{request.method} {path}")
        return send(self, request, **options)

    monkeypatch.setattr(docker.APIClient, "send", counted)
    return made


def sleeper(name: str = "web", **options) -> None:
    """Run a container that ends as soon as it is asked to."""
    dk.run(
        "busybox",
        ["sh", "-c", 'trap "exit 0" TERM; sleep 3600 & wait'],
        name=name,
        detach=True,
        **options,
    )


def open_view(word, *arguments, **options) -> view.View:
    """Make a view and wait until it shows something."""
    shown = word(*arguments, **options)
    shown.settle()
    return shown


def button(shown: view.View, word: str):
    """One of a view's buttons."""
    return next(
        child for child in view.descendants(shown) if getattr(child, "description", "") == word
    )


def press(shown: view.View, word: str) -> None:
    """Click a button and wait until it has done what it does."""
    button(shown, word).click()
    shown.settle()


def until(holds) -> bool:
    """Wait for a state, thirty seconds at most."""
    return wait_until(holds, seconds=30, pause=0.02)


def states(shown: view.View) -> dict[str, str]:
    """Tell the state of each container on a board."""
    return dict(zip(shown.table["NAMES"], shown.table["STATE"], strict=True))


def test_a_look_of_the_board_is_one_request(requests):
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


def test_the_board_follows_what_is_done_elsewhere():
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


def test_the_buttons_do_what_docker_does():
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


def test_a_click_does_not_keep_the_kernel_waiting():
    """A stop that takes seconds leaves the clicking thread at once: the view's worker does it."""
    dk.run(
        "busybox", "sleep 3600", name="deaf", detach=True
    )  # as PID 1 it does not hear SIGTERM: ten seconds
    shown = open_view(dk.board)
    button(shown, "stop").click()
    assert until(lambda: "docker stop deaf ..." in shown.message.value)
    assert dk.inspect("deaf", "State.Status")["VALUE"][0] == "running"
    dk.kill("deaf")
    shown.settle()
    assert states(shown) == {"deaf": "■ exited"}


def test_what_a_container_says_is_text():
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


def test_two_views_at_a_time():
    """Two kinds stand side by side, each with its own worker; a second of a kind ends the first."""
    sleeper()
    first, builder = (
        open_view(dk.board),
        open_view(dk.filter_builder, filters={"status": "running"}),
    )
    assert list(builder.table["NAMES"]) == list(first.table["NAMES"]) == ["web"]
    second = open_view(dk.board)
    first.worker.thread.join(30)
    assert not first.worker.thread.is_alive()
    dk.stop("web")
    assert until(lambda: states(second) == {"web": "■ exited"})
    assert states(first) == {"web": "▶ running"}
    assert builder.worker.thread.is_alive()


def test_a_view_that_is_closed_asks_no_more(requests):
    """After `close` no thread of the view is left, and no request follows a change."""
    before = set(threading.enumerate())
    sleeper()
    shown = open_view(dk.board)
    assert "GET events" in requests
    shown.close()
    assert until(lambda: not {thread for thread in threading.enumerate() if thread not in before})
    requests.clear()
    dk.client().api.stop("web")
    press_after = button(shown, "refresh")
    press_after.click()
    assert requests == ["POST containers/web/stop"]
    assert shown.comm is None


def test_a_box_that_is_not_ticked_does_not_follow():
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


def test_a_view_that_nobody_needs_ends_by_itself(monkeypatch):
    """Where nothing happens a view looks now and then at the ages, and after some looks no more."""
    monkeypatch.setattr(follower, "TICK", 0.05)
    monkeypatch.setattr(follower, "PATIENCE", 3)
    shown = open_view(dk.board)
    assert until(lambda: not shown.follow.value)
    assert until(lambda: "no longer follows" in shown.message.value)


def test_the_filter_builder_shows_the_call_it_made(requests):
    """Each change is one listing; command line, call and table belong together."""
    sleeper("web", label="team=data")
    dk.run("busybox", ["sh", "-c", "exit 3"], name="job")
    builder = open_view(dk.filter_builder)
    requests.clear()
    builder.fields["exited"].value = "3"
    builder.settle()
    assert requests == ["GET containers/json"]
    assert "docker ps --all --filter exited=3" in builder.command.value
    assert list(builder.table["NAMES"]) == ["job"]
    assert builder.table.equals(dk.ps(all=True, filters={"exited": ["3"]}))
    builder.fields["exited"].value, builder.fields["name"].value = "", "web, job"
    builder.settle()
    assert builder.table.attrs["command"] == "docker ps --all --filter name=web --filter name=job"
    assert len(builder.table) == 2


def test_a_filter_that_is_refused_shows_no_table():
    """The engine's no is said with the call it is about; the table of the call before is gone."""
    builder = open_view(dk.filter_builder)
    builder.fields["exited"].value = "three"
    builder.settle()
    assert "A number is needed there" in builder.message.value
    assert builder.shown.value == builder.command.value == ""
    with pytest.raises(TypeError, match="There is no field color here"):
        dk.filter_builder(filters={"color": "red"})


def test_the_layer_explorer_counts_each_layer_once():
    """Its table has each layer with its images, numbered as the map; a box takes an image out."""
    dk.tag("nginx", "again:1")
    explorer = open_view(dk.layer_explorer, "nginx", "again:1", "busybox")
    assert set(explorer.table["IMAGES"]) == {"nginx, again:1", "busybox"}
    assert explorer.table["SIZE"].sum() == sum(
        dk.layers(name)["SIZE"].sum() for name in ("nginx", "busybox")
    )
    assert "L1 x2" in explorer.shown.value
    explorer.boxes.children[0].value = False
    explorer.settle()
    assert set(explorer.table["IMAGES"]) == {"again:1", "busybox"}
    assert layers.image_names(dk.images("again")) == ["again:1"]
    dk.rmi("again:1")


def test_the_port_lab_shows_the_page():
    """Status line, headers and page of a server that answers, asked through the published port."""
    dk.run("nginx", name="web", publish="18098:80", detach=True)
    lab = open_view(dk.port_lab, "web")

    def asked() -> bool:
        press(lab, "ask")
        return "HTTP/1.1 200 OK" in lab.message.value

    assert until(asked)
    assert "Content-Type: text/html" in lab.message.value
    assert "Welcome to nginx!" in lab.message.value
    assert list(lab.table["HOST PORT"]) == [18098]
    assert "18098/" in lab.link.value
    assert "open in the browser" not in repr(lab)
    lab.path.value = "/none"
    press(lab, "ask")
    assert "404 Not Found" in lab.message.value


@pytest.mark.parametrize(
    ("options", "command", "words"),
    [
        ({}, "sleep 3600", "No port of the host leads to wrong"),
        ({"publish": "18097:81"}, "sleep 3600", "nobody listens there on 81/tcp"),
        ({"publish": "18097:80"}, "nc -l -p 80 -e echo hello", "does not speak HTTP"),
        ({"publish": "18097:80"}, "true", "wrong is not running"),
    ],
    ids=["unpublished", "wrong-port", "no-web-server", "ended"],
)
def test_the_port_lab_says_what_is_wrong(options, command, words):
    """Each way to be without a page has its own diagnosis."""
    dk.run("busybox", command, name="wrong", detach=True, **options)
    if command == "true":
        dk.wait("wrong")
    lab = open_view(dk.port_lab, "wrong")
    assert words in lab.message.value


def test_the_timeline_draws_what_happened():
    """A crash loop's starts and exit codes are drawn and said; the table is that of `events`."""
    dk.run("busybox", "false", name="crash", restart="on-failure:2", detach=True)
    dk.wait("crash")
    timeline = open_view(dk.restart_timeline, "crash", since="1m")
    assert until(
        lambda: repr(timeline).endswith("crash: start, exit 1, start, exit 1, start, exit 1")
    )
    assert timeline.shown.value.count(">exit 1<") == 3
    assert list(timeline.table["ACTION"])[-2:] == ["start", "die"]


def test_a_still_view_is_text_and_html(monkeypatch):
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

"""The filter builder, the layer explorer, the port lab and the restart timeline."""

from typing import Any

import pytest

import helpers as dk
from helpers.widgets import layers
from tests.engine.views.opening import open_view, press, sleeper, until


def test_the_filter_builder_shows_the_call_it_made(requests: list[str]) -> None:
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
    builder.fields["exited"].value = ""
    builder.fields["name"].value = "web, job"
    builder.settle()
    assert builder.table.attrs["command"] == "docker ps --all --filter name=web --filter name=job"
    assert len(builder.table) == 2


def test_a_filter_that_is_refused_shows_no_table() -> None:
    """The engine's no is said with the call it is about; the table of the call before is gone."""
    builder = open_view(dk.filter_builder)
    builder.fields["exited"].value = "three"
    builder.settle()
    assert "A number is needed there" in builder.message.value
    assert builder.shown.value == builder.command.value == ""
    with pytest.raises(TypeError, match="There is no field color here"):
        dk.filter_builder(filters={"color": "red"})


def test_the_layer_explorer_counts_each_layer_once() -> None:
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


def test_the_port_lab_shows_the_page() -> None:
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
def test_the_port_lab_says_what_is_wrong(options: dict[str, Any], command: str, words: str) -> None:
    """Each way to be without a page has its own diagnosis."""
    dk.run("busybox", command, name="wrong", detach=True, **options)
    if command == "true":
        dk.wait("wrong")
    lab = open_view(dk.port_lab, "wrong")
    assert words in lab.message.value


def test_the_timeline_draws_what_happened() -> None:
    """A crash loop's starts and exit codes are drawn and said; the table is that of `events`."""
    dk.run("busybox", "false", name="crash", restart="on-failure:2", detach=True)
    dk.wait("crash")
    timeline = open_view(dk.restart_timeline, "crash", since="1m")
    assert until(
        lambda: repr(timeline).endswith("crash: start, exit 1, start, exit 1, start, exit 1")
    )
    assert timeline.shown.value.count(">exit 1<") == 3
    assert list(timeline.table["ACTION"])[-2:] == ["start", "die"]

"""The charts, drawn from tables made by hand: no engine."""

import xml.etree.ElementTree as ET

import pandas as pd
import pytest

from helpers import charts
from helpers.charts.layer_map import GAP, WIDTH
from helpers.charts.timeline import LEFT, STEP
from helpers.errors import CourseError

SVG = "{http://www.w3.org/2000/svg}"


def stack(*layers: tuple[str, int]) -> pd.DataFrame:
    """An image's layers, as `dk.layers` gives them."""
    return pd.DataFrame(layers, columns=["LAYER", "SIZE"])


BASE = ("base", 70_000_000)
FRAMES = {
    "debian": stack(BASE),
    "nginx": stack(BASE, ("n", 8_000_000), ("page", 300)),
    "db": stack(BASE, ("d", 25 * 10**7)),
}


def drawn(chart: charts.Chart) -> ET.Element:
    """The picture, parsed: what is not XML fails here."""
    return ET.fromstring(chart.svg)  # noqa: S314 - the project's own text


def labels(chart: charts.Chart) -> list[str]:
    """All that is written in the picture."""
    return [node.text for node in drawn(chart).iter(f"{SVG}text")]


def test_a_shared_layer_is_one_box_that_says_so():
    """What three images share is one hatched box over three columns, and its label counts them."""
    chart = charts.layer_map(FRAMES)
    assert sorted(labels(chart)) == sorted(["L1 x3", "L2", "L3", "L4", "debian", "nginx", "db"])
    hatched = [box for box in drawn(chart).iter(f"{SVG}rect") if box.get("fill") == "url(#shared)"]
    assert [float(box.get("width")) for box in hatched] == [3 * WIDTH + 2 * GAP]


def test_the_same_in_words():
    """Title, description and the text form name each layer's images."""
    chart = charts.layer_map(FRAMES, title="레이어 <지도>")
    assert repr(chart) == "레이어 <지도>\nL1: debian, nginx, db\nL2: nginx\nL3: db\nL4: nginx"
    assert drawn(chart).find(f"{SVG}title").text == "레이어 <지도>"
    assert drawn(chart).find(f"{SVG}desc").text == repr(chart)
    assert chart._repr_svg_() == chart.svg


def test_the_picture_replays_on_another_build():
    """Other digests, and sizes that differ as versions of a package do, give the same bytes."""
    other = {
        name: frame.assign(LAYER="x" + frame["LAYER"], SIZE=frame["SIZE"] + frame["SIZE"] // 20)
        for name, frame in FRAMES.items()
    }
    assert charts.layer_map(other).svg == charts.layer_map(FRAMES).svg


@pytest.mark.parametrize("changed", ["order", "sharing", "size"])
def test_another_matter_is_another_picture(changed):
    """Another order of layers, a layer shared no more, a layer ten times as large: each is seen."""
    frames = {name: frame.copy() for name, frame in FRAMES.items()}
    if changed == "order":
        frames["nginx"] = frames["nginx"].iloc[::-1].reset_index(drop=True)
    elif changed == "sharing":
        frames["db"].loc[0, "LAYER"] = "another"
    else:
        frames["nginx"].loc[2, "SIZE"] = 8_000_000
    assert charts.layer_map(frames).svg != charts.layer_map(FRAMES).svg


def test_one_content_on_another_ground_is_not_shared():
    """The engine keeps a layer once only where all below it is the same: so does the chart."""
    chart = charts.layer_map({"a": stack(("x", 5), ("top", 5)), "b": stack(("y", 5), ("top", 5))})
    assert all("x" not in label for label in labels(chart))


def test_neighbours_are_not_needed_to_share():
    """A layer shared by images that are not side by side has one number in both columns."""
    chart = charts.layer_map({"a": stack(BASE), "b": stack(("y", 5)), "c": stack(BASE)})
    assert labels(chart).count("L1 x2") == 2
    assert "L1: a, c" in repr(chart)


def test_no_images_no_layers():
    """Nothing to draw is a picture too, not an error."""
    assert labels(charts.layer_map({})) == []


# A crash loop and, beside it, a container that is stopped and removed:
# seconds, container, action, attributes.
STORY = [
    (0.0, "web", "start", "image=nginx, name=web"),
    (1.0, "crash", "start", "image=busybox, name=crash"),
    (1.1, "crash", "die", "exitCode=1, image=busybox, name=crash"),
    (1.3, "crash", "start", "image=busybox, name=crash"),
    (1.4, "crash", "die", "exitCode=137, image=busybox, name=crash"),
    (5.0, "web", "die", "exitCode=0, image=nginx, name=web"),
    (5.0, "web", "stop", "image=nginx, name=web"),
    (6.0, "web", "destroy", "image=nginx, name=web"),
]


def story(rows=STORY, slower: float = 1) -> pd.DataFrame:
    """The events of a story, as `dk.events` gives them."""
    begun = pd.Timestamp("2026-01-01", tz="UTC")
    made = [
        [begun + pd.Timedelta(seconds=at * slower), "container", what, who, more]
        for at, who, what, more in rows
    ]
    return pd.DataFrame(made, columns=["TIME", "TYPE", "ACTION", "NAME", "ATTRIBUTES"])


def test_a_timeline_tells_each_container_in_a_row():
    """Each container has a row, each run a box, each event its word; the same is said in words."""
    chart = charts.timeline(story())
    assert repr(chart).splitlines()[1:] == [
        "web: start, exit 0, stop, rm",
        "crash: start, exit 1, start, exit 137",
    ]
    assert labels(chart) == [
        "web",
        "start",
        "exit 0",
        "stop",
        "rm",
        "crash",
        "start",
        "exit 1",
        "start",
        "exit 137",
    ]
    runs = [box for box in drawn(chart).iter(f"{SVG}rect") if box.get("fill") == "url(#shared)"]
    assert len([box for box in runs if box.get("height") == "16"]) == 3
    assert drawn(chart).find(f"{SVG}desc").text == repr(chart)


def test_a_timeline_replays_at_another_pace():
    """The same story on a slower machine gives the same bytes, unless seconds are asked for."""
    assert charts.timeline(story()).svg == charts.timeline(story(slower=2.5)).svg
    assert (
        charts.timeline(story(), scale="time").svg
        != charts.timeline(story(slower=2.5), scale="time").svg
    )
    assert charts.timeline(story()).svg != charts.timeline(story(STORY[:-1])).svg


def test_a_timeline_of_seconds_keeps_distances():
    """With the scale `time`, five seconds are fifty times as wide as a tenth of one."""
    chart = charts.timeline(story(), scale="time")
    widths = [
        float(box.get("width"))
        for box in drawn(chart).iter(f"{SVG}rect")
        if box.get("height") == "16"
    ]
    assert widths[0] / widths[1] == pytest.approx(50, rel=0.01)
    assert [text for text in labels(chart) if text.endswith(" s")] == [
        "0 s",
        "1.5 s",
        "3 s",
        "4.5 s",
        "6 s",
    ]


def test_what_began_before_and_goes_on_after_is_drawn():
    """A run whose start or end is not among the events reaches the edge."""
    rows = [
        (0, "old", "die", "exitCode=0"),
        (1, "new", "start", ""),
        (1, "new", "exec_create: ls", ""),
    ]
    chart = charts.timeline(story(rows))
    assert repr(chart).splitlines()[1:] == ["old: exit 0", "new: start"]
    boxes = [box for box in drawn(chart).iter(f"{SVG}rect") if box.get("height") == "16"]
    assert [float(box.get("x")) for box in boxes] == [LEFT, LEFT + 2 * STEP]


def test_a_timeline_without_events_and_with_a_wrong_scale():
    """Nothing to draw is a picture too; a scale that there is not is refused in one sentence."""
    assert labels(charts.timeline(story([]))) == []
    with pytest.raises(CourseError, match="There is no scale 'weeks': use order or time"):
        charts.timeline(story(), scale="weeks")


def test_a_name_is_text_in_the_picture():
    """What an engine says is escaped: a name can't break the picture."""
    chart = charts.timeline(story([(0, "<script>", "start", "")]))
    assert "<script>" not in chart.svg
    assert "<script>" in labels(chart)

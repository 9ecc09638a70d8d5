"""What an engine or a learner says is text in diagnoses, drawings and controls, never markup."""

import re
from pathlib import Path
from xml.etree import ElementTree

import ipywidgets
import mistune
import pytest

import helpers as dk
from helpers import charts
from helpers.practice import telling, texts, verdict
from helpers.tables import make_table
from tests.support.markup import ESCAPED, EVIL, tags

# What a diagnosis names of its own: numbers and words of the course's, not the engine's.
FIXED = {
    *("code", "count", "host", "inside", "limit", "meaning"),
    *("oom", "port", "restarts", "status", "wanted", "why"),
}
OF_MARKDOWN = {"p", "strong", "code"}
OF_DRAWINGS = {"svg", "title", "desc", "defs", "pattern", "rect", "path", "text"}


def _diagnoses() -> dict[str, str]:
    """Find the texts of all diagnoses, by lesson, task and key."""
    found = {}
    for lesson, of_lesson in texts.of_language("ko").items():
        for part in _parts(of_lesson):
            said = {**part.get("says", {}), "against": part.get("against", "")}
            for key, text in said.items():
                if text:
                    found[f"{lesson} {part.get('title', '')} {key}"] = text
    return found


def _parts(of_lesson: dict) -> list[dict]:
    """List a lesson's own texts, and those of each of its tasks."""
    parts = [of_lesson]
    for kind in of_lesson.values():
        parts += [part for part in kind.values() if isinstance(part, dict)]
    return parts


DIAGNOSES = _diagnoses()


def test_there_are_diagnoses_with_facts() -> None:
    """The test below has something to look at."""
    with_facts = [text for text in DIAGNOSES.values() if set(_names(text)) - FIXED]
    assert len(DIAGNOSES) > 150
    assert len(with_facts) > 50


def _names(text: str) -> list[str]:
    return re.findall(r"{(\w+)}", text)


@pytest.mark.parametrize("text", DIAGNOSES.values(), ids=DIAGNOSES)
def test_a_fact_is_no_markup_in_a_diagnosis(text: str) -> None:
    """What an engine said is in a code span: rendered as Markdown, no tag comes of it."""
    hostile = f"a`{EVIL}\n\n{EVIL}"
    names = _names(text)
    facts = {name: 5 if name in FIXED else hostile for name in names}
    said = verdict.Verdict(verdict.NOT_YET, verdict.unmet("key", **facts))
    shown = telling.explain(said, {"says": {"key": text}})
    html = mistune.html(shown._repr_markdown_())
    assert tags(html) <= OF_MARKDOWN
    from_the_engine = [name for name in names if name not in FIXED]
    assert html.count(ESCAPED) == 2 * len(from_the_engine)


def test_the_renderer_itself_escapes_nothing() -> None:
    """Without the code span there would be tags: the test above can fail."""
    assert tags(mistune.html(EVIL)) >= {"script", "img"}


def test_an_answer_of_the_learners_is_no_markup(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A prediction, which may be what an engine said, stands in a code span too."""
    monkeypatch.setenv("COURSE_RECORD", str(tmp_path / "record.json"))
    key = next(iter(texts.of_language("ko")["06-run"]["predictions"]))
    html = mistune.html(dk.predict(key, {f"`{EVIL}": EVIL})._repr_markdown_())
    assert tags(html) <= OF_MARKDOWN
    assert html.count(ESCAPED) == 2


def _layer_map() -> charts.Chart:
    layers = make_table(["LAYER", "SIZE", "CREATED BY"], [["sha256:1", 5, EVIL]])
    return charts.layer_map({EVIL: layers}, title=EVIL)


def _timeline() -> charts.Chart:
    rows = [
        [0, "container", "start", EVIL, EVIL],
        [10**9, "container", "die", EVIL, f"exitCode=1, {EVIL}"],
    ]
    events = make_table(["TIME", "TYPE", "ACTION", "NAME", "ATTRIBUTES"], rows)
    return charts.timeline(events, title=EVIL)


@pytest.mark.parametrize("draw", [_layer_map, _timeline])
def test_a_picture_is_no_markup(draw) -> None:
    """Names with tags in them are text in a drawing, which is well-formed XML."""
    svg = draw()._repr_svg_()
    elements = ElementTree.fromstring(svg).iter()  # noqa: S314 - our own text
    assert {element.tag.rpartition("}")[2] for element in elements} <= OF_DRAWINGS
    assert svg.count(ESCAPED) >= 3


@pytest.mark.parametrize("control", [ipywidgets.Checkbox, ipywidgets.Dropdown])
def test_a_word_beside_a_control_is_text(control: type[ipywidgets.DOMWidget]) -> None:
    """Names stand beside boxes and in lists, where ipywidgets takes nothing for markup."""
    assert control(description=EVIL).description_allow_html is False

"""The benchmark's arithmetic, without an engine: figures, goals, the chart and the files that are
kept."""

import json

import pytest

from bench import chart, figures, listing, measure, report
from bench.figures import Figure, Goal

KEPT = json.loads((report.RESULTS / "full.json").read_text())["lines"]
FIGURES = [Figure(**row) for row in KEPT]


def test_the_chart_that_is_kept_is_drawn_from_the_results_that_are_kept():
    """results/full.svg is what the figures of results/full.json give, and these round as they are."""
    assert chart.svg(FIGURES) == (report.RESULTS / "full.svg").read_text()
    assert [report.row(figure) for figure in FIGURES] == KEPT


def test_ours_is_compared_round_by_round():
    """The ratio is the median of the rounds' ratios, not the ratio of the medians; a slow peer has
    fewer."""
    times = {"ours": [1.0, 2.0, 9.0], "docker": [2.0, 4.0]}
    [figure] = figures.compare("listing", "ps", 10, times, {"docker": Goal("ratio", 0.5)})
    assert (figure.ratio, figure.rounds, figure.over) == (0.5, 2, -1.5)
    assert (figure.goal, figure.met) == ("≤ 0.5 x", True)


@pytest.mark.parametrize(
    ("goal", "text", "met"),
    [
        (Goal("ratio", 1.2), "≤ 1.2 x", False),
        (Goal("ratio", 1.3), "≤ 1.3 x", True),
        (Goal("over", 0.002), "≤ 2 ms over", False),
        (Goal("over", 0.5), "≤ 500 ms over", True),
        (figures.NO_SLOWER, "no slower", True),
    ],
)
def test_each_kind_of_goal_has_its_own_number(goal, text, met):
    """A ratio is held by its median, seconds over by theirs; slower is what was so in three rounds
    of four."""
    assert goal.text() == text
    assert goal.is_met(figures.Quartiles(low=0.9, middle=1.25, high=1.5), over=0.25) is met


def test_a_slow_act_sits_out():
    """Above a second an act has three rounds, above ten only one."""
    assert measure.has_turn([]) is True
    assert measure.has_turn([0.9] * 30) is True
    assert [measure.has_turn([2.0] * count) for count in (1, 2, 3)] == [True, True, False]
    assert measure.has_turn([11.0]) is False


def first_of(what, size):
    """Return the first figure of a word and a size."""
    return next(each for each in FIGURES if (each.what, each.size) == (what, size))


def test_growth_is_from_the_last_size_but_one():
    """It compares how ours grew with how the limit grew, and only where both sizes are large."""
    [figure] = listing.growth(FIGURES, "ps")
    before = first_of("ps", 1000)
    last = first_of("ps", 3000)
    assert figure.peer == "since 1000"
    assert figure.ours == last.ours / before.ours
    assert listing.growth([each for each in FIGURES if each.size <= 1000], "ps") == []
    assert listing.growth(FIGURES, "inspect") == []

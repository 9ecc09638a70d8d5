"""Which engine the course uses: decided over facts, and told by `./course doctor`."""

import pytest

from lab import doctor
from lab.base.errors import SetupError
from lab.engine import choose, private
from lab.engine.client import Engine

OWN = "unix:///own"
NAMED = {"variable": "DOCKER_HOST", "named_host": "unix:///named"}
FOUND = {"found_host": "unix:///found"}


@pytest.mark.parametrize(
    ("facts", "lacks", "used", "told"),
    [
        ({}, [], "own, as root", {"own, rootless": "not as root", "box": "needs an engine"}),
        (
            {"root": False},
            [],
            "own, rootless",
            {"own, as root": "sudo", "lent": "set DOCKER_HOST"},
        ),
        (NAMED, [], "lent", {"own, as root": "unset DOCKER_HOST", "box": "./co"}),
        (FOUND, [], "lent", {"own, as root": "stop the engine that was found"}),
        (FOUND | {"root": False}, ["uidmap"], "lent", {"own, rootless": "needs uidmap"}),
        (
            FOUND | {"linux": False, "root": False},
            [],
            "lent",
            {"own, rootless": "needs Linux", "box": "./course"},
        ),
        ({"box": True}, [], "box", {"box": "all of the course"}),
    ],
)
def test_doctor_tells_each_way_to_have_an_engine(facts, lacks, used, told):
    """One way is in use; each other says what it would need, from where the learner is."""
    facts = choose.Facts(OWN, **facts)
    ways = {way.name: way for way in doctor.ways(choose.decide(facts), facts, True, lacks)}
    assert list(ways) == ["own, as root", "own, rootless", "lent", "box"]
    assert [name for name, way in ways.items() if way.used] == [used]
    for name, text in told.items():
        assert text in ways[name].text
    assert all(way.text for way in ways.values())


@pytest.mark.parametrize(
    ("facts", "host", "kind", "reason"),
    [
        ({}, OWN, "private", "the course's own"),
        ({"root": False}, OWN, "private", "the course's own, rootless, for you are not root"),
        ({"private_runs": True} | FOUND, OWN, "private", "the course's own"),
        (FOUND, "unix:///found", "borrowed", "found on this machine"),
        (NAMED | FOUND | {"private_runs": True}, "unix:///named", "borrowed", "by DOCKER_HOST"),
    ],
)
def test_the_engine_is_chosen_in_one_order(facts, host, kind, reason):
    """The engine that is named goes before the course's own that runs, that before one found."""
    choice = choose.decide(choose.Facts(OWN, **facts))
    assert choice.engine == Engine(host, kind)
    assert reason in choice.reason


def test_beside_an_engine_that_hides_none_is_started():
    """A dockerd with its socket at no usual place is named, unless there is an engine to use."""
    with pytest.raises(SetupError, match=r"\(dockerd, pid 77\) runs here"):
        choose.decide(choose.Facts(OWN, hidden_pid=77))
    named = choose.decide(choose.Facts(OWN, hidden_pid=77, **NAMED))
    assert named.engine.host == "unix:///named"


@pytest.mark.parametrize(
    ("course", "docker", "variable", "named"),
    [
        ("", "", "", ""),
        ("unix:///a", "unix:///b", "COURSE_DOCKER_HOST", "unix:///a"),
        ("", "tcp://b:1", "DOCKER_HOST", "tcp://b:1"),
        ("own", "own", "", ""),
        ("own", "unix:///b", "DOCKER_HOST", "unix:///b"),
    ],
)
def test_a_variable_that_names_the_courses_own_engine_names_no_other(
    tmp_path, monkeypatch, course, docker, variable, named
):
    """The first variable that names another engine counts; for no other engine is then looked."""
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    own = choose.private_host()
    monkeypatch.setenv("COURSE_DOCKER_HOST", course.replace("own", own))
    monkeypatch.setenv("DOCKER_HOST", docker.replace("own", own))
    looked = []
    monkeypatch.setattr(choose, "_find_other", lambda: looked.append("other") or "")
    monkeypatch.setattr(choose, "_find_hidden", lambda: looked.append("hidden"))
    facts = choose.look()
    assert (facts.variable, facts.named_host) == (variable, named)
    assert looked == ([] if named else ["other", "hidden"])


def test_where_there_is_no_linux_stop_has_nothing_to_end(tmp_path, monkeypatch):
    """macOS has no /proc to look for leftovers in; there the course has no engine of its own."""
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    monkeypatch.setattr(private.sys, "platform", "darwin")
    monkeypatch.setattr(private.leftovers, "clear_away", lambda _: pytest.fail("looked in /proc"))
    assert private.stop() == []

"""The set-up's order: one engine, and each step after what it needs."""

from lab import setup
from lab.base.steps import Step
from lab.engine import choose
from lab.engine.client import Engine

OWN = "unix:///own"


def test_a_set_up_chooses_its_engine_once(tmp_path, monkeypatch):
    """The engine is chosen once, and all that is set up is handed this one."""
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    chosen = []
    started = []

    def look():
        chosen.append("looked")
        return choose.Facts(OWN)

    monkeypatch.setattr(choose, "look", look)
    monkeypatch.setattr(setup.packages, "missing", lambda **_: [])
    monkeypatch.setattr(setup, "start_services", started.append)
    monkeypatch.setattr(setup, "_require_means", lambda engine, lacking: None)
    monkeypatch.setattr(setup.environment, "ready", lambda: True)
    monkeypatch.setattr(setup.inventory, "ready", lambda: True)
    assert setup.prepare() == Engine(OWN, "private")
    assert started == [Engine(OWN, "private")]
    assert chosen == ["looked"]


def test_an_installed_package_is_waited_for_where_it_is_needed(monkeypatch):
    """Engine and registry wait for packages, images for both, .venv for venv's package only."""
    monkeypatch.setattr(setup.environment, "ready", lambda: False)
    monkeypatch.setattr(setup.environment, "browser_ready", lambda: False)
    monkeypatch.setattr(setup.build, "steps", lambda _, needs: [Step("image", "", list, needs)])
    engine = Engine(OWN, "private")
    needs = {step.name: step.needs for step in setup._steps(engine, ["docker.io"], browser=True)}
    assert needs == {
        "packages": (),
        "services": ("packages",),
        "python": (),
        "browser": ("python",),
        "image": ("services",),
    }
    steps = setup._steps(engine, ["python3.11-venv"], browser=False)
    assert {step.name: step.needs for step in steps}["python"] == ("packages",)

"""Set up what is missing: packages, engine, registry, images, the Python environment."""

import os
import time

from lab.base import console, daemon, paths, rootless
from lab.base.errors import SetupError
from lab.base.lock import setup_lock
from lab.base.steps import Step, run_steps
from lab.engine import about, advice, choose, private
from lab.engine.client import Engine
from lab.images import build, inventory
from lab.install import apt, environment, packages
from lab.registry import server


def prepare(*, browser: bool = False) -> Engine:
    """Set up all that is missing, side by side; return the engine to work on.

    With `browser` also what the tests in a browser need.
    """
    begun = time.monotonic()
    with setup_lock("setting up"):
        engine = choose.choose()
        lacking = packages.missing(own_engine=engine.is_private, browser=browser)
        _require_means(engine, lacking)
        if not lacking:
            start_services(engine)
        steps = _steps(engine, lacking, browser)
        if steps:
            console.say(f"Setting up the course (data: {paths.data()})")
            run_steps(steps)
            console.say(f"Set up in {time.monotonic() - begun:.0f} s.")
    if not engine.is_private:
        console.say(
            f"The engine at {engine.host} is not the course's own: "
            "the course touches only what it made itself there."
        )
    return engine


def start_services(engine: Engine) -> None:
    """Start what does not run of registry, index and engine; tell `helpers` of the engine."""
    private.require_short_path(engine)
    server.start()
    if engine.is_private:
        private.start(engine)
    elif not engine.answers(10):
        raise SetupError(
            f"No Docker engine answers at {engine.host}. "
            "Start it, or unset DOCKER_HOST and COURSE_DOCKER_HOST."
        )
    about.write(engine)


def _require_means(engine: Engine, lacking: list[str]) -> None:
    """Refuse an ordinary user for whom only root can set up an engine."""
    if not engine.is_private or os.geteuid() == 0:
        return
    if lacking:
        advice.refuse(lacking)
    if not daemon.pid(private.NAME) and rootless.gaps(rootless.look()):
        advice.refuse([])


def _steps(engine: Engine, lacking: list[str], browser: bool) -> list[Step]:
    """The steps that set up what is missing; they start the services after packages."""
    steps = []
    services: tuple[str, ...] = ()
    if lacking:
        what = f"installing {' '.join(lacking)}"
        steps.append(Step("packages", what, lambda: apt.install(lacking)))
        what = "starting engine and registry"
        steps.append(Step("services", what, lambda: start_services(engine), ("packages",)))
        services = ("services",)
    steps += _python_steps(lacking, browser)
    if lacking or not inventory.ready():
        steps += build.steps(engine, services)
    return steps


def _python_steps(lacking: list[str], browser: bool) -> list[Step]:
    """The steps that make the Python environment, and add what drives a browser."""
    steps = []
    after: tuple[str, ...] = ()
    if not environment.ready():
        if any("venv" in package for package in lacking):
            after = ("packages",)
        what = "installing the Python packages"
        steps.append(Step("python", what, environment.make, after))
    if browser and not environment.browser_ready():
        after = tuple(step.name for step in steps)
        what = "installing what drives a browser"
        steps.append(Step("browser", what, environment.make_browser, after))
    return steps

"""A pytest plug-in for replay: an engine that is gone is said once, instead of a failure for every cell."""

import os

import pytest

from lab import engine


def pytest_sessionstart(session: pytest.Session) -> None:
    """Do not begin without an engine."""
    if not engine.answers(os.environ["COURSE_DOCKER_HOST"]):
        pytest.exit(f"No Docker engine answers at {os.environ['COURSE_DOCKER_HOST']}. Next:  ./course lab", 3)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo):
    """When a cell fails and the engine is gone, say that, and stop."""
    report = yield
    if report.failed and not engine.answers(os.environ["COURSE_DOCKER_HOST"]):
        report.longrepr = f"{item.nodeid}: the Docker engine stopped answering"
        item.session.shouldstop = "the Docker engine is gone: this failure says nothing about the lessons"
    return report

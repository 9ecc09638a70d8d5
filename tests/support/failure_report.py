"""What the engine ran when a test failed: a hook that a folder's conftest.py imports."""

import os
from collections.abc import Generator

import pytest

from lab.maintain import pytest_report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Put beside a failure which containers the engine had then."""
    report = yield
    if "COURSE_DOCKER_HOST" in os.environ:
        pytest_report.add_situation(report)
    return report

"""Fixtures of the tests with an engine, and what the engine ran when one fails."""

from tests.support.failure_report import pytest_runtest_makereport
from tests.support.fixtures import borrowed, busybox, course, own_record, private

__all__ = ["borrowed", "busybox", "course", "own_record", "private", "pytest_runtest_makereport"]

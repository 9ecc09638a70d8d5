"""Fixtures of the tests of other platforms and of faults, and what the engine ran when one fails."""

from tests.support.failure_report import pytest_runtest_makereport
from tests.support.fixtures import busybox, course, own_record

__all__ = ["busybox", "course", "own_record", "pytest_runtest_makereport"]

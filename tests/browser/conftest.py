"""What the engine ran when a test in a browser fails."""

from tests.support.failure_report import pytest_runtest_makereport

__all__ = ["pytest_runtest_makereport"]

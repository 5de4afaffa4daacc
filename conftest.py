"""What every run of the tests does, of tests/ and of e2e/: it is held to docs/rows.md."""

from tests.rows_run import add_option as pytest_addoption
from tests.rows_run import watch as pytest_configure

__all__ = ["pytest_addoption", "pytest_configure"]

"""What the tests of the date engine share: every start date from 2020 to 2040."""

from datetime import date, timedelta

import pytest

FIRST, LAST = date(2020, 1, 1), date(2040, 12, 31)


@pytest.fixture(scope="session")
def every_day() -> list[date]:
    """Return each day from 2020-01-01 to 2040-12-31."""
    return [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]

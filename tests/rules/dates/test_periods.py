"""Months are counted from the anchor and clamp to the end of a month; a period knows its days."""

from datetime import date, timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from partnerschapsakte.dates.period import Length, Period, shift_days, shift_months
from partnerschapsakte.foundation.outcomes import Refusal
from rules.dates.date_vectors import vectors

DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))


@pytest.mark.parametrize("row", vectors("terms", "shift"))
def test_a_month_later_has_the_same_day_number_or_is_the_last_day(row: dict[str, Any]) -> None:
    assert shift_months(row["from"], row["months"]) == row["to"]


@given(DAYS, st.integers(-1200, 1200))
def test_another_library_counts_months_the_same_way(anchor: date, months: int) -> None:
    assert shift_months(anchor, months) == anchor + relativedelta(months=months)


@pytest.mark.parametrize("months", [1, -12 * 9999])
def test_counting_months_out_of_the_calendar_is_refused(months: int) -> None:
    with pytest.raises(Refusal, match="leaves the calendar"):
        shift_months(date.max if months > 0 else date.min, months)


def test_counting_days_out_of_the_calendar_is_refused() -> None:
    with pytest.raises(Refusal, match="leaves the calendar"):
        shift_days(date.max, 1)


@pytest.mark.parametrize(("months", "days"), [(0, 0), (1, 1), (-1, 0), (0, -1), (-1, 1)])
def test_a_length_is_months_or_days_and_at_least_one(months: int, days: int) -> None:
    with pytest.raises(Refusal, match="whole number of months or of days"):
        Length(months=months, days=days)


@given(DAYS, st.integers(1, 5000))
def test_a_period_holds_its_first_and_last_day_and_no_neighbour(since: date, days: int) -> None:
    one_day = timedelta(days=1)
    period = Period(since, since + timedelta(days=days))

    assert since in period
    assert period.last_day in period
    assert since - one_day not in period
    assert period.until not in period
    assert (period.last_day - since).days == days - 1


@pytest.mark.parametrize("row", vectors("procedure", "span"))
def test_the_plans_of_real_cases_have_the_length_they_publish(row: dict[str, Any]) -> None:
    assert shift_days(row["since"], row["days"]) == row["until"]

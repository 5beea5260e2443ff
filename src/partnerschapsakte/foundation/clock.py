"""The only module that asks what time it is."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def now() -> datetime:
    """Return this moment, in UTC."""
    return datetime.now(UTC)


def local_date(moment: datetime) -> date:
    """Return the date on the wall calendar of the municipality at this moment."""
    return moment.astimezone(AMSTERDAM).date()


def noon(day: date) -> datetime:
    """Return noon of this day in Amsterdam: the instant of a fact of which only the day is known."""
    return datetime.combine(day, time(12), AMSTERDAM).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """Return the last second of this day in Amsterdam: what "as of a date" means."""
    return datetime.combine(day, time(23, 59, 59), AMSTERDAM).astimezone(UTC)
